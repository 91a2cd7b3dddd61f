"""The working calendar of a place: official days, the pack's hours, and the days edited here."""

from __future__ import annotations

import threading
import time
from datetime import date
from datetime import time as daytime

from django.db.models import Count, Max

from gongzhi.core.worktime import OFFICE_HOURS, Season, WorkCalendar, hours_of, national
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures.models import CalendarDay, CalendarYear

Hours = list[tuple[daytime, daytime]]
Day = tuple[str, Hours]
_RECHECK_SECONDS = 2.0
_lock = threading.Lock()
_built: dict[tuple[int, ...], WorkCalendar] = {}
_days: dict[int | None, dict[date, Day]] = {}
_years: frozenset[int] = frozenset()
_token: tuple[object, ...] | None = None
_checked_at = float("-inf")


def calendar_for(place_id: int) -> WorkCalendar:
    """The calendar in which limits run at this place. Days of a nearer place go before those of one above."""
    with _lock:
        _refresh()
        special = [p for p in places.ancestors(place_id) if p in _days] if any(k is not None for k in _days) else []
        key = tuple(special)
        if key not in _built:
            _built[key] = _build(special)
        return _built[key]


def forget_calendars() -> None:
    """Read the days anew at the next use (after an edit; tests)."""
    global _token, _checked_at
    with _lock:
        _token, _checked_at = None, float("-inf")


def _refresh() -> None:
    global _token, _checked_at, _years
    now, revision_id = time.monotonic(), packs.active_revision_id()
    if now - _checked_at < _RECHECK_SECONDS and _token is not None and _token[0] == revision_id:
        return
    stamp = CalendarDay.objects.aggregate(newest=Max("id"), number=Count("id"))
    years = tuple(CalendarYear.objects.order_by("year").values_list("year", flat=True))
    token = (revision_id, stamp["newest"], stamp["number"], years)
    _checked_at = now
    if token == _token:
        return
    _token, _years = token, frozenset(years)
    _built.clear()
    _days.clear()
    for row in CalendarDay.objects.order_by("id") if stamp["number"] else ():
        hours = [(daytime.fromisoformat(a), daytime.fromisoformat(b)) for a, b in row.intervals]
        _days.setdefault(row.place_id, {})[row.date] = (row.kind, hours)


def _build(special: list[int]) -> WorkCalendar:
    shape = packs.active().calendar
    weekly = _week(shape) if shape else None
    seasons: list[Season] = [(*s.span, _week(s)) for s in shape.seasons] if shape else []
    days: dict[date, Hours] = {}
    if shape:
        days.update((d.date, [_interval(i) for i in d.intervals]) for d in shape.days)
    office = next(iter(weekly.values())) if weekly else None
    for place_id in (None, *special):
        for day, (kind, hours) in _days.get(place_id, {}).items():
            if kind == "workday" and not hours:
                hours = list(hours_of(day, office or OFFICE_HOURS, weekly or {}, seasons))
            days[day] = hours
    built = national(office, weekly=weekly, days=days, seasons=seasons) if office else national(weekly=None, days=days)
    built.known_years = built.known_years | _years
    return built


def _week(shape: packs.Calendar | packs.Season) -> dict[int, Hours]:
    return {n: hours for n in range(7) if (hours := shape.intervals(n))}


def _interval(text: str) -> tuple[daytime, daytime]:
    a, _, b = text.partition("-")
    return daytime.fromisoformat(a), daytime.fromisoformat(b)


def days_of(year: int, place_id: int | None = None) -> list[CalendarDay]:
    """The days of a year that were edited or imported here, in order."""
    return list(CalendarDay.objects.filter(date__year=year, place=place_id).order_by("date"))
