"""Terms of office: when they end, who is told, how full a body is. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

WARN_DAYS = (90, 30, 0)  # where the pack names none


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(first: date, months: int) -> date:
    """The last day of a term that begins on `first`: the day before its anniversary."""
    return months_after(first, months) - timedelta(days=1)


def term_end(first: date, months: int, *, round_: int, election: date | None, with_committee: bool) -> date:
    """The last day to propose: of the term, or, in a first round that is aligned, the day before the committee's
    next election, where that is known and lies ahead (S4 一(二): the second round goes with it)."""
    if with_committee and round_ == 1 and election is not None and election > first:
        return election - timedelta(days=1)
    return last_day(first, months)


def longest(first: date, months: int, *, election: date | None) -> date:
    """The latest last day that is allowed: a whole term, or up to the committee's next election, whichever is later."""
    whole = last_day(first, months)
    return max(whole, election - timedelta(days=1)) if election is not None and election > first else whole


def stages_reached(ends_on: date, today: date, stages: Iterable[int] = WARN_DAYS) -> list[int]:
    """The stages (days before the last day) that have come; none once the term is over. The nearest last."""
    left = (ends_on - today).days
    return [s for s in sorted(stages, reverse=True) if 0 <= left <= s]
