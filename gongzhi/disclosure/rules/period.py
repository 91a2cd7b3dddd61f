"""Pure rules of disclosure: how long a posting stands, and whether it may go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.core.texts import N_
from gongzhi.disclosure.rules.personal_data import Finding, scan

MAX_DAYS = 3660


BLOCKED = N_("The text holds personal data and cannot be published like this.")
WARNED = N_("The text may hold personal data. Change it, or say why it may stand.")


class Standing(StrEnum):
    """How a posting stands at a moment; computed, never stored, so that it ends without a worker."""

    SHOWN = "shown"
    ENDED = "ended"  # its period is over; readable in the archive
    WITHDRAWN = "withdrawn"


class PersonalDataFound(Invalid):
    """A text holds personal data; `findings` says per field what and where. `blocking`: no reason overrides it."""

    code = "personal-data"

    def __init__(self, findings: Mapping[str, tuple[Finding, ...]]) -> None:
        self.findings = dict(findings)
        self.blocking = any(f.blocks for hits in findings.values() for f in hits)
        super().__init__(BLOCKED if self.blocking else WARNED, field=next(iter(findings)))


def until(published_at: datetime, days: int) -> datetime:
    """The moment at which a posting of that many calendar days ends.

    The day of posting does not count (Civil Code art. 201); it ends with the last day, in Asia/Shanghai.
    """
    last = clock.local(published_at).date() + timedelta(days=days)
    return clock.begin_of(last + timedelta(days=1))


def period(days: int | None, least: int) -> int:
    """The period to use: `days`, or the board's least. Raises `Invalid` where it is too short or absurd."""
    if days is None:
        return least
    if days < least:
        raise Invalid("This board shows a posting for at least %(least)s days.", field="days", least=least)
    if days > MAX_DAYS:
        raise Invalid("A posting can stand for at most %(most)s days.", field="days", most=MAX_DAYS)
    return days


def days_left(ends_at: datetime, now: datetime) -> int:
    """Whole days after today on which it still stands (0: today is the last day); negative when over."""
    last = clock.local(ends_at - timedelta(microseconds=1)).date()
    return (last - clock.local(now).date()).days


@dataclass(frozen=True, slots=True)
class Answered:
    """What a posting of an answered request shows besides the answer. All of it was released by a person."""

    question: str
    unit: str
    asked_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Duty:
    """What a posting fulfils: a class of the pack and its period; which posting it corrects and what was wrong; what
    is attached (ids of stored files, and the words in them by file name, which are scanned too)."""

    disclosure: str = ""
    period: str = ""
    corrects: int | None = None
    correction: str = ""
    files: tuple[int, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        """What goes out as text besides the posting's own."""
        return {"correction": self.correction} if self.correction else {}

    @property
    def codes(self) -> dict[str, str | int | bool | None]:
        """What the ledger keeps in clear; nothing where it is no duty."""
        codes: dict[str, str | int | bool | None] = {}
        if self.disclosure:
            codes = {"disclosure": self.disclosure, "period": self.period}
        if self.corrects is not None:
            codes["corrects"] = self.corrects
        return codes | ({"files": len(self.files)} if self.files else {})


def check_texts(texts: Mapping[str, str], reason: str = "") -> int:
    """Scan each field; how many warnings a reason lets stand.

    Raises `PersonalDataFound` unless nothing was found, or only warnings and there is a reason.
    """
    findings = {name: tuple(hits) for name, text in texts.items() if (hits := scan(text))}
    every = [f for hits in findings.values() for f in hits]
    if any(f.blocks for f in every) or (every and not reason.strip()):
        raise PersonalDataFound(findings)
    return len(every)
