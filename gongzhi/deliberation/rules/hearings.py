"""Hearings: forms, states, who speaks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gongzhi.core.errors import Invalid

KEEP_DAYS = 30  # contacts of who put the name down, after the record is public
STATEMENT_MAX, SUMMARY_MAX = 1000, 1500


class HearingState(StrEnum):
    """announced; published: its record is public; dropped."""

    ANNOUNCED = "announced"
    PUBLISHED = "published"
    DROPPED = "dropped"


class Form(StrEnum):
    """hearing: 听证会; talk: 民情恳谈."""

    HEARING = "hearing"
    TALK = "talk"


class Side(StrEnum):
    """Whom a speaker speaks for."""

    RESIDENT = "resident"
    PARTY = "party"  # whom it concerns directly
    UNIT = "unit"  # an office or a unit


@dataclass(frozen=True, slots=True)
class HearingDraft:
    """What is announced. `until`: names are put down until then."""

    form: str
    starts_at: datetime
    venue: str
    until: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class SpeakerDraft:
    """Who puts the name down. `source` is asked of what staff enter; `phone` empty: nobody can be told of changes."""

    name: str
    phone: str = ""
    side: str = Side.RESIDENT.value
    speaks: bool = True
    about: str = ""
    channel: str = "web"
    source: str = ""
    person_id: int | None = None
    submission: str = ""


def check_days(draft: HearingDraft, *, now: datetime, today: date, day: date, notice_days: int) -> None:
    """Announced so many calendar days before, names down before it begins. Raises Invalid."""
    if (day - today).days < notice_days or draft.starts_at <= now:
        raise Invalid("A hearing is announced at least %(days)s days before.", field="starts_at", days=notice_days)
    if not now < draft.until <= draft.starts_at:
        raise Invalid("Names are put down from now until it begins at the latest.", field="until")
