"""Spans of whole days that the page speaks of: a week, a month, a quarter, a year, or any. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongzhi.core.errors import Invalid

LONGEST_DAYS = 366 * 5
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


class PeriodKind(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one, both included."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def period_of(kind: PeriodKind, day: date) -> Period:
    """The week (from Monday), month, quarter or year of a day."""
    if kind is PeriodKind.WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=6))
    begins, months = {
        PeriodKind.QUARTER: ((day.month - 1) // 3 * 3 + 1, 3),
        PeriodKind.YEAR: (1, 12),
    }.get(kind, (day.month, 1))
    end = begins + months - 1
    return Period(kind, date(day.year, begins, 1), date(day.year, end, monthrange(day.year, end)[1]))


def custom(first: date, last: date) -> Period:
    """Any days. Raises Invalid where they are the wrong way round, far off or too many."""
    if last < first:
        raise Invalid("The last day lies before the first.", field="until")
    if first < FIRST or last > LAST or (last - first).days >= LONGEST_DAYS:
        raise Invalid("At most five years at once.", field="until")
    return Period(PeriodKind.CUSTOM, first, last)


def asked(
    kind: PeriodKind, *, day: date | None = None, since: date | None = None, until: date | None = None, today: date
) -> Period:
    """The period that somebody asked for; what is left out is of today. Raises Invalid (`until`)."""
    if kind is PeriodKind.CUSTOM:
        return custom(since or (until or today).replace(day=1), until or max(since or today, today))
    return period_of(kind, min(max(day or today, FIRST), LAST))


def before(period: Period) -> Period:
    """The one before: of the same kind, or as many days."""
    last = period.first - timedelta(days=1)
    if period.kind is PeriodKind.CUSTOM:
        return Period(period.kind, last - timedelta(days=period.days - 1), last)
    return period_of(period.kind, last)


def after(period: Period) -> Period:
    """The one behind it."""
    first = period.last + timedelta(days=1)
    if period.kind is PeriodKind.CUSTOM:
        return Period(period.kind, first, first + timedelta(days=period.days - 1))
    return period_of(period.kind, first)


def compared(period: Period, today: date) -> Period:
    """What a period is compared with: the one before; while it still runs, as much of that one as has gone by."""
    earlier = before(period)
    if not period.first <= today < period.last:
        return earlier
    gone = (today - period.first).days
    return Period(earlier.kind, earlier.first, min(earlier.last, earlier.first + timedelta(days=gone)))


def months(period: Period) -> Iterator[tuple[int, int, int, bool]]:
    """(month as 202603, first day, last day, whether that is the whole month) in order."""
    day = period.first
    while day <= period.last:
        length = monthrange(day.year, day.month)[1]
        end = min(period.last, day.replace(day=length))
        yield day.year * 100 + day.month, day.day, end.day, day.day == 1 and end.day == length
        day = end + timedelta(days=1)


def steps(period: Period) -> list[Period]:
    """The period in parts for a line: days up to 31, weeks up to a quarter, months beyond; clipped at both ends."""
    kind = None if period.days <= 31 else PeriodKind.WEEK if period.days <= 92 else PeriodKind.MONTH
    parts, day = [], period.first
    while day <= period.last:
        whole = period_of(kind, day) if kind else Period(PeriodKind.CUSTOM, day, day)
        parts.append(Period(whole.kind, day, min(whole.last, period.last)))
        day = whole.last + timedelta(days=1)
    return parts
