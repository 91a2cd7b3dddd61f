"""Gaps for the desk: by clause, one by one, over the months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Count, Q, QuerySet

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.paging import Page, paged
from gongzhi.packs.public import Pack, Standard
from gongzhi.places import public as places
from gongzhi.standards.models import Gap
from gongzhi.standards.policies import visible_to
from gongzhi.standards.queries.evaluate import measured_now

ORDERS: dict[str, tuple[str, ...]] = {
    "since": ("since", "id"),
    "newest": ("-since", "-id"),
    "rule": ("rule", "since", "id"),
    "unit": ("unit", "id"),
    "place": ("place__path", "id"),
}
KNOWN = Q(value__isnull=False, required__isnull=False)
MONTHS = 12
State = Literal["open", "unknown", "exempt", "mended"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; empty: not at all."""

    rule: str = ""
    state: State = "open"
    place_id: int | None = None
    mine: bool = False
    sort: str = "since"


@dataclass(frozen=True, slots=True)
class Clause:
    """A standard of the pack with how many units fall short, are not known, are exempt; `measured` is False where
    nobody measures it yet, `in_force` where its days have not come or are over."""

    standard: Standard
    short: int
    unknown: int
    exempt: int
    measured: bool
    in_force: bool


def exempt_today() -> Q:
    """Gaps that do not count today."""
    return Q(exempt_until__gte=clock.today())


def find(actor: Actor, wanted: Wanted) -> QuerySet[Gap]:
    """The gaps that the actor sees and wants."""
    rows = Gap.objects.filter(visible_to(actor))
    if wanted.state == "mended":
        rows = rows.filter(KNOWN).exclude(closed_at=None)
    else:
        rows = rows.filter(closed_at=None)
        if wanted.state == "exempt":
            rows = rows.filter(exempt_today())
        else:
            rows = rows.filter(KNOWN if wanted.state == "open" else ~KNOWN)
            rows = rows.filter(Q(exempt_until=None) | Q(exempt_until__lt=clock.today()))
    if wanted.rule:
        rows = rows.filter(rule=wanted.rule)
    if wanted.place_id is not None:
        rows = rows.filter(places.inside([wanted.place_id], "place__"))
    if wanted.mine:
        rows = rows.filter(owner_post__in=sorted(actor.post_ids))
    return rows.select_related("place", "owner_post__body").defer("place__geometry", "place__search")


def page_of(actor: Actor, wanted: Wanted, *, after: str = "", size: int = 50) -> Page[Gap]:
    """One page of the list."""
    return paged(find(actor, wanted), ORDERS[wanted.sort], after=after, size=size)


def by_clause(pack: Pack, actor: Actor) -> list[Clause]:
    """Every standard of the pack with its numbers, in the order of the pack. One query."""
    away = exempt_today()
    here = Q(exempt_until=None) | ~away
    rows = Gap.objects.filter(visible_to(actor), closed_at=None).order_by("rule").values("rule")
    counted = rows.annotate(
        short=Count("id", filter=KNOWN & here), unknown=Count("id", filter=~KNOWN & here), out=Count("id", filter=away)
    )
    numbers = {r["rule"]: (r["short"], r["unknown"], r["out"]) for r in counted}
    today = clock.today()
    return [
        Clause(s, *numbers.get(s.key, (0, 0, 0)), measured=measured_now(s), in_force=s.holds_on(today))
        for s in pack.standards
    ]


def trend(actor: Actor) -> list[tuple[date, int]]:
    """How many gaps stood at the end of each of the last twelve months (the present one: now). One query."""
    ends = _month_ends(clock.today())
    moments = [clock.begin_of(day + timedelta(days=1)) for day in ends]
    stood = {
        f"m{n}": Count("id", filter=Q(since__lte=day) & (Q(closed_at=None) | Q(closed_at__gte=at)))
        for n, (day, at) in enumerate(zip(ends, moments, strict=True))
    }
    numbers = Gap.objects.filter(visible_to(actor), KNOWN).aggregate(**stood)
    return [(day, numbers[f"m{n}"]) for n, day in enumerate(ends)]


def _month_ends(today: date) -> Sequence[date]:
    ends = [today]
    while len(ends) < MONTHS:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def short_at(actor: Actor, place_id: int) -> int:
    """How many units at or below a place fall short, of those that the actor sees. One query."""
    return find(actor, Wanted(place_id=place_id)).count()


def number_of(actor: Actor) -> int:
    """How many open gaps the actor's own posts must mend. One query."""
    return find(actor, Wanted(mine=True)).count() if actor.post_ids else 0
