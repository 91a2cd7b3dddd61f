"""Units in which a Party organisation may be due: when it is, which stand, what may be chosen (row A5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import NotFound, Unavailable
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Forming, FormingPartner, FormingUnit, UnitCount

FIGURES: Mapping[str, Any] = {
    "members": gettext_lazy("Full members"),
    "residents": pgettext_lazy("figure", "Residents"),
    "employed": gettext_lazy("People employed"),
    "occupied": gettext_lazy("Homes lived in (percent)"),
}
NAMED = (places.PlaceKind.COMMUNITY.value, places.PlaceKind.VILLAGE.value)


def rules_or_none() -> packs.Forming | None:
    """What the pack in force says; None where it says nothing, or there is no pack."""
    try:
        return packs.active().forming
    except (NotFound, Unavailable):
        return None


def rules_now() -> packs.Forming:
    """What the pack in force says. Raises NotFound where it says nothing."""
    found = rules_or_none()
    if found is None:
        raise NotFound("The rules in force know no forming of organisations.")
    return found


def kind_now(unit: FormingUnit) -> packs.FormingUnitKind:
    """The kind of a unit. Raises NotFound where the pack in force does not know it any more."""
    found = rules_now().unit(unit.kind)
    if found is None:
        raise NotFound("The rules in force do not know this kind of unit.")
    return found


def alive(on: date) -> QuerySet[orgs.Body]:
    """Bodies that stand on a day."""
    return orgs.Body.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


def organised(forming: packs.Forming, on: date) -> Q:
    """Units that have an organisation on the day: one formed for them, or one of the kinds that stand at the place."""
    here = Q(organisation__starts_on__lte=on) & (Q(organisation__ends_on=None) | Q(organisation__ends_on__gte=on))
    for kind in forming.units:
        if kind.levels and kind.organised_by:
            bodies = alive(on).filter(place=OuterRef("place"), kind__in=kind.organised_by)
            here |= Q(kind=kind.key) & Q(Exists(bodies))
    return here


def _all_of(kinds: Iterable[tuple[str, Q]]) -> Q:
    found = Q(pk__in=[])
    for key, condition in kinds:
        found |= Q(kind=key) & condition
    return found


def due(forming: packs.Forming) -> Q:
    """Units that reach all thresholds of their kind, or whose kind needs none."""
    wanted: list[tuple[str, Q]] = []
    for kind in forming.units:
        if kind.rule != "looked_at":
            reached = Q()
            for t in kind.thresholds:
                reached &= Q(**{f"{t.figure}__gte": t.at_least})
            wanted.append((kind.key, reached))
    return _all_of(wanted)


def below(forming: packs.Forming) -> Q:
    """Units that are known to miss a threshold."""
    return _all_of((k.key, Q(**{f"{t.figure}__lt": t.at_least})) for k in forming.units for t in k.thresholds)


def unknown(forming: packs.Forming) -> Q:
    """Units of which a number is missing."""
    return _all_of((k.key, Q(**{f"{t.figure}__isnull": True})) for k in forming.units for t in k.thresholds)


def figures_of(unit: FormingUnit) -> Mapping[str, int | None]:
    """The latest counts of a unit."""
    return {
        "members": unit.members, "residents": unit.residents, "employed": unit.employed, "occupied": unit.occupied,
    }  # fmt: skip


def bodies_of(units: Sequence[FormingUnit], forming: packs.Forming, on: date) -> dict[int, orgs.Body]:
    """The organisation of each unit that has one today. One query."""
    found = {
        u.pk: u.organisation
        for u in units
        if u.organisation
        and u.organisation.starts_on <= on
        and (u.organisation.ends_on is None or u.organisation.ends_on >= on)
    }
    by_kind = {k.key: k.organised_by for k in forming.units if k.levels}
    open_ = [u for u in units if u.pk not in found and by_kind.get(u.kind)]
    kinds = sorted({k for u in open_ for k in by_kind[u.kind]})
    rows = alive(on).filter(place__in=[u.place_id for u in open_], kind__in=kinds).order_by("starts_on", "id")
    standing = list(rows) if open_ else []
    for unit in open_:
        here = (b for b in standing if b.place_id == unit.place_id and b.kind in by_kind[unit.kind])
        if (body := next(here, None)) is not None:
            found[unit.pk] = body
    return found


def body_of(unit: FormingUnit) -> orgs.Body | None:
    """The organisation that a unit has today."""
    return bodies_of([unit], rules_now(), clock.today()).get(unit.pk)


def unit_of(unit_id: int, actor: Actor, permission: Permission = Permission.ORG_SEE) -> FormingUnit:
    """A unit, for who holds `permission` there. Raises NotFound, also where the actor may not see it; Forbidden."""
    rows = FormingUnit.objects.select_related("place", "organisation").defer("place__geometry", "place__search")
    unit = rows.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("There is no such unit.")
    require(actor, permission, places.ancestors(unit.place_id))
    return unit


def history_of(unit: FormingUnit) -> list[UnitCount]:
    """All counts of a unit, the newest first."""
    return list(UnitCount.objects.filter(unit=unit).order_by("-on", "kind")[:200])


def formings_of(unit: FormingUnit) -> list[Forming]:
    """All procedures and organisations of a unit, also those that it only shares, the newest first."""
    rows = Forming.objects.filter(Q(unit=unit) | Q(partners__unit=unit)).distinct()
    return list(rows.select_related("matter", "body").order_by("-id")[:20])


def of_body(body_id: int) -> Forming | None:
    """How a body was formed; None where it is not of this kind."""
    rows = Forming.objects.select_related("unit", "matter").prefetch_related("partners__unit")
    return rows.filter(body=body_id).first()


def of_matter(matter_id: int) -> Forming:
    """The application of a matter. Raises NotFound."""
    rows = Forming.objects.select_related("unit__place", "matter", "body", "parent")
    found = rows.defer("unit__place__geometry", "unit__place__search").filter(matter=matter_id).first()
    if found is None:
        raise NotFound("There is no such matter.")
    return found


def partners_of(forming: Forming) -> list[FormingUnit]:
    """The other units that it covers."""
    rows = FormingUnit.objects.filter(pk__in=FormingPartner.objects.filter(forming=forming).values("unit"))
    return list(rows.order_by("name", "id"))


def community_of(place_id: int) -> places.Place:
    """The community or village at or above a place; the place itself where there is none."""
    chain = places.chain(place_id)
    return next((p for p in reversed(chain) if p.kind in NAMED), chain[-1])


def area_of(place_id: int) -> int:
    """The street or town: what stands above the community; the community where nothing does."""
    community = community_of(place_id)
    return community.parent_id or community.pk


def parents_for(unit: FormingUnit, *, host: bool = False) -> list[orgs.Body]:
    """Bodies under which an organisation of the unit may stand (or that may take it in), the committee first."""
    forming = rules_now()
    kinds = list((forming.hosts or forming.parents) if host else forming.parents)
    community = community_of(unit.place_id)
    rows = alive(clock.today()).filter(places.inside([community.pk], "place__"), kind__in=kinds)
    found = sorted(rows.order_by("name", "id")[:300], key=lambda b: kinds.index(b.kind))
    if host or any(b.kind == kinds[0] for b in found):
        return found
    above = alive(clock.today()).filter(place__in=places.ancestors(unit.place_id), kind=kinds[0])
    return [*above, *found]


def standing_for(unit: FormingUnit) -> list[orgs.Body]:
    """Party organisations of the community that the unit may have had before the platform."""
    forming, kind = rules_now(), kind_now(unit)
    kinds = {f.body_kind for f in forming.forms} | set(kind.organised_by) | {kind.body_kind or ""}
    rows = alive(clock.today()).filter(places.inside([community_of(unit.place_id).pk], "place__"))
    return list(rows.filter(kind__in=sorted(kinds)).order_by("name", "id")[:300])


def partners_for(unit: FormingUnit) -> list[FormingUnit]:
    """Units of the same street or town that could be organised together with this one."""
    today, forming = clock.today(), rules_now()
    rows = FormingUnit.objects.filter(places.inside([area_of(unit.place_id)], "place__"), closed_on=None)
    rows = rows.filter(~organised(forming, today), kind__in=[k.key for k in forming.units]).exclude(pk=unit.pk)
    rows = rows.exclude(formings__live=True)
    rows = rows.exclude(pk__in=FormingPartner.objects.filter(forming__live=True).values("unit"))
    return list(rows.select_related("place").defer("place__geometry", "place__search").order_by("name", "id")[:200])
