"""The days of a roster, worked out from weekly hours and what is different on single days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta


@dataclass(frozen=True, slots=True)
class Weekly:
    """Hours of every week. `ends_on` is the last day; posts by id."""

    id: int
    place_id: int
    weekday: int  # 0 is Monday
    starts: time
    ends: time
    room: str
    leader_id: int
    receiver_id: int | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different on one day; posts that stay are given again."""

    leader_id: int | None
    receiver_id: int | None
    off: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """One reception: the hours, the day, who receives on it."""

    hours: Weekly
    day: date
    leader_id: int
    receiver_id: int | None
    off: bool = False
    changed: bool = False
    reason: str = ""


def days(hours: Iterable[Weekly], changes: Mapping[tuple[int, date], Changed], first: date, last: date) -> list[Day]:
    """Every reception from the first to the last day, in order. `changes` by (hours, day)."""
    found = [_day(h, on, changes.get((h.id, on))) for h in hours for on in _dates(h, first, last)]
    return sorted(found, key=lambda d: (d.day, d.hours.starts, d.hours.id))


def _dates(hours: Weekly, first: date, last: date) -> Iterator[date]:
    on = max(first, hours.starts_on)
    end = last if hours.ends_on is None else min(last, hours.ends_on)
    step = (hours.weekday - on.weekday()) % 7
    while (end - on).days >= step:  # never beyond the last day: there may be none after it
        on += timedelta(days=step)
        yield on
        step = 7


def _day(hours: Weekly, on: date, changed: Changed | None) -> Day:
    if changed is None:
        return Day(hours, on, hours.leader_id, hours.receiver_id)
    leader = changed.leader_id or hours.leader_id
    return Day(hours, on, leader, changed.receiver_id, changed.off, True, changed.reason)
