"""The list of units in which a Party organisation may be due: which are, which have one, which are not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Estate, Forming, FormingPartner, FormingUnit, UnitCount
from gongzhi.structure.queries import forming as base
from gongzhi.structure.rules import forming as rules

PAGE = 30
SHOWN = ("due", "formed", "looked", "below", "unknown", "new")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed by."""

    show: str = "due"
    kind: str = ""
    words: str = ""


def find(actor: Actor, wanted: Wanted) -> QuerySet[FormingUnit]:
    """The units of the actor's part of the tree that are asked for."""
    forming, on = base.rules_now(), clock.today()
    rows = FormingUnit.objects.filter(
        places.inside(sorted(scopes(actor, Permission.ORG_SEE)), "place__"), closed_on=None, place__ends_on=None,
        kind__in=[k.key for k in forming.units],
    )  # fmt: skip
    has = base.organised(forming, on)
    if wanted.show == "formed":
        rows = rows.filter(has)
    elif wanted.show == "looked":
        looked = [k.key for k in forming.units if k.rule == "looked_at"]
        rows = rows.filter(~has, kind__in=looked)
    elif wanted.show == "below":
        rows = rows.filter(~has, base.below(forming))
    elif wanted.show == "unknown":
        rows = rows.filter(~has, base.unknown(forming)).exclude(base.below(forming))
    else:
        rows = rows.filter(~has, base.due(forming))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if words := wanted.words.strip():
        rows = rows.filter(Q(name__contains=words) | Q(place__name__contains=words))
    return rows.select_related("place", "organisation").defer("place__geometry", "place__search")


def page_of(actor: Actor, wanted: Wanted, *, after: str = "", size: int = PAGE) -> Page[FormingUnit]:
    """One page of the list, by kind and name."""
    return paged(find(actor, wanted), ("kind", "name", "id"), after=after, size=size)


@dataclass(frozen=True, slots=True)
class Value:
    """A figure against its threshold; `value` None where nobody entered it."""

    figure: str
    value: int | None
    at_least: int | None

    @property
    def title(self) -> str:
        """What is counted."""
        return str(base.FIGURES[self.figure])

    @property
    def light(self) -> str:
        """green where it is reached, grey where it is not known or has no threshold."""
        if self.value is None or self.at_least is None:
            return "grey"
        return "green" if self.value >= self.at_least else "yellow"


@dataclass(frozen=True, slots=True)
class Line:
    """A unit as the list shows it."""

    unit: FormingUnit
    kind: packs.FormingUnitKind
    values: list[Value]
    due: bool | None
    since: date | None  # the thresholds are reached without a break
    running: Forming | None  # the procedure under way, of its own or as a partner
    body: orgs.Body | None
    formed: Forming | None  # how that body came, where it is known
    missing: list[str] = field(default_factory=list)


def lines_of(units: Sequence[FormingUnit]) -> list[Line]:
    """The lines of a page. Five queries, however many units."""
    forming, today = base.rules_now(), clock.today()
    ids = [u.pk for u in units]
    counts: dict[int, dict[str, list[tuple[date, int]]]] = defaultdict(lambda: defaultdict(list))
    for count in UnitCount.objects.filter(unit__in=ids, on__lte=today).order_by("unit", "kind", "on"):
        counts[count.unit_id][count.kind].append((count.on, count.value))
    running = {f.unit_id: f for f in Forming.objects.filter(unit__in=ids, live=True).select_related("matter")}
    shared = FormingPartner.objects.filter(unit__in=ids, forming__live=True).select_related("forming__matter")
    for partner in shared:
        running.setdefault(partner.unit_id, partner.forming)
    bodies = base.bodies_of(units, forming, today)
    how = {f.body_id: f for f in Forming.objects.filter(body__in=[b.pk for b in bodies.values()])}
    return [_line(u, forming, counts[u.pk], running.get(u.pk), bodies.get(u.pk), how) for u in units]


def _line(
    unit: FormingUnit,
    forming: packs.Forming,
    counts: dict[str, list[tuple[date, int]]],
    running: Forming | None,
    body: orgs.Body | None,
    how: dict[int | None, Forming],
) -> Line:
    kind = forming.unit(unit.kind)
    if kind is None:
        raise NotFound("The rules in force do not know this kind of unit.")
    values = base.figures_of(unit)
    least: dict[str, int] = {t.figure: t.at_least for t in kind.thresholds}
    shown = [Value(f, v, least.get(f)) for f, v in values.items() if f in least or v is not None]
    since = unit.since if kind.rule == "exists" else rules.reached_on(kind, counts)
    return Line(
        unit, kind, shown, rules.is_due(kind, values), since, running, body, how.get(body.pk) if body else None,
        rules.missing(kind, values),
    )  # fmt: skip


def candidates(actor: Actor, kind: packs.FormingUnitKind, words: str = "", *, after: str = "") -> Page[Any]:
    """Places, bodies or new estates of the kind that nobody has entered yet, by name; empty where the kind is entered
    by name."""
    inside = sorted(scopes(actor, Permission.ORG_SEE))
    entered = FormingUnit.objects.filter(kind=kind.key, closed_on=None).exclude(subject=None).values("subject")
    rows: QuerySet[Any]
    if kind.levels:
        stored = [packs.active().level(key).kind for key in kind.levels]
        rows = places.Place.objects.filter(places.inside(inside), kind__in=stored, ends_on=None)
        rows = rows.defer("geometry", "search")
    elif kind.body_kinds:
        rows = base.alive(clock.today()).filter(places.inside(inside, "place__"), kind__in=kind.body_kinds)
        rows = rows.select_related("place").defer("place__geometry", "place__search")
    elif kind.estates:
        rows = Estate.objects.filter(places.inside(inside, "place__"), closed_on=None).select_related("place")
        rows = rows.defer("place__geometry", "place__search")
    else:
        return Page([])
    if words.strip():
        rows = rows.filter(name__contains=words.strip())
    return paged(rows.exclude(pk__in=entered), ("name", "id"), after=after, size=PAGE)
