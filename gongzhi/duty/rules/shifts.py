"""Shifts as times. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class SwapState(StrEnum):
    """How far an asked change of shifts is."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Shape:
    """A shift as the pack says it: `days` is all, working or off; times of Shanghai."""

    key: str
    starts: time
    ends: time
    seats: int = 1
    days: str = "all"


@dataclass(frozen=True, slots=True)
class Span:
    """A shift on a day, with its two ends."""

    key: str
    on: date
    starts_at: datetime
    ends_at: datetime
    seats: int = 1

    def holds(self, moment: datetime) -> bool:
        """Whether it runs at that moment."""
        return self.starts_at <= moment < self.ends_at


def spans(shapes: Iterable[Shape], first: date, days: int, works: Callable[[date], bool], zone: ZoneInfo) -> list[Span]:
    """The shifts of so many days from `first` on, day by day as the pack orders them; `works` knows 调休."""
    return list(_spans(list(shapes), first, days, works, zone))


def _spans(
    shapes: list[Shape], first: date, days: int, works: Callable[[date], bool], zone: ZoneInfo
) -> Iterator[Span]:
    for on in (first + DAY * n for n in range(days)):
        kind = "working" if works(on) else "off"
        for shape in shapes:
            if shape.days in ("all", kind):
                until = on if shape.ends > shape.starts else on + DAY
                starts, ends = datetime.combine(on, shape.starts, zone), datetime.combine(until, shape.ends, zone)
                yield Span(shape.key, on, starts, ends, shape.seats)


def overlap(a: tuple[datetime, datetime], b: tuple[datetime, datetime]) -> bool:
    """Whether two spans of time have a moment in common."""
    return a[0] < b[1] and b[0] < a[1]


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def asked_week(text: str, today: date) -> date:
    """The week that an address names; the present one where it names none, or one that cannot be."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return monday(today)
    return monday(day) if abs((day - today).days) < 3660 else monday(today)
