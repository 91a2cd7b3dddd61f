"""Closed values of mediation and what follows from them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongzhi.core.errors import Invalid, InvalidMany
from gongzhi.core.texts import N_, too_long

MEDIATION = "mediation"
WORDS_MAX, NAME_MAX, TEXT_MAX = 2000, 30, 4000
SIDES_MAX = 6
# Outcomes that acts look at; every other one only leads to its step.
REFUSED, WITHDRAWN, ELSEWHERE, FAILED = "refused", "withdrawn", "elsewhere", "failed"
PERSUADE, MEDIATE, AGREED, RECONCILED = "persuade", "mediate", "agreed", "reconciled"
ENDS = (REFUSED, WITHDRAWN, ELSEWHERE, FAILED)
SETTLED = (AGREED, RECONCILED)
CALL_BACK = "call-back"  # the step at which the sides are called back


class Form(StrEnum):
    """How an agreement stands (人民调解法第二十八条)."""

    WRITTEN = "written"
    ORAL = "oral"


class Court(StrEnum):
    """What the court said to a request for confirmation."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Kept(StrEnum):
    """What was found when the sides were called back."""

    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"


class SittingState(StrEnum):
    CALLED = "called"
    HELD = "held"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class SideDraft:
    """Somebody between whom there is a dispute; `agrees`: wants the mediation, None while nobody asked."""

    name: str
    phone: str = ""
    address: str = ""
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A dispute as it is registered or applied for."""

    way: str
    kind: str
    place_id: int
    words: str
    sides: tuple[SideDraft, ...]
    channel: str = "hall"
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What the holder of a request adds when it becomes a case. `reporter`: who reported is the first side, and
    `first` then says no more than whether it agrees."""

    words: str
    first: SideDraft
    other: SideDraft
    reporter: bool = True


def check(draft: CaseDraft) -> None:
    """Raise InvalidMany with every wrong field at once."""
    wrong: dict[str, Invalid] = {}
    if len(draft.words.strip()) < 4:
        wrong["words"] = Invalid("Say in a few words what the dispute is about.", field="words")
    elif len(draft.words) > WORDS_MAX:
        wrong["words"] = too_long(draft.words, WORDS_MAX, field="words")
    names = [s.name.strip() for s in draft.sides if s.name.strip()]
    if len(names) < 2 or len(draft.sides) > SIDES_MAX:
        wrong["other"] = Invalid("Name both sides of the dispute.", field="other")
    elif len(set(names)) < len(names):
        wrong["other"] = Invalid("The two sides have the same name: add what tells them apart.", field="other")
    if wrong:
        raise InvalidMany(wrong)


def court_until(agreed_on: date, days: int) -> date:
    """The last day on which both sides may ask the court together (人民调解法第三十三条: within 30 days)."""
    return agreed_on + timedelta(days=days)


def all_agree(answers: Iterable[bool | None]) -> bool:
    """Whether every side wants the mediation."""
    return all(a is True for a in answers)


RESULT_WORDS = {
    AGREED: N_("The sides agreed."), RECONCILED: N_("The sides made it up."),
    REFUSED: N_("A side does not want a mediation: it is ended."), WITHDRAWN: N_("It was withdrawn."),
    FAILED: N_("The sides did not agree: the mediation is ended, they were told what else they can do."),
    ELSEWHERE: N_("Another authority decides this; the sides were told which."),
}  # fmt: skip
