"""What standards ask of forming organisations (row A5), for all units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Estate, Forming, FormingPartner, FormingUnit, UnitCount
from gongzhi.structure.queries import forming as queries
from gongzhi.structure.rules import forming as rules

LIST = "/desk/structure/forming/"
Counts = dict[str, list[tuple[date, int]]]


def organisations_due(asked: Asked) -> Iterator[Measured]:
    """Each unit of `unit_kinds` in which an organisation is due on the day: 1 where one stands, else 0. A unit of which
    a number is missing has no value; one that misses a threshold is no unit of the clause. Few queries a kind."""
    forming = queries.rules_or_none()
    for key in asked.unit_kinds:
        kind = forming.unit(key) if forming else None
        if forming is not None and kind is not None:
            yield from _entered(asked, forming, kind)
            yield from _not_entered(asked, kind)


def _entered(asked: Asked, forming: packs.Forming, kind: packs.FormingUnitKind) -> Iterator[Measured]:
    here = FormingUnit.objects.filter(places.inside(asked.within, "place__"), kind=kind.key)
    here = here.filter(Q(place__ends_on=None) | Q(place__ends_on__gt=asked.on))
    here = here.filter(Q(closed_on=None) | Q(closed_on__gt=asked.on), since__lte=asked.on)
    counts: dict[int, Counts] = defaultdict(lambda: defaultdict(list))
    wanted = [t.figure for t in kind.thresholds]
    if wanted:
        rows = UnitCount.objects.filter(unit__in=here, kind__in=wanted, on__lte=asked.on).order_by("unit", "on")
        for unit, figure, on, value in rows.values_list("unit", "kind", "on", "value").iterator():
            counts[unit][figure].append((on, value))
    has = set(here.filter(queries.organised(forming, asked.on)).values_list("id", flat=True))
    running = _running(here)
    for pk, name, place, since in here.order_by("id").values_list("id", "name", "place", "since").iterator():
        known: dict[str, int | None] = {f: counts[pk][f][-1][1] if counts[pk][f] else None for f in wanted}
        due = rules.is_due(kind, known)
        if due is False:
            continue
        detail = _(", ").join(f"{queries.FIGURES[f]} {v}" for f, v in known.items() if v is not None)
        if due is None and pk not in has:
            missing = _(", ").join(str(queries.FIGURES[f]) for f in rules.missing(kind, known))
            yield Measured(
                pk, name, place, None, link=f"{LIST}units/{pk}/", detail=_("not entered: %(what)s") % {"what": missing}
            )
        elif pk in has:
            yield Measured(pk, name, place, 1, link=f"{LIST}units/{pk}/", detail=detail)
        else:
            reached = since if kind.rule == "exists" else rules.reached_on(kind, counts[pk])
            link = f"{LIST}matters/{running[pk]}/" if pk in running else f"{LIST}units/{pk}/start/"
            yield Measured(pk, name, place, 0, since=reached, link=link, detail=detail)


def _running(here: Any) -> dict[int, int]:
    """unit -> the matter that forms its organisation."""
    own = Forming.objects.filter(unit__in=here, live=True).order_by("id").values_list("unit", "matter")
    rows = FormingPartner.objects.filter(unit__in=here, forming__live=True).order_by("id")
    return dict(rows.values_list("unit", "forming__matter")) | dict(own)


def _not_entered(asked: Asked, kind: packs.FormingUnitKind) -> Iterator[Measured]:
    """Places, bodies and new estates of which nobody has entered a number."""
    entered = FormingUnit.objects.filter(kind=kind.key, closed_on=None).exclude(subject=None).values("subject")
    rows: Any
    if kind.levels:
        stored = tuple(dict.fromkeys(packs.active().level(k).kind for k in kind.levels))
        rows = places.Place.objects.filter(
            places.inside(asked.within), Q(ends_on=None) | Q(ends_on__gt=asked.on), kind__in=stored,
            starts_on__lte=asked.on,
        ).annotate(at=F("pk"))  # fmt: skip
    elif kind.body_kinds:
        rows = queries.alive(asked.on).filter(places.inside(asked.within, "place__"), kind__in=kind.body_kinds)
        rows = rows.annotate(at=F("place"))
    elif kind.estates:
        rows = Estate.objects.filter(places.inside(asked.within, "place__"), closed_on=None).annotate(at=F("place"))
    else:
        return
    link = f"{LIST}?show=new&kind={kind.key}"
    for pk, name, place in rows.exclude(pk__in=entered).order_by("id").values_list("id", "name", "at").iterator():
        yield Measured(pk, name, place, None, link=link, detail=_("No number is entered yet"))


MEASURES: dict[str, MeasureFunction] = {"organisations_due": organisations_due}
