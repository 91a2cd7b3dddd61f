"""When helpers can be seen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Invalid, InvalidMany

DAYS_AHEAD = 14
HOUR = timedelta(hours=1)
WORKWEEK = 5  # Monday … Friday


@dataclass(frozen=True, slots=True)
class StationDraft:
    """A station as it is opened."""

    kind: str
    place_id: int
    title: str
    venue: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ShiftDraft:
    """A shift as it is entered: a post, or a helper from outside with the body that sends them."""

    weekday: int
    starts: time
    ends: time
    from_on: date
    post_id: int | None = None
    helper: str = ""
    helper_body: str = ""


class Weekly(Protocol):
    """What `hours` reads of a shift."""

    weekday: int
    starts: time
    ends: time
    from_on: date
    until_on: date | None


def check_shift(draft: ShiftDraft) -> None:
    """Raise InvalidMany with every wrong field at once."""
    wrong: dict[str, Invalid] = {}
    begin, end = (datetime.combine(draft.from_on, t) for t in (draft.starts, draft.ends))
    if end - begin < HOUR:
        wrong["ends"] = Invalid("A shift lasts an hour at least, and ends on the same day.", field="ends")
    if not 1 <= draft.weekday <= 7:
        wrong["weekday"] = Invalid("Choose a day of the week.", field="weekday")
    if (draft.post_id is None) == (not draft.helper.strip()):
        wrong["helper"] = Invalid("Choose a post, or name a helper from outside: one of the two.", field="helper")
    elif draft.helper.strip() and len(draft.helper_body.strip()) < 2:
        wrong["helper_body"] = Invalid("Say which body sends the helper.", field="helper_body")
    if wrong:
        raise InvalidMany(wrong)


def hours(shift: Weekly, first: date, days: int, working: Iterable[date]) -> Iterator[datetime]:
    """The beginnings (Asia/Shanghai, aware) of the whole hours of a shift in `days` days from `first`. A shift from
    Monday to Friday keeps the official calendar: on a holiday nobody sits there; one at the weekend does not ask it."""
    open_days = set(working)
    for n in range(days):
        day = first + timedelta(days=n)
        if day.isoweekday() != shift.weekday or day < shift.from_on or (shift.until_on and day > shift.until_on):
            continue
        if shift.weekday <= WORKWEEK and day not in open_days:
            continue
        at, end = (datetime.combine(day, t, SHANGHAI) for t in (shift.starts, shift.ends))
        while at + HOUR <= end:
            yield at
            at += HOUR
