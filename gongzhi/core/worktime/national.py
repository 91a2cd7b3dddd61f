"""The official calendar of the State Council's notices, from the package `chinesecalendar` (2004 onwards)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache

from gongzhi.core.worktime.calendar import Intervals, WorkCalendar

OFFICE_HOURS: Intervals = ((time(9), time(12)), (time(13), time(17)))


def national(
    intervals: Intervals = OFFICE_HOURS,
    *,
    weekly: Mapping[int, Intervals] | None = None,
    days: Mapping[date, Intervals] | None = None,
) -> WorkCalendar:
    """The official calendar: holidays closed, makeup workdays (调休) open with `intervals`.

    `weekly` (weekday 0 … 6 to intervals) replaces Monday to Friday at `intervals`, for a hall that opens on
    Saturdays; official days off close it too. `days` has the last word. The package is loaded at the first
    call only (30 ms). Years that it does not know yet are provisional.
    """
    if weekly is None and days is None:
        return _standard(tuple(intervals))
    return _build(intervals, weekly or dict.fromkeys(range(5), intervals), days or {})


@lru_cache(maxsize=8)
def _standard(intervals: tuple[tuple[time, time], ...]) -> WorkCalendar:
    return _build(intervals, dict.fromkeys(range(5), intervals), {})


def _build(intervals: Intervals, weekly: Mapping[int, Intervals], days: Mapping[date, Intervals]) -> WorkCalendar:
    from chinese_calendar.constants import holidays, workdays

    closed: dict[date, Intervals] = dict.fromkeys(holidays, ())
    makeup: dict[date, Intervals] = {day: weekly.get(day.weekday()) or intervals for day in workdays}
    years = range(min(closed).year, max(closed).year + 1)
    return WorkCalendar(weekly, {**closed, **makeup, **days}, years)
