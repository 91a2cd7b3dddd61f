"""Lines of a plan made for the person who writes it: new places with bodies and posts, split, merge, the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import count

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Adjustment
from gongzhi.structure.rules.adjusted import KEPT_GROUPS, Now
from gongzhi.structure.rules.adjustments import Line, NewBody, NewPost, Plan, Ref, from_json


def kinds_of_bodies(level: str) -> list[tuple[str, str]]:
    """(key, title) of the kinds of bodies that the pack has at a kind of place, companies and units left out."""
    pack = packs.active()
    levels = {lv.key for lv in pack.levels if lv.kind == level}
    return [(k.key, k.title) for k in pack.body_kinds if levels & set(k.levels) and k.group not in KEPT_GROUPS]


def establish(
    plan: Plan, *, kind: str, name: str, code: str, to: Ref, body_kinds: Sequence[str], place: int = 0
) -> Line:
    """A new place with these bodies, each named after it, and their posts as such bodies have them elsewhere here."""
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise Invalid("A name has 1 to 80 characters.", field="name")
    numbers = count(plan.next_key())
    key = f"n{next(numbers)}"
    pack, usual = packs.active(), _usual(body_kinds)
    lead: Ref = ""
    bodies = []
    for body_kind in body_kinds:
        found = pack.body_kind(body_kind)
        body = NewBody(f"n{next(numbers)}", body_kind, orgs.post_name(name, found.title), lead, _posts_for(
            body_kind, usual, numbers))  # fmt: skip
        lead = lead or (body.key if found.group == "party" else "")
        bodies.append(body)
    return Line("establish", place=place, to=to, key=key, kind=kind, name=name, code=code.strip(), bodies=tuple(bodies))


def _usual(body_kinds: Sequence[str]) -> dict[tuple[str, str], int]:
    """(kind of body, kind of post) → posts of that kind for the body's own place, less those for places below."""
    rows = orgs.Post.objects.filter(body__kind__in=list(body_kinds), ends_on=None).order_by("id")
    found: dict[tuple[str, str], int] = {}
    for body_kind, kind, own, there in rows.values_list("body__kind", "kind", "body__place_id", "place_id"):
        found[body_kind, kind] = found.get((body_kind, kind), 0) + (1 if own == there else -1)
    return found


def _posts_for(body_kind: str, usual: dict[tuple[str, str], int], numbers: Iterable[int]) -> tuple[NewPost, ...]:
    kinds = [k for k in packs.active().post_kinds if body_kind in k.body_kinds]
    here = [k for k in kinds if usual.get((body_kind, k.key), 0) > 0]
    keys, posts = iter(numbers), []
    for kind in here or kinds:
        key, b = f"n{next(keys)}", f"n{next(keys)}" if kind.substitute else ""
        posts.append(NewPost(key, kind.key, kind.title, kind.seats, b=b))
        if b:
            posts.append(NewPost(b, kind.key, _("%(post)s (B)") % {"post": kind.title}))
    return tuple(posts)


def split(plan: Plan, place_id: int, parts: Sequence[tuple[str, str]]) -> Plan:
    """Several new places (name, code) in place of one: same kind, same place above, bodies of the same kinds; all
    below goes to the first until it is said otherwise. Raises Invalid."""
    if len(parts) < 2:
        raise Invalid("Name at least two new places, each on a line.", field="parts")
    old = places.get(place_id)
    kinds = [b.kind for b in orgs.bodies_then([place_id], clock.today()) if _closes(b.kind)]
    keys: list[Ref] = []
    for name, code in parts:
        line = establish(
            plan,
            kind=old.kind,
            name=name,
            code=code,
            to=str(old.parent_id or ""),
            body_kinds=list(dict.fromkeys(kinds)),
        )
        keys.append(line.key)
        plan = plan.with_lines([line])
    return plan.with_lines([Line("abolish", place=place_id, to=keys[0])])


def _closes(kind: str) -> bool:
    try:
        return packs.active().body_kind(kind).group not in KEPT_GROUPS
    except KeyError:
        return True


def merge(plan: Plan, place_ids: Sequence[int], to: Ref) -> Plan:
    """These places end and all below them goes to one that stands or that the plan sets up."""
    wanted = [p for p in place_ids if str(p) != to]
    if not wanted:
        raise Invalid("Choose at least one place that ends.", field="places")
    return plan.with_lines(Line("abolish", place=p, to=to) for p in wanted)


def restore(plan: Plan, place_id: int) -> Plan:
    """A place that ended is there again: its name and code, bodies and posts as on its last day, and what stood
    below it then comes back. Raises NotFound, Invalid (it has not ended)."""
    old = places.get(place_id)
    if old.ends_on is None or old.ends_on > clock.today():
        raise Invalid("This place has not ended.", field="place")
    day = max(old.ends_on - timedelta(days=1), old.starts_on)
    above = places.chain_on(place_id, day)
    to = _open(above[-2][0]) if len(above) > 1 else None
    if to is None:
        raise NotFound("What it stood in is no more.")
    line = as_it_was(plan, old, day, str(to))
    known = set(plan.moved) | set(plan.abolished)
    back = [p for p in places.stood_under(place_id, day) if p.ends_on is None and p.pk not in known]
    return plan.with_lines([line, *(Line("move", place=p.pk, to=line.key) for p in back)])


def _open(place_id: int) -> int | None:
    """The place, or the nearest above it that has not ended."""
    chain = places.chain(place_id)
    return next((p.pk for p in reversed(chain) if p.ends_on is None or p.ends_on > clock.today()), None)


def as_it_was(plan: Plan, old: places.Place, day: date, to: Ref) -> Line:
    """The place with its bodies and posts of a day, under new keys; who held a post then is proposed for it."""
    numbers = count(plan.next_key())
    key = f"n{next(numbers)}"
    then = [b for b in orgs.bodies_then([old.pk], day) if _closes(b.kind)]
    posts = [p.post_id for b in then for p in b.posts]
    held: dict[int, list[int]] = {}
    past = orgs.Appointment.objects.filter(post__in=posts, starts_on__lte=day).order_by("starts_on", "id")
    for post_id, person_id, ends_on, ended_at in past.values_list("post_id", "person_id", "ends_on", "ended_at"):
        ended = clock.local(ended_at).date() if ended_at else None
        if (ends_on is None or ends_on >= day) and (ended is None or ended > day):
            held.setdefault(post_id, []).append(person_id)
    rows = orgs.Post.objects.filter(pk__in=posts).order_by("id").values_list("id", "seats", "substitute_id")
    seats, b_of = {pk: n for pk, n, _b in rows}, {pk: b for pk, _n, b in rows}
    keys = {b.body_id: f"n{next(numbers)}" for b in then}
    own = [p.post_id for b in then for p in b.posts if p.place_id == old.pk]
    refs = {p: f"n{next(numbers)}" for p in own}
    bodies = []
    for body in then:
        made = tuple(
            NewPost(
                refs[p.post_id], p.kind, p.title, seats[p.post_id], p.leads, tuple(held.get(p.post_id, ())),
                refs.get(b_of[p.post_id] or 0, ""),
            )
            for p in body.posts
            if p.post_id in refs
        )  # fmt: skip
        above = keys.get(body.parent_id or 0, str(body.parent_id or ""))
        bodies.append(NewBody(keys[body.body_id], body.kind, body.name, above, made))
    name = places.name_on(old.pk, day)
    bodies.sort(key=lambda b: not b.parent.isdigit() and bool(b.parent))  # a body stands after the one above it
    return Line(
        "establish", place=old.pk, to=to, key=key, kind=old.kind, name=name, code=old.code, bodies=tuple(bodies)
    )


def way_back(row: Adjustment) -> Plan:
    """The plan that undoes one that was carried out: what ended is there again, what it set up ends."""
    done, plan = from_json(row.plan), Plan()
    ids = {k: int(v) for k, v in row.outcome.get("ids", {}).items()}
    day = row.effective_on - timedelta(days=1)
    again: dict[int, Ref] = {}
    waiting = list(done.abolished)
    for place_id in sorted(waiting, key=lambda p: len(places.chain_on(p, day))):
        above = places.chain_on(place_id, day)[-2][0]
        to = again.get(above) or str(_open(above) or "")
        line = as_it_was(plan, places.get(place_id), day, to)
        again[place_id] = line.key
        plan = plan.with_lines([line])
    new = [ids[line.key] for line in done.established if line.key in ids]
    came: dict[int, list[Ref]] = {}
    for place_id in done.abolished:
        for child in places.stood_under(place_id, day):
            now = places.get(child.pk)
            if now.ends_on is None and now.pk not in again:
                plan = plan.with_lines([Line("move", place=now.pk, to=again[place_id])])
                came.setdefault(now.parent_id or 0, []).append(again[place_id])
    for place_id in (p for p in done.moved if p not in done.abolished):
        then = places.chain_on(place_id, day)
        if len(then) > 1 and then[-2][0] not in again and places.get(place_id).ends_on is None:
            plan = plan.with_lines([Line("move", place=place_id, to=str(_open(then[-2][0]) or ""))])
    for place_id in new:
        if places.get(place_id).ends_on is None:
            to = next(iter(came.get(place_id, [])), None) or next(iter(again.values()), "")
            plan = plan.with_lines(
                [Line("abolish", place=place_id, to=to or str(places.get(place_id).parent_id or ""))]
            )
    for line in done.lines:
        if line.verb == "rename" and places.get(line.place).ends_on is None:
            plan = plan.with_lines([Line("rename", place=line.place, name=places.name_on(line.place, day))])
    return plan


def propose_people(plan: Plan, now: Now, closed: Sequence[int]) -> Plan:
    """Who holds an ending post comes to a free seat of a new one: of the same kind first, then any; in order."""
    taken = {person for _l, _b, post in plan.new_posts() for person in post.persons}
    free = [(now.posts[p].kind, person) for p in closed for person in now.posts[p].persons if person not in taken]
    given: dict[Ref, tuple[int, ...]] = {}
    for same in (True, False):
        for _line, _body, post in plan.new_posts():
            have = list(given.get(post.key, post.persons))
            if have and not same:
                continue
            for kind, person in list(free):
                if len(have) < (post.seats if same else 1) and (kind == post.kind or not same):
                    have.append(person)
                    free.remove((kind, person))
            given[post.key] = tuple(have)
    return plan.staffed(given)
