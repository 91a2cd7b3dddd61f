"""Limits of others: from reports with due dates, the limit that each type of report evidently has. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.clock import local
from gongzhi.core.errors import Invalid
from gongzhi.core.worktime.calendar import WorkCalendar
from gongzhi.core.worktime.limits import Limit, Unit

Sample = tuple[str, datetime, datetime]  # type, reported, due
_ORDER = (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.WORKING_HOURS)


@dataclass(frozen=True, slots=True)
class Learnt:
    """The limit that explains most reports of a type (None: none does): `agreeing` of `rows` are due exactly by it."""

    key: str
    limit: Limit | None
    rows: int
    agreeing: int


def predict(start: datetime, limit: Limit, calendar: WorkCalendar) -> datetime:
    """When a report is due by a limit."""
    return calendar.add(start, limit).at


def explains(limit: Limit, start: datetime, due: datetime, calendar: WorkCalendar) -> bool:
    """Whether the limit gives that due date: to the second, or the day where only a day was written (23:59)."""
    found = predict(start, limit, calendar)
    day_only = local(due).strftime("%H%M%S") == "235900"
    return found == due or (day_only and local(found).date() == local(due).date())


def learn(samples: Iterable[Sample], calendar: WorkCalendar) -> list[Learnt]:
    """For each type, in the order of their names, the limit that gives most of its due dates."""
    votes: dict[str, Counter[Limit]] = {}
    rows: Counter[str] = Counter()
    for key, start, due in samples:
        rows[key] += 1
        mine = votes.setdefault(key, Counter())
        mine.update(limit for limit in _candidates(start, due, calendar) if explains(limit, start, due, calendar))
    out = []
    for key in sorted(rows):
        best = min(votes[key].items(), key=lambda v: (-v[1], _ORDER.index(v[0].unit), v[0].amount), default=None)
        out.append(Learnt(key, best[0], rows[key], best[1]) if best else Learnt(key, None, rows[key], 0))
    return out


def _candidates(start: datetime, due: datetime, calendar: WorkCalendar) -> list[Limit]:
    if due < start:
        return []
    days = (local(due).date() - local(start).date()).days
    working = calendar.days_between(start, due)
    hours, rest = divmod(calendar.minutes_between(start, due), 60)
    found = [
        (days, Unit.CALENDAR_DAYS),
        (working, Unit.WORKING_DAYS),
        *([(hours, Unit.WORKING_HOURS)] if not rest else []),
    ]
    try:
        return [Limit(amount, unit) for amount, unit in found]
    except Invalid:
        return []
