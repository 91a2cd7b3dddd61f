"""Fee income beside its subsidies, and jobs, by quarter: what every page, table and story shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from gongzhi.property.models import Estate, Income, Jobs, Subsidy
from gongzhi.property.rules import money, quarters
from gongzhi.property.rules.words import LEAST_HOMES

SHOWN = 12  # quarters of a chart
LATE = Count("pk", filter=Q(after_fact=True))


@dataclass(frozen=True, slots=True)
class Line:
    """A quarter, or a sum of them: due and collected by the contracts, subsidies apart; fen."""

    quarter: date | None
    due: int = 0
    collected: int = 0
    subsidies: int = 0
    hired: int = 0
    without_work: int = 0
    after_fact: int = 0  # of the entries of income and subsidies: entered after the fact

    @property
    def rate(self) -> float | None:
        """Collected of what was due; a subsidy never counts."""
        return money.rate(self.collected, self.due)


def within(estates: QuerySet[Estate] | Estate) -> Q:
    """The condition on rows of these estates."""
    return Q(estate=estates) if isinstance(estates, Estate) else Q(estate__in=estates.order_by().values("pk"))


def by_quarter(estates: QuerySet[Estate] | Estate, until: date, count: int = SHOWN) -> list[Line]:
    """One line a quarter up to `until`, the oldest first; empty ones at both ends are left out. Three queries."""
    span = quarters.row(until, count)
    where = within(estates) & Q(quarter__gte=span[0], quarter__lte=span[-1])
    income: dict[date, dict[str, Any]] = {
        r["quarter"]: dict(r)
        for r in Income.objects.filter(where)
        .values("quarter")
        .annotate(d=Sum("due_fen"), c=Sum("collected_fen"), late=LATE)
    }
    given: dict[date, dict[str, Any]] = {
        r["quarter"]: dict(r)
        for r in Subsidy.objects.filter(where, struck_at=None)
        .values("quarter")
        .annotate(s=Sum("amount_fen"), late=LATE)
    }
    jobs: dict[date, dict[str, Any]] = {
        r["quarter"]: dict(r)
        for r in Jobs.objects.filter(where).values("quarter").annotate(h=Sum("hired"), w=Sum("without_work"))
    }
    lines = [
        Line(
            q, income.get(q, {}).get("d", 0), income.get(q, {}).get("c", 0), given.get(q, {}).get("s", 0),
            jobs.get(q, {}).get("h", 0), jobs.get(q, {}).get("w", 0),
            income.get(q, {}).get("late", 0) + given.get(q, {}).get("late", 0),
        )
        for q in span
    ]  # fmt: skip
    known = set(income) | set(given) | set(jobs)
    told = [i for i, line in enumerate(lines) if line.quarter in known]
    return lines[told[0] : told[-1] + 1] if told else []


def total(lines: Sequence[Line]) -> Line:
    """The sum."""
    return Line(
        None, sum(x.due for x in lines), sum(x.collected for x in lines), sum(x.subsidies for x in lines),
        sum(x.hired for x in lines), sum(x.without_work for x in lines), sum(x.after_fact for x in lines),
    )  # fmt: skip


def years(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """The sums by year, the oldest first."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.quarter is not None:
            found[line.quarter.year].append(line)
    return [(year, total(part)) for year, part in sorted(found.items())]


def of_quarter(estates: Sequence[Estate], quarter: date) -> dict[int, Line]:
    """The line of one quarter by estate, for a list. Two queries."""
    ids = [e.pk for e in estates]
    given: dict[int, int] = dict(
        Subsidy.objects.filter(estate__in=ids, quarter=quarter, struck_at=None)
        .values_list("estate").annotate(s=Sum("amount_fen"))
    )  # fmt: skip
    income = {i.estate_id: i for i in Income.objects.filter(estate__in=ids, quarter=quarter)}
    return {
        pk: Line(quarter, income[pk].due_fen if pk in income else 0, income[pk].collected_fen if pk in income else 0,
                 given.get(pk, 0), after_fact=int(pk in income and income[pk].after_fact))
        for pk in ids
    }  # fmt: skip


def subsidies_of(estate: Estate, *, struck: bool = False) -> list[Subsidy]:
    """The subsidies of an estate with their givers, the newest first; `struck`: with those that were struck out."""
    rows = Subsidy.objects.filter(estate=estate).select_related("giver").order_by("-given_on", "-id")
    return list(rows if struck else rows.filter(struck_at=None))[:200]


def people_shown(n: int) -> str:
    """A number of people as the public reads it: below ten it is not told."""
    return "0" if n == 0 else str(n) if n >= LEAST_HOMES else f"<{LEAST_HOMES}"
