"""What a plan of adjustment does, in words and numbers, before it is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.disclosure import public as disclosure
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.queries.adjustments import Looked
from gongzhi.structure.queries.tree import level_words
from gongzhi.structure.rules.adjusted import LEVEL_KINDS
from gongzhi.structure.rules.adjustments import Line, Ref


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post that ends: who held it, how much is open with it, and who gets that."""

    post_id: int
    label: str
    persons: str
    open: int
    heirs: list[tuple[str, int]]
    said: Ref


@dataclass(frozen=True, slots=True)
class NewPostRow:
    """A post that the plan sets up, and who comes to it."""

    key: Ref
    label: str
    seats: int
    persons: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Counts and lists; every list is in the order in which it will be done."""

    counts: list[tuple[str, str]]
    lines: list[tuple[int, str, str]]  # number, what, which
    moves: list[tuple[str, str, str]]  # place, from, to
    ended: list[tuple[int, str, str]]  # id, name, heir
    bodies: list[tuple[str, str]]  # name, what becomes of it
    posts: list[PostRow]
    new_posts: list[NewPostRow]
    stays: int  # posts that go on in another body or for another place


class Names:
    """Words for references of a plan."""

    def __init__(self, looked: Looked) -> None:
        self.looked = looked
        self.new = {line.key: line.name for line in looked.plan.established}
        self.bodies = {b.key: b.name for line in looked.plan.established for b in line.bodies}
        self.posts = {p.key: orgs.post_name(b.name, p.title) for _l, b, p in looked.plan.new_posts()}
        missing = sorted(looked.plan.touched() - set(looked.now.places))
        self.other = {pk: p.name for pk, p in places.get_many(missing).items()}

    def place(self, ref: Ref) -> str:
        if not ref.isdigit():
            return self.new.get(ref, "—")
        found = self.looked.now.places.get(int(ref))
        return found.name if found else self.other.get(int(ref), "—")

    def post(self, ref: Ref) -> str:
        if not ref.isdigit():
            return self.posts.get(ref, "—")
        found = self.looked.now.posts.get(int(ref))
        return found.label if found else "—"

    def body(self, ref: Ref) -> str:
        if not ref.isdigit():
            return self.bodies.get(ref, "—")
        found = self.looked.now.bodies.get(int(ref))
        return found.name if found else "—"


def line_words(line: Line, names: Names) -> tuple[str, str]:
    """What a line does, and to which place."""
    to, place = names.place(line.to), names.place(str(line.place))
    level = level_words().get(line.kind, line.kind)
    if line.verb == "establish":
        values = {"level": level, "name": line.name, "to": to, "code": line.code or "—", "n": len(line.bodies)}
        words = _("%(name)s (%(level)s, code %(code)s) in %(to)s, with %(n)s bodies") % values
        return (_("Restore") if line.place else _("Set up")), words
    if line.verb == "abolish":
        return _("Abolish"), _("%(place)s; what stands there goes to %(to)s") % {"place": place, "to": to}
    if line.verb == "move":
        return _("Move"), _("%(place)s into %(to)s") % {"place": place, "to": to}
    return _("Rename"), _("%(place)s into “%(name)s”") % {"place": place, "name": line.name}


def preview(looked: Looked) -> Preview:
    """All that the page shows. A few queries, whatever the size of the plan."""
    plan, now, after, names = looked.plan, looked.now, looked.after, Names(looked)
    persons = _persons(looked)
    ended = [(p, names.place(str(p)), names.place(to)) for p, to in plan.abolished.items()]
    moved = [(p, to) for p, to in after.moves if p not in plan.abolished]
    moves = [(names.place(str(p)), names.place(str(now.places[p].parent or "")), names.place(to)) for p, to in moved]
    bodies = [(now.bodies[b].name, _("ends")) for b in after.bodies_closed]
    bodies += [(now.bodies[b].name, _("goes on at %(to)s") % {"to": names.place(to)}) for b, to in after.bodies_kept]
    bodies += [
        (now.bodies[b].name, _("stands below %(to)s") % {"to": names.body(to) if to else _("none")})
        for b, to in after.bodies_rehung
    ]
    bodies += [(b.name, _("is set up")) for line in plan.established for b in line.bodies]
    live = {(h.matter, h.post) for h in now.held if h.live}
    held: Counter[int] = Counter(post for _matter, post in live)
    heirs: dict[int, Counter[Ref]] = {}
    for key, heir in after.heirs.items():
        if key in live:
            heirs.setdefault(key[1], Counter())[heir] += 1
    posts = [
        PostRow(
            p, now.posts[p].label, "、".join(persons.get(x, "") for x in now.posts[p].persons), held[p],
            [(names.post(ref), n) for ref, n in sorted(heirs.get(p, {}).items())], plan.heirs.get(p, ""),
        )
        for p in after.posts_closed
    ]  # fmt: skip
    new_posts = [
        NewPostRow(post.key, names.posts[post.key], post.seats, "、".join(persons.get(x, "—") for x in post.persons))
        for _line, _body, post in plan.new_posts()
    ]
    return Preview(
        _counts(looked, moved), [(n, *line_words(line, names)) for n, line in enumerate(plan.lines)], moves, ended,
        bodies, posts, new_posts, len(after.posts_moved),
    )  # fmt: skip


def _persons(looked: Looked) -> dict[int, str]:
    wanted = {x for p in looked.after.posts_closed for x in looked.now.posts[p].persons}
    wanted |= {x for _l, _b, post in looked.plan.new_posts() for x in post.persons}
    return dict(people.Person.objects.filter(pk__in=sorted(wanted)).values_list("id", "name"))


def _counts(looked: Looked, moved: list[tuple[int, Ref]]) -> list[tuple[str, str]]:
    plan, now, after = looked.plan, looked.now, looked.after
    scopes = [p for p, _to in moved]
    ended = list(plan.abolished)
    standing = procedures.Standing.objects.filter(scope__in=scopes, role="place", state__in=procedures.LIVE)
    with_place = standing.values("matter_id").distinct().count() if scopes else 0
    there = (
        procedures.Matter.objects.filter(place__in=ended, state__in=procedures.LIVE, parent=None).count()
        if ended
        else 0
    )
    boards = sum(len(disclosure.shown_at(p)) for p in ended)
    live = {h.matter for h in now.held if h.live}
    residents = sum(places.figures_on("residents", among=ended).values())
    counted = [
        (_("Places set up"), len(plan.established)),
        (_("Places that end"), len(ended)),
        (_("Residents of the places that end"), residents),
        (_("Places that move"), len(moved)),
        (_("Bodies set up"), sum(len(line.bodies) for line in plan.established)),
        (_("Bodies that end"), len(after.bodies_closed)),
        (_("Posts set up"), len(plan.new_posts())),
        (_("Posts that end"), len(after.posts_closed)),
        (_("Appointments that end"), sum(len(now.posts[p].persons) for p in after.posts_closed)),
        (_("Appointments that begin"), sum(len(p.persons) for _l, _b, p in plan.new_posts())),
        (_("Open requests that get another owner"), len({m for m, _p in after.heirs} & live)),
        (_("Open requests that stand at an ending place"), there),
        (_("Open requests that move with their place"), with_place),
        (_("Duties that pass on (kinds of requests)"), _duties(looked)),
        (_("Postings on boards that move"), boards),
    ]
    return [(label, str(number)) for label, number in counted]  # a nought is shown too


def _duties(looked: Looked) -> int:
    kinds = {looked.now.posts[p].kind for p in looked.after.posts_closed}
    return sum(1 for t in packs.active().request_types if kinds & set(t.routes_to))


def heir_choices(looked: Looked) -> list[tuple[str, str]]:
    """The posts that could take the work of an ending one: of levels, held, and able to handle requests."""
    names, found = Names(looked), [("", _("the nearest post of a level that may handle it"))]
    for seat in looked.after.seats:
        kind = looked.now.kinds.get(seat.kind)
        able = kind is not None and "request:handle" in kind.permissions
        if seat.filled and able and looked.after.kind.get(seat.place) in LEVEL_KINDS:
            found.append((seat.ref, names.post(seat.ref)))
    return found[:400]


def place_choices(looked: Looked) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Places that a line can speak of, and where something can go (with those that the plan sets up)."""
    words, tree = level_words(), looked.now.places
    known = sorted(
        (p for p in tree.values() if p.kind in LEVEL_KINDS), key=lambda p: (_depth(looked, p.id), p.code, p.id)
    )
    rows = [(str(p.id), f"{p.name}（{words.get(p.kind, p.kind)}）") for p in known[:600]]
    new = [(line.key, _("%(name)s (new)") % {"name": line.name}) for line in looked.plan.established]
    return rows, [*new, *rows]


def _depth(looked: Looked, place_id: int) -> int:
    depth, at = 0, looked.now.places.get(place_id)
    while at is not None and at.parent is not None and depth < 16:
        depth, at = depth + 1, looked.now.places.get(at.parent)
    return depth


def outcome_facts(outcome: dict[str, Any]) -> list[tuple[str, object]]:
    """What was done, as the worker wrote it down."""
    done = [
        (_("Places set up"), outcome.get("places")),
        (_("Places that ended"), outcome.get("closed")),
        (_("Places that moved"), outcome.get("moved")),
        (_("Bodies that ended"), outcome.get("bodies")),
        (_("Posts that ended"), outcome.get("posts")),
        (_("Requests that got another owner"), outcome.get("matters")),
        (_("Postings that moved"), outcome.get("boards")),
        (_("Rooms, agreements, lists that passed on"), outcome.get("rows")),
    ]
    return [(label, str(number)) for label, number in done if number is not None]
