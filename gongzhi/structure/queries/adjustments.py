"""Plans of adjustment, and the part of the tree that they can reach as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, Permission, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.core.texts import N_
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models import Adjustment
from gongzhi.structure.rules import adjustments as rules
from gongzhi.structure.rules import mistakes
from gongzhi.structure.rules.adjusted import After, BodyNow, Held, Kind, Now, PlaceNow, PostNow

FINE = ("estate", "building")  # loaded only where a line speaks of the place above


def visible_to(actor: Actor) -> QuerySet[Adjustment]:
    """Plans for places where the actor sees the bodies or adjusts the structure, newest first."""
    rows = Adjustment.objects.select_related("place").order_by("-id")
    return rows.filter(places.below(actor, Permission.ORG_SEE, Permission.STRUCTURE_ADJUST))


def get(adjustment_id: int, actor: Actor) -> Adjustment:
    """The plan. Raises NotFound, also where the actor may not see it."""
    row = visible_to(actor).filter(pk=adjustment_id).first()
    if row is None:
        raise NotFound("There is no such plan of adjustment.")
    return row


def may_adjust(actor: Actor, row: Adjustment) -> None:
    """Raise Forbidden unless the actor's post owns the structure there (pack data)."""
    require(actor, Permission.STRUCTURE_ADJUST, places.ancestors(row.place_id))


def owned(actor: Actor) -> int:
    """The highest place whose structure the actor owns. Raises Forbidden."""
    mine = scopes(actor, Permission.STRUCTURE_ADJUST)
    if not mine:
        raise Forbidden("Your posts do not allow this here.")
    return min(mine, key=lambda p: (len(places.ancestors(p)), p))


def plan_of(row: Adjustment) -> rules.Plan:
    """The lines of a plan as they are kept."""
    return rules.from_json(row.plan)


def as_it_stands(top: int, plan: rules.Plan) -> Now:
    """Everything below `top` down to the grids (and what stands right below an ended place), what stands above it,
    the bodies and posts there, and the matters of all those posts that need an heir. Ten queries."""
    found = _places(top, plan)
    bodies = _bodies(found)
    posts = _posts(found, bodies)
    pack = packs.active()
    kinds = {
        k.key: Kind(k.title, frozenset(k.permissions), frozenset(k.accepts), k.superiors, k.heirs)
        for k in pack.post_kinds
    }
    routes: dict[tuple[str, ...], str] = {}
    for kind in pack.request_types:
        routes.setdefault(tuple(kind.routes_to), kind.title)
    now = Now(found, bodies, posts, (), kinds, {r: t for r, t in routes.items() if r})
    ending = [p.id for p in posts.values() if bodies[p.body].place in plan.abolished]
    days = max((p.reopen_days for p in pack.procedures), default=0)
    since = clock.now() - timedelta(days=days)
    held = tuple(
        Held(
            b.matter_id, b.post_id, b.place_id, procedures.kind_of(b.kind).handle, b.procedure, b.state != "archived"
        )
        for b in procedures.bound_to(ending, ended_since=since)
    ) if ending else ()  # fmt: skip
    far = sorted({h.place for h in held if h.place not in found})
    if far:  # buildings, and places ended before
        more = dict(found)
        for place_id in far:
            for place in places.chain(place_id):
                more.setdefault(place.pk, PlaceNow(place.pk, place.parent_id, place.kind, place.name, place.code))
        found = more
    return Now(found, bodies, posts, held, now.kinds, now.routes)


def _places(top: int, plan: rules.Plan) -> dict[int, PlaceNow]:
    day, path = clock.today(), places.get(top).path
    alive = places.Place.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day))
    wanted = Q(path__startswith=path) & (~Q(kind__in=FINE) | Q(parent__in=sorted(plan.abolished)))
    wanted |= Q(pk__in=places.ancestors(top)) | Q(pk__in=sorted(line.place for line in plan.lines if line.place))
    rows = alive.filter(wanted).filter(Q(path__startswith=path) | Q(pk__in=places.ancestors(top))).order_by("path")
    columns = rows.values_list("id", "parent_id", "kind", "name", "code")
    return {row[0]: PlaceNow(*row) for row in columns}


def _bodies(found: dict[int, PlaceNow]) -> dict[int, BodyNow]:
    groups = {k.key: k.group for k in packs.active().body_kinds}
    day = clock.today()
    rows = orgs.Body.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), place__in=list(found)).order_by("id")
    columns = rows.values_list("id", "kind", "name", "parent_id", "place_id")
    return {
        pk: BodyNow(pk, kind, groups.get(kind, ""), name, parent, place) for pk, kind, name, parent, place in columns
    }


def _posts(found: dict[int, PlaceNow], bodies: dict[int, BodyNow]) -> dict[int, PostNow]:
    day = clock.today()
    rows = orgs.Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), body__in=list(bodies)).order_by("id")
    posts = list(rows.filter(place__in=list(found)).values_list("id", "body_id", "kind", "title", "place_id"))
    held: dict[int, list[int]] = {}
    now = clock.now()
    there = orgs.Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), Q(ended_at=None) | Q(ended_at__gt=now), starts_on__lte=day,
        post__body__in=list(bodies),
    )  # fmt: skip
    for post_id, person_id in there.order_by("starts_on", "id").values_list("post_id", "person_id"):
        held.setdefault(post_id, []).append(person_id)
    return {
        pk: PostNow(pk, body, kind, orgs.post_name(bodies[body].name, title), place, tuple(held.get(pk, ())))
        for pk, body, kind, title, place in posts
    }


@dataclass(frozen=True, slots=True)
class Looked:
    """A plan looked at: as it stands, as it will be, and what is wrong."""

    plan: rules.Plan
    now: Now
    after: After
    mistakes: list[mistakes.Mistake]


def look(row: Adjustment) -> Looked:
    """Work a plan out on what there is now."""
    plan = rules.from_json(row.plan)
    now = as_it_stands(row.place_id, plan)
    codes = [line.code for line in plan.established if line.code]
    used = places.Place.objects.filter(code__in=codes, ends_on=None).values_list("code", "id")
    found = mistakes.of_lines(plan, now, dict(used))
    after = After()
    if not found:
        after, found = mistakes.of_whole(plan, now)
    past = mistakes.in_the_past(row.effective_on, clock.today())
    if past and row.state == rules.State.DRAFT:
        found = [past, *found]
    return Looked(plan, now, after, [*_crossing(row, plan), *found])


def unlooked(row: Adjustment) -> Looked:
    """A plan that is over, for its words alone."""
    return Looked(plan_of(row), Now({}, {}, {}, (), {}, {}), After(), [])


def _crossing(row: Adjustment, plan: rules.Plan) -> Iterable[mistakes.Mistake]:
    """Another confirmed plan that speaks of the same places."""
    others = Adjustment.objects.filter(state=rules.State.CONFIRMED.value).exclude(pk=row.pk).order_by("id")
    touched = {line.place for line in plan.lines} - {0}
    for other in others:
        if touched & {line.place for line in rules.from_json(other.plan).lines}:
            text = N_("The confirmed plan “%(title)s” speaks of the same places: withdraw one of them.")
            yield mistakes.Mistake(text, {"title": other.title})
