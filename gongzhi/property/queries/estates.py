"""Estates, their contracts, and who may do what with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from gongzhi.access.public import Actor, ActorKind, HeldPost, Permission, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.property.models import Contract, Estate, Income
from gongzhi.property.rules import quarters

SEES = (Permission.PROPERTY_SEE, Permission.PROPERTY_MANAGE, Permission.PROPERTY_CHECK)
FAR = date(9999, 12, 31)
NO_RATE = -1  # sorts below every rate
SORTS = {"": ["place__path", "id"], "rate": ["permille", "id"], "ends": ["until", "id"]}
SOON = timedelta(days=90)


def rules() -> packs.Property:
    """What the pack in force says of property. Raises NotFound where it says nothing."""
    found = packs.active().property_rules
    if found is None:
        raise NotFound("Property is not managed on this platform.")
    return found


def named(items: Iterable[packs.Item], key: str) -> str:
    """The name of one of the pack's items; the key where it was taken out."""
    return next((packs.named(i) for i in items if i.key == key), key)


def kinds() -> list[str]:
    """The kinds of places that are estates here."""
    levels = set(rules().levels)
    return [level.kind for level in packs.active().levels if level.key in levels]


def late(estate: Estate, quarter: date) -> bool:
    """Whether what is entered today of a quarter is entered after the fact."""
    return quarters.after_fact(quarter, clock.today(), clock.local(estate.created_at).date())


def plain_name(place: places.Place) -> str:
    """What people call the estate: the name of its place without the word for the level (禾丰家园一区网格)."""
    words = {level.title for level in packs.active().levels if level.kind == place.kind}
    return next((place.name.removesuffix(w) for w in words if place.name.endswith(w) and place.name != w), place.name)


def in_force(prefix: str = "", on: date | None = None) -> Q:
    """Contracts that hold on a day (default: today)."""
    day = on or clock.today()
    lasts = Q(**{f"{prefix}ended_on": None}) | Q(**{f"{prefix}ended_on__gte": day})
    return Q(**{f"{prefix}starts_on__lte": day, f"{prefix}ends_on__gte": day}) & lasts


def visible_to(actor: Actor) -> QuerySet[Estate]:
    """The estates of the places that a post covers, and those of one's own company."""
    seen = places.below(actor, *SEES)
    if actor.kind is not ActorKind.SYSTEM and (own := own_bodies(actor)):
        seen |= Q(pk__in=Contract.objects.filter(company__in=own).values("estate"))
    return Estate.objects.filter(seen).select_related("place")


def own_bodies(actor: Actor) -> list[int]:
    """The companies in which the actor holds a post that gets orders."""
    answers = set(rules().answers)
    return sorted({p.body_id for p in actor.posts if p.kind in answers})


def require_some(actor: Actor) -> None:
    """Who may see some estate. Raises Forbidden, NotFound (nothing of the kind in the rules in force)."""
    rules()
    if not own_bodies(actor) and not any(scopes(actor, p) for p in SEES):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.PROPERTY_SEE)


def narrowed(actor: Actor, quarter: date, *, text: str = "", contract: str = "") -> Any:
    """What the actor sees, with the columns to sort by: by name of estate or company; without a contract (`none`), or
    with one that ends within 90 days (`soon`)."""
    rows = with_columns(visible_to(actor), quarter)
    if text:
        company = Contract.objects.filter(in_force(), company__name__contains=text).values("estate")
        rows = rows.filter(Q(name__contains=text) | Q(pk__in=company))
    if contract == "none":
        return rows.filter(until=FAR)
    return rows.filter(until__lte=clock.today() + SOON) if contract == "soon" else rows


def get(estate_id: int, actor: Actor) -> Estate:
    """An estate that the actor sees. Raises NotFound."""
    found = visible_to(actor).filter(pk=estate_id).first()
    if found is None:
        raise NotFound("There is no such estate.")
    return found


def public() -> QuerySet[Estate]:
    """All estates, for everybody."""
    return Estate.objects.select_related("place")


def get_public(estate_id: int) -> Estate:
    """One of them. Raises NotFound."""
    found = public().filter(pk=estate_id).first()
    if found is None:
        raise NotFound("There is no such estate.")
    return found


def allows(actor: Actor, permission: Permission, estate: Estate) -> bool:
    """Whether the actor may do this here."""
    return may(actor, permission, places.ancestors(estate.place_id))


def require(actor: Actor, permission: Permission, estate: Estate) -> None:
    """Raises Forbidden."""
    if not allows(actor, permission, estate):
        raise Forbidden("Your posts do not allow this here.", permission=permission)


def post_for(actor: Actor, permission: Permission, estate: Estate) -> HeldPost:
    """The post by which the actor does this here, one's own before one that is covered. Raises Forbidden."""
    near = set(places.ancestors(estate.place_id))
    fitting = [p for p in actor.posts if permission in p.permissions and p.place_id in near]
    if not fitting:
        raise Forbidden("Your posts do not allow this here.", permission=permission)
    return min(fitting, key=lambda p: p.standing_in_for is not None)


def contracts_on(estates: Iterable[int], on: date | None = None) -> dict[int, Contract]:
    """The contract in force by estate, with its company. One query."""
    rows = Contract.objects.filter(in_force(on=on), estate__in=list(estates)).select_related("company")
    return {c.estate_id: c for c in rows}


def contracts_of(estate: Estate) -> list[Contract]:
    """All contracts of an estate, the newest first."""
    return list(Contract.objects.filter(estate=estate).select_related("company").order_by("-starts_on", "-id"))


def last_day(contract: Contract) -> date:
    """The last day on which it holds or held."""
    return contract.ended_on or contract.ends_on


def companies_for(estate: Estate, actor: Actor) -> list[orgs.Body]:
    """The companies that may have a contract: of the places above the estate, and of the part that the actor runs."""
    wanted = rules().companies
    found = {b.pk: b for b in orgs.bodies_at(places.ancestors(estate.place_id), wanted)}
    for root in sorted(scopes(actor, Permission.PROPERTY_MANAGE)):
        found |= {b.pk: b for b in orgs.bodies_within(root, wanted)}
    return sorted(found.values(), key=lambda b: b.name)


def givers_for(estate: Estate) -> list[orgs.Body]:
    """Who may give a subsidy: bodies of the pack's kinds at the places above the estate."""
    return sorted(orgs.bodies_at(places.ancestors(estate.place_id), rules().givers), key=lambda b: b.name)


def free_places(actor: Actor) -> list[tuple[int, str]]:
    """Places of the actor's part that could be estates and are none yet. Two queries."""
    roots = scopes(actor, Permission.PROPERTY_MANAGE)
    taken = set(Estate.objects.values_list("place_id", flat=True))
    return [(s.pk, s.name) for s in places.of_kinds(kinds(), within=roots) if s.pk not in taken]


def with_columns(rows: QuerySet[Estate], quarter: date) -> Any:  # the columns are not those of the model
    """The columns that lists sort by: `until` (end of the contract in force), `permille` (collected of what was due in
    the quarter, NO_RATE where nothing was entered)."""
    now = Contract.objects.filter(in_force(), estate=OuterRef("pk")).order_by("-id")
    paid = Income.objects.filter(estate=OuterRef("pk"), quarter=quarter, due_fen__gt=0)
    until: Subquery = Subquery(now.values("ends_on")[:1], output_field=DateField())
    permille: Subquery = Subquery(
        paid.annotate(r=F("collected_fen") * 1000 / F("due_fen")).values("r")[:1], output_field=BigIntegerField()
    )
    return rows.annotate(
        until=Coalesce(until, Value(FAR, output_field=DateField())),
        permille=Coalesce(permille, Value(NO_RATE, output_field=BigIntegerField())),
    )


def watchers(estate: Estate) -> list[tuple[str, list[str]]]:
    """Who watches together (多方共管, 四位一体): kind of body, the bodies of that kind here; none: an empty list."""
    pack, key = packs.active(), rules().composite
    if not key:
        return []
    wanted: Sequence[str] = next(c.body_kinds for c in pack.composites if c.key == key)
    here = orgs.bodies_at(places.ancestors(estate.place_id), wanted)
    return [(packs.named(pack.body_kind(k)), [b.name for b in here if b.kind == k]) for k in wanted]
