"""What a plan of adjustment leads to: worked out before anything is done, and done as it was worked out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gongzhi.structure.rules.adjustments import Plan, Ref

SMALL = ("section", "grid", "estate", "building")  # no office of a level stands there
LEVEL_KINDS = ("province", "city", "county", "street", "town", "township", "community", "village")
KEPT_GROUPS = ("unit", "company", "society")  # such bodies are not ended with a level: they stand elsewhere then
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """A place as it stands."""

    id: int
    parent: int | None
    kind: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class BodyNow:
    """A body in force; `group`: of its kind in the pack."""

    id: int
    kind: str
    group: str
    name: str
    parent: int | None
    place: int


@dataclass(frozen=True, slots=True)
class PostNow:
    """A post in force and who holds it (ids of persons)."""

    id: int
    body: int
    kind: str
    label: str
    place: int
    persons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A matter that needs an heir where its post ends: `needs` is the permission to handle such matters."""

    matter: int
    post: int
    place: int
    needs: str
    procedure: str
    live: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """What the pack says of a kind of post."""

    title: str
    permissions: frozenset[str]
    accepts: frozenset[str]
    superiors: tuple[str, ...] = ()
    heirs: tuple[str, ...] = ()  # kinds that take over its work


@dataclass(frozen=True, slots=True)
class Now:
    """The part of the tree that a plan can reach, as it stands."""

    places: Mapping[int, PlaceNow]
    bodies: Mapping[int, BodyNow]
    posts: Mapping[int, PostNow]
    held: tuple[Held, ...]
    kinds: Mapping[str, Kind]
    routes: Mapping[tuple[str, ...], str]  # kinds of post that take a kind of request → an example of its title


@dataclass(frozen=True, slots=True)
class Seat:
    """A post as it will be."""

    ref: Ref
    kind: str
    place: Ref
    filled: bool


@dataclass(slots=True)
class After:
    """How it will be. Places by reference; lists in a defined order."""

    parent: dict[Ref, Ref] = field(default_factory=dict)
    kind: dict[Ref, str] = field(default_factory=dict)
    moves: list[tuple[int, Ref]] = field(default_factory=list)  # place → the place above
    bodies_closed: list[int] = field(default_factory=list)
    bodies_kept: list[tuple[int, Ref]] = field(default_factory=list)  # body → the place where it stands then
    bodies_rehung: list[tuple[int, Ref]] = field(default_factory=list)  # body → the body above, "" for none
    body_heirs: dict[int, Ref] = field(default_factory=dict)  # ending body → one of its kind that takes over
    posts_closed: list[int] = field(default_factory=list)
    posts_moved: list[tuple[int, Ref, Ref]] = field(default_factory=list)  # post → body, place
    heirs: dict[tuple[int, int], Ref] = field(default_factory=dict)  # (matter, post) → post
    orphans: list[Held] = field(default_factory=list)  # what nobody would have
    seats: list[Seat] = field(default_factory=list)
    at: dict[Ref, list[Seat]] = field(default_factory=dict)

    def above(self, ref: Ref) -> list[Ref]:
        """The place and what stands above it, the nearest first."""
        found: list[Ref] = []
        while ref and ref not in found and len(found) <= DEEPEST + 1:
            found.append(ref)
            ref = self.parent.get(ref, "")
        return found


def work_out(plan: Plan, now: Now) -> After:
    """What follows from a plan whose references are all known (`checks.mistakes` says where they are not)."""
    after = After()
    _tree(plan, now, after)
    _bodies(plan, now, after)
    _seats(plan, now, after)
    _work(plan, now, after)
    return after


def _tree(plan: Plan, now: Now, after: After) -> None:
    ended = plan.abolished
    for place in now.places.values():
        after.parent[str(place.id)] = str(place.parent) if place.parent else ""
        after.kind[str(place.id)] = place.kind
    for line in plan.established:
        after.parent[line.key], after.kind[line.key] = line.to, line.kind
    said = plan.moved
    for place in sorted(now.places.values(), key=lambda p: (p.code, p.id)):
        to = said.get(place.id)
        if to is None and place.parent in ended and place.id not in ended:
            to = ended[place.parent]
        if to is not None:
            after.moves.append((place.id, to))
            after.parent[str(place.id)] = to
    for place_id, to in ended.items():
        if to and to != after.parent.get(str(place_id)):
            after.parent[str(place_id)] = to  # who looks after what ended there: the place that takes over
            after.moves.append((place_id, to))


def _bodies(plan: Plan, now: Now, after: After) -> None:
    ended = plan.abolished
    for body in sorted(now.bodies.values(), key=lambda b: b.id):
        if body.place in ended:
            if body.group in KEPT_GROUPS:
                after.bodies_kept.append((body.id, ended[body.place]))
            else:
                after.bodies_closed.append(body.id)
    closed = set(after.bodies_closed)
    for body in sorted(now.bodies.values(), key=lambda b: b.id):
        if body.id in closed or body.parent not in closed:
            continue
        above: int | None = body.parent
        while above in closed:
            above = now.bodies[above].parent if above in now.bodies else None
        after.bodies_rehung.append((body.id, str(above or "")))
    _posts(plan, now, after, closed)


def _posts(plan: Plan, now: Now, after: After, closed: set[int]) -> None:
    ended = plan.abolished
    homes: dict[tuple[Ref, str], Ref] = {}  # (place, kind of body) → a body that goes on or is new there
    for line in plan.established:
        for new in line.bodies:
            homes.setdefault((line.key, new.kind), new.key)
    kept = dict(after.bodies_kept)
    for body in sorted(now.bodies.values(), key=lambda b: b.id):
        if body.id not in closed:
            homes.setdefault((kept.get(body.id, str(body.place)), body.kind), str(body.id))
    for body_id in after.bodies_closed:
        old = now.bodies[body_id]
        heir = next((homes[at, old.kind] for at in after.above(ended[old.place]) if (at, old.kind) in homes), None)
        if heir is not None:
            after.body_heirs[body_id] = heir
    for post in sorted(now.posts.values(), key=lambda p: p.id):
        if post.body not in closed:
            if post.place in ended:
                after.posts_moved.append((post.id, str(post.body), ended[post.place]))
            continue
        kind = now.bodies[post.body].kind
        places = () if post.place in ended else after.above(str(post.place))
        home = next((homes[at, kind] for at in places if (at, kind) in homes), None)
        if home is None:
            after.posts_closed.append(post.id)
        else:
            after.posts_moved.append((post.id, home, str(post.place)))


def _seats(plan: Plan, now: Now, after: After) -> None:
    closed, moved = set(after.posts_closed), {post: place for post, _body, place in after.posts_moved}
    for post in sorted(now.posts.values(), key=lambda p: p.id):
        if post.id not in closed:
            place = moved.get(post.id, str(post.place))
            after.seats.append(Seat(str(post.id), post.kind, place, bool(post.persons)))
    for line, _body, new in plan.new_posts():
        after.seats.append(Seat(new.key, new.kind, line.key, bool(new.persons)))
    for seat in after.seats:
        after.at.setdefault(seat.place, []).append(seat)


def _work(plan: Plan, now: Now, after: After) -> None:
    closed, ended = set(after.posts_closed), plan.abolished
    seats = {seat.ref: seat for seat in after.seats}
    for held in now.held:
        if held.post not in closed:
            continue
        above = after.above(ended.get(held.place, str(held.place)))
        said = plan.heirs.get(held.post)
        heir = seats.get(said) if said else nearest(above, held, now.posts[held.post].kind, now.kinds, after)
        if heir is None or not heir.filled or heir.place not in above:
            if held.live:
                after.orphans.append(held)
            continue
        after.heirs[held.matter, held.post] = heir.ref


def nearest(above: Iterable[Ref], held: Held, kind: str, kinds: Mapping[str, Kind], after: After) -> Seat | None:
    """The nearest post of a level that somebody holds and that may handle it: one whose kind accepts the procedure
    before others; of these one of the same kind as before, one that the pack names to take over, one that stood above
    it, one that sees the area's requests, in this order. None where there is none up to the root."""
    procedure = held.procedure.partition("/")[0]
    above_it, named = (kinds[kind].superiors, kinds[kind].heirs) if kind in kinds else ((), ())

    def rank(seat: Seat) -> tuple[bool, int, bool, bool]:
        order = named.index(seat.kind) if seat.kind in named else len(named)
        sees = "request:see" in kinds[seat.kind].permissions
        return seat.kind != kind, order, seat.kind not in above_it, not sees

    second: Seat | None = None
    for at in above:
        if after.kind.get(at) in SMALL:
            continue
        able = [
            s for s in after.at.get(at, ()) if s.filled and s.kind in kinds and held.needs in kinds[s.kind].permissions
        ]
        taking = [s for s in able if procedure in kinds[s.kind].accepts]
        if taking:
            return min(taking, key=rank)
        if able and second is None:
            second = min(able, key=rank)
    return second


def uncovered(now: Now, after: After, plan: Plan) -> list[tuple[Ref, str]]:
    """(place, kind of request) for which a post is held now and none would be; (place, "") for a new place where
    nobody up to the root handles anything."""
    ended = {str(p) for p in plan.abolished}
    moved = {str(p) for p, _to in after.moves} | {line.key for line in plan.established} | set(plan.abolished.values())
    before: dict[int, set[str]] = {}
    for post in now.posts.values():
        if post.persons:
            before.setdefault(post.place, set()).add(post.kind)
    found = []
    for ref in after.parent:
        above = after.above(ref)
        if ref in ended or after.kind[ref] in ("estate", "building") or moved.isdisjoint(above):
            continue
        then = {seat.kind for at in above for seat in after.at.get(at, ()) if seat.filled}
        if not ref.isdigit():
            if not any("request:handle" in now.kinds[k].permissions for k in then if k in now.kinds):
                found.append((ref, ""))
            continue
        had = _covered(int(ref), before, now)
        for route, title in now.routes.items():
            if then.isdisjoint(route) and not had.isdisjoint(route):
                found.append((ref, title))
    return found


def _covered(place: int | None, before: Mapping[int, set[str]], now: Now) -> set[str]:
    had: set[str] = set()
    while place is not None and place in now.places:
        had |= before.get(place, set())
        place = now.places[place].parent
    return had
