"""Reads of emergency plans: who sees them, their areas, what everybody may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, Permission, held_with, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Emergency, EmergencyArea, EmergencyOrder
from gongzhi.structure.rules.emergency import OrderKind, Role, State

SEEING = (
    Permission.EMERGENCY_SEE,
    Permission.EMERGENCY_RUN,
    Permission.EMERGENCY_OPEN,
    Permission.EMERGENCY_CONFIRM,
)


def rule_of(row: Emergency) -> packs.EmergencyPlan:
    """Its plan in the pack in force. Raises NotFound where the pack has it no more."""
    try:
        return packs.active().emergency(row.kind)
    except KeyError:
        raise NotFound("The rules in force no longer have this plan.") from None


def sees_any(actor: Actor) -> bool:
    """Whether one of the actor's posts has to do with plans."""
    return any(scopes(actor, p) for p in SEEING)


def _all() -> QuerySet[Emergency]:
    return Emergency.objects.select_related("place").defer("place__geometry", "place__search")


def visible(actor: Actor) -> QuerySet[Emergency]:
    """The plans of one's area, and those of a place above it: everybody who works there sees them."""
    if actor.kind is ActorKind.SYSTEM:
        return _all()
    held = sorted(frozenset[int]().union(*(scopes(actor, p) for p in SEEING)))
    above = sorted({a for place in held for a in places.ancestors(place)})
    return _all().filter(places.below(actor, *SEEING) | Q(place__in=above))


def find(emergency_id: int, actor: Actor) -> Emergency:
    """The plan. Raises NotFound, also where the actor may not see it."""
    row = visible(actor).filter(pk=emergency_id).first()
    if row is None:
        raise NotFound("There is no such plan.")
    return row


def plan_of(emergency_id: int, actor: Actor | None = None) -> Emergency:
    """The plan as the actor may see it; without an actor as everybody may. Raises NotFound."""
    return published(emergency_id) if actor is None else find(emergency_id, actor)


def published(emergency_id: int) -> Emergency:
    """A plan that is open, or was, for everybody. Raises NotFound."""
    row = _all().filter(pk=emergency_id, state__in=[State.OPEN.value, State.CLOSED.value]).first()
    if row is None:
        raise NotFound("There is no such plan.")
    return row


def open_now() -> list[Emergency]:
    """The plans in force, for everybody."""
    return list(_all().filter(state=State.OPEN.value, ends_on__gte=clock.today()).order_by("-id")[:50])


def running(row: Emergency) -> bool:
    """Whether it is open and its last day is not over."""
    return row.state == State.OPEN and row.ends_on >= clock.today()


def locked(emergency_id: int) -> Emergency:
    """The plan, kept open until the transaction ends. Raises Conflict where it is not open (any more)."""
    rows = Emergency.objects.select_for_update().filter(pk=emergency_id, state=State.OPEN.value)
    row = rows.filter(ends_on__gte=clock.today()).first()
    if row is None:
        raise Conflict("This plan is not open (any more): nothing can be entered for it.")
    return row


def appointment_of(actor: Actor, permission: Permission, place_id: int) -> int | None:
    """The appointment by which the actor does this there."""
    held = held_with(actor, permission, places.ancestors(place_id))
    return held.appointment_id if held else None


def runs(actor: Actor, place_id: int) -> bool:
    """Whether the actor may run the part of a plan that lies at the place."""
    return may(actor, Permission.EMERGENCY_RUN, places.ancestors(place_id))


def runs_some(actor: Actor, row: Emergency) -> bool:
    """Whether the actor runs the plan or a part of it."""
    if runs(actor, row.place_id):
        return True
    return any(row.place_id in places.ancestors(p) for p in scopes(actor, Permission.EMERGENCY_RUN))


def require_runs_some(actor: Actor, row: Emergency) -> None:
    """Raise Forbidden unless `runs_some`."""
    if not runs_some(actor, row):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.EMERGENCY_RUN)


def may_be_opened_at(actor: Actor) -> list[tuple[int, str]]:
    """The places at which the actor may open a plan."""
    pack = packs.active()
    kinds = tuple(dict.fromkeys(pack.level(k).kind for plan in pack.emergencies for k in plan.levels))
    allowed = scopes(actor, Permission.EMERGENCY_OPEN)
    return [(p.pk, p.name) for p in places.subtree(allowed, kinds)] if allowed and kinds else []


def orders(row: Emergency) -> list[EmergencyOrder]:
    """Its orders, the latest first."""
    return list(EmergencyOrder.objects.filter(emergency=row).order_by("-id"))


def order_in_force(row: Emergency) -> EmergencyOrder | None:
    """The order on which it stands: the latest one that opened or extended it."""
    kinds = [OrderKind.OPEN.value, OrderKind.EXTEND.value]
    return EmergencyOrder.objects.filter(emergency=row, kind__in=kinds).order_by("-id").first()


def place_kinds(levels: Iterable[str]) -> list[str]:
    """The kinds of places of these levels."""
    pack = packs.active()
    return list(dict.fromkeys(pack.level(k).kind for k in levels))


def areas(row: Emergency) -> QuerySet[EmergencyArea]:
    """Its areas in the order of the tree, with leader, unit and branch."""
    rows = EmergencyArea.objects.filter(emergency=row).select_related("place", "leader__body", "unit", "branch")
    return rows.defer("place__geometry", "place__search").order_by("place__path")


def estates(row: Emergency) -> list[EmergencyArea]:
    """The areas in which shifts are kept: those with a temporary branch or a unit."""
    return [a for a in areas(row) if a.branch_id or a.unit_id]


@dataclass(frozen=True, slots=True)
class Side:
    """A place of the plan as the board shows it. `estate`: units take it, branches stand in it."""

    place: places.Place
    area: EmergencyArea | None
    estate: bool
    depth: int
    cadres: int
    volunteers: int
    secretary: str
    secretary_post: orgs.Post | None
    mine: bool  # the actor may change it


def board(row: Emergency, actor: Actor) -> list[Side]:
    """Areas and estates of the plan in the order of the tree: who leads, which unit, which branch. Six queries."""
    rule = rule_of(row)
    estate_kinds = place_kinds(rule.estate_levels)
    kinds = [*place_kinds(rule.area_levels), *estate_kinds]
    there = places.within(row.place_id, kinds)
    roles = {r: Count("helpers", filter=Q(helpers__role=r)) for r in (Role.CADRE.value, Role.VOLUNTEER.value)}
    taken = {a.place_id: a for a in areas(row).annotate(**roles)}
    posts, names = _secretaries([a.branch_id for a in taken.values() if a.branch_id])
    base = row.place.path.count("") if not there else min(len(p.path) for p in there)
    allowed = [places.get(p).path for p in sorted(scopes(actor, Permission.EMERGENCY_RUN))]
    sides = []
    for place in there:
        area = taken.get(place.pk)
        post = posts.get(area.branch_id or 0) if area else None
        sides.append(
            Side(
                place=place, area=area, estate=place.kind in estate_kinds, depth=(len(place.path) - base) // 16,
                cadres=getattr(area, Role.CADRE.value, 0), volunteers=getattr(area, Role.VOLUNTEER.value, 0),
                secretary=names.get(post.pk, "") if post else "", secretary_post=post,
                mine=any(place.path.startswith(p) for p in allowed),
            )
        )  # fmt: skip
    return sides


def _secretaries(bodies: list[int]) -> tuple[dict[int, orgs.Post], dict[int, str]]:
    """The leading post by body; who holds it by post."""
    held = orgs.Appointment.objects.filter(ended_at=None, ends_on__gte=clock.today()).select_related("person")
    rows = orgs.Post.objects.filter(body__in=bodies, leads=True).select_related("body").order_by("id")
    posts = list(rows.prefetch_related(Prefetch("appointments", queryset=held.order_by("id"), to_attr="held")))
    names = {p.pk: "、".join(a.person.name for a in p.held) for p in posts}
    return {p.body_id: p for p in posts}, names


def leaders_for(row: Emergency) -> list[tuple[int, str]]:
    """The posts that may take an area."""
    rule = rule_of(row)
    rows = orgs.Post.objects.filter(
        Q(place__in=places.ancestors(row.place_id)) | Q(place__path__startswith=row.place.path),
        Q(ends_on=None) | Q(ends_on__gte=clock.today()), kind__in=rule.leaders,
    )  # fmt: skip
    return [(p.pk, p.label) for p in rows.select_related("body").order_by("id")[:300]]


def units_for(row: Emergency) -> list[tuple[int, str]]:
    """The bodies that may take an estate: there, and above."""
    rule = rule_of(row)
    above = orgs.bodies_at(places.ancestors(row.place_id), rule.unit_kinds)
    found = {b.pk: b.name for b in (*orgs.bodies_within(row.place_id, rule.unit_kinds), *above)}
    return list(found.items())


def work_phones(row: Emergency, sides: list[EmergencyArea]) -> list[tuple[str, str]]:
    """(post, work phone) of those who run the plan and of who leads its areas, where a phone is entered."""
    kinds = [k.key for k in packs.active().post_kinds if Permission.EMERGENCY_RUN in k.permissions]
    held = Q(kind__in=kinds) & (Q(place__path__startswith=row.place.path) | Q(place__in=places.ancestors(row.place_id)))
    rows = orgs.Post.objects.filter(held | Q(pk__in=[a.leader_id for a in sides if a.leader_id]))
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=clock.today())).exclude(phone="").select_related("body")
    return [(p.label, p.phone) for p in rows.order_by("id")[:30]]


def address_of(about: int) -> str | None:
    """The page of a plan, for messages about it."""
    known = Emergency.objects.filter(pk=about).exists()
    return f"/desk/structure/emergency/{about}/" if known else None
