"""The one injected clock. Nothing else in the project asks the system for the time.

Stories set a manual clock; everything else runs on the system's. Times are aware and UTC; dates of
law and of people are days in Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class ManualClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to `moment` (aware); never backwards."""
        moment = moment.astimezone(UTC)
        if moment < self._now:
            raise ValueError(f"the clock cannot go back from {self._now} to {moment}")
        self._now = moment

    def advance(self, delta: timedelta) -> None:
        self.set(self._now + delta)


_manual: ManualClock | None = None


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _manual() if _manual is not None else datetime.now(UTC)


def is_manual() -> bool:
    """Whether a story or a test moves the clock."""
    return _manual is not None


def today() -> date:
    """The present day in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """The same moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def begin_of(day: date) -> datetime:
    """The first moment of a day in Asia/Shanghai, aware."""
    return datetime.combine(day, time(), SHANGHAI)


@contextmanager
def use(clock: ManualClock) -> Iterator[ManualClock]:
    """Run the block on a manual clock (whole process; stories and tests only)."""
    global _manual
    before, _manual = _manual, clock
    try:
        yield clock
    finally:
        _manual = before
