"""A meeting of a body: its states, when it may be called, opened and closed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from gongzhi.core.errors import Invalid, NotAllowed


class State(StrEnum):
    """called: day and agenda; noticed: the members were told; open: it sits; closed: its decisions stand, members may
    object to the minutes; final: the minutes are frozen; dropped: it did not take place, or broke up."""

    CALLED = "called"
    NOTICED = "noticed"
    OPEN = "open"
    CLOSED = "closed"
    FINAL = "final"
    DROPPED = "dropped"


BEFORE = (State.CALLED, State.NOTICED)
DONE = (State.CLOSED, State.FINAL)


class Signed(StrEnum):
    """How a member stands on the list of attendance."""

    NOT = ""
    ACCOUNT = "account"  # by the own account, on the spot
    PAPER = "paper"  # on the sheet, entered by who holds the meeting
    ABSENT = "absent"


PRESENT = (Signed.ACCOUNT, Signed.PAPER)


class Choice(StrEnum):
    """What a vote says; a blank one abstains."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


def check_notice(today: date, day: date, needed: int, reason: str) -> None:
    """The members are told at least `needed` calendar days before the day; a special case says why (it is published).

    Raises Invalid."""
    if day < today:
        raise Invalid("Choose a time that lies ahead.", field="starts_at")
    if (day - today).days < needed and not reason.strip():
        raise Invalid(
            "The rules ask for a notice of %(days)s days. Choose a later day, or say why it cannot wait.",
            field="reason",
            days=needed,
        )


def check_counts(present: int, counts: Mapping[Choice, int]) -> None:
    """Hands that can be. Raises Invalid."""
    cast = sum(counts.values())
    if cast > present:
        raise Invalid("%(n)s votes from %(m)s present: more votes than people.", field="agreed", n=cast, m=present)
    if cast < present:
        raise Invalid(
            "%(n)s of %(m)s present are counted: enter who abstained too.", field="abstained", n=cast, m=present
        )


def check_close(unsigned: Sequence[str], undecided: Sequence[str]) -> None:
    """Everybody on the list is signed or entered as absent, every motion has its verdict. Raises NotAllowed."""
    if unsigned:
        raise NotAllowed(
            "The list of attendance is not complete: %(names)s. Let them sign, or enter them as absent.",
            names="、".join(unsigned[:5]),
        )
    if undecided:
        raise NotAllowed(
            "Not voted on yet: %(titles)s. Vote, or take it off the agenda.", titles="、".join(undecided[:5])
        )
