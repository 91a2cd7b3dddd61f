"""The official calendar of the State Council's notices, from the package `chinesecalendar` (2004 onwards)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache

from gongzhi.core.worktime.calendar import Intervals, Season, WorkCalendar, in_season

OFFICE_HOURS: Intervals = ((time(9), time(12)), (time(13), time(17)))


def national(
    intervals: Intervals = OFFICE_HOURS,
    *,
    weekly: Mapping[int, Intervals] | None = None,
    days: Mapping[date, Intervals] | None = None,
    seasons: Sequence[Season] = (),
) -> WorkCalendar:
    """The official calendar: holidays closed, makeup workdays (调休) open with `intervals`.

    `weekly` (weekday 0 … 6 to intervals) replaces Monday to Friday at `intervals`, for a hall that opens on
    Saturdays; official days off close it too. `seasons` are other weeks for a part of each year. `days` has the last
    word. The package is loaded at the first call only (30 ms). Years that it does not know yet are provisional.
    """
    if weekly is None and days is None:
        return _standard(tuple(intervals))
    return _build(intervals, weekly or dict.fromkeys(range(5), intervals), days or {}, seasons)


@lru_cache(maxsize=8)
def _standard(intervals: tuple[tuple[time, time], ...]) -> WorkCalendar:
    return _build(intervals, dict.fromkeys(range(5), intervals), {})


def _build(
    intervals: Intervals,
    weekly: Mapping[int, Intervals],
    days: Mapping[date, Intervals],
    seasons: Sequence[Season] = (),
) -> WorkCalendar:
    from chinese_calendar.constants import holidays, workdays

    closed: dict[date, Intervals] = dict.fromkeys(holidays, ())
    makeup: dict[date, Intervals] = {day: hours_of(day, intervals, weekly, seasons) for day in workdays}
    years = range(min(closed).year, max(closed).year + 1)
    return WorkCalendar(weekly, {**closed, **makeup, **days}, years, seasons)


def hours_of(
    day: date, intervals: Intervals, weekly: Mapping[int, Intervals], seasons: Sequence[Season] = ()
) -> Intervals:
    """The hours of a day that is worked though its weekday may be off: its own, else the season's, else `intervals`."""
    week = next((week for first, last, week in seasons if in_season(day, first, last)), None)
    if week is None:
        return weekly.get(day.weekday()) or intervals
    return week.get(day.weekday()) or next((hours for hours in week.values() if hours), intervals)
