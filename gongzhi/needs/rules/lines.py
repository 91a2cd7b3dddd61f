"""Closed values of the two lists, what is typed, what must hold. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from gongzhi.core.errors import Invalid

WORDS_MAX, NAME_MAX, BODY_MAX = 500, 30, 80
AMOUNT_MAX = 10_000
LOOKS_A_DAY = 30  # contacts that one person of the staff may look at on a day
OPEN_MOST = 20  # lines that may stand under one phone number at once


class Side(StrEnum):
    """Which list."""

    NEED = "need"
    SERVICE = "service"

    @property
    def other(self) -> Side:
        """The other list."""
        return Side.SERVICE if self is Side.NEED else Side.NEED


class LineState(StrEnum):
    """`asked`: waits for the reporter of the request to agree; `new`: waits for staff to look at it."""

    ASKED = "asked"
    NEW = "new"
    OPEN = "open"
    REFUSED = "refused"
    ENDED = "ended"


class MatchState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    DONE = "done"
    NOT_DONE = "not_done"
    DECLINED = "declined"
    LAPSED = "lapsed"


LIVE = (MatchState.PROPOSED, MatchState.AGREED)


@dataclass(frozen=True, slots=True)
class LineDraft:
    """What is typed of a line. `weekdays`: digits 1 (Monday) to 7, empty for every day; `body`: the name of the unit
    or group, empty for a resident."""

    side: str
    kind: str
    place_id: int
    reach_id: int
    words: str
    amount: int
    starts_on: date
    ends_on: date
    weekdays: str = ""
    opens: time | None = None
    closes: time | None = None
    body: str = ""
    name: str = ""
    phone: str = ""
    hidden: bool = False
    channel: str = "web"
    meeting_id: int | None = None


def check(draft: LineDraft, today: date, last_days: int) -> None:
    """Raise Invalid for what cannot stand on a list."""
    if len(draft.words.strip()) < 4:
        raise Invalid("Say in a few words what it is.", field="words")
    if not 1 <= draft.amount <= AMOUNT_MAX:
        raise Invalid("Give a number from 1 to %(most)s.", field="amount", most=AMOUNT_MAX)
    if draft.ends_on < draft.starts_on:
        raise Invalid("The last day lies before the first.", field="ends_on")
    if draft.ends_on < today:
        raise Invalid("The last day is past.", field="ends_on")
    if (draft.ends_on - today).days > last_days:
        raise Invalid("A line stands for at most %(days)s days; enter it again then.", field="ends_on", days=last_days)
    if draft.opens and draft.closes and draft.opens >= draft.closes:
        raise Invalid("The end lies before the beginning.", field="closes")
    if draft.side == Side.SERVICE and not draft.body.strip():
        raise Invalid("Say which unit or group offers it.", field="body")
    if not draft.name.strip():
        raise Invalid("Give a name or an alias by which we may address you.", field="name")


def weekdays_of(text: str) -> frozenset[int]:
    """0 is Monday; every day where none is named."""
    return frozenset(int(c) - 1 for c in text if c in "1234567") or frozenset(range(7))
