"""Joint meetings (联席会议, row A8): states, when the next is due, the words that the ledger may carry. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum


class MeetingState(StrEnum):
    """Where a joint meeting stands."""

    CALLED = "called"  # topics are called for
    INVITED = "invited"  # day and place are set, the invitations are out
    HELD = "held"
    DROPPED = "dropped"  # called off


class TopicState(StrEnum):
    """What became of a topic."""

    PROPOSED = "proposed"
    AGENDA = "agenda"
    LEFT_OUT = "left_out"


class Answer(StrEnum):
    """What an invited body said."""

    NONE = "none"
    COMES = "comes"
    CANNOT = "cannot"


class Signed(StrEnum):
    """How somebody was entered as present."""

    NOT = "not"
    OWN = "own"  # by the own account
    LIST = "list"  # ticked by staff


def later(day: date, amount: int, unit: str) -> date:
    """`amount` months or calendar days after the day (before it where negative), clamped to the end of the month."""
    if unit != "months":
        return day + timedelta(days=amount)
    years, month = divmod(day.month - 1 + amount, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_due(last: date | None, since: date, amount: int, unit: str) -> date:
    """The last day of the next meeting: counted from the last one, else from the day since when the body is there."""
    return later(last or since, amount, unit)
