"""Pure: queries and objections to what was disclosed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WORDS_MAX = 1000
KIND = "board-query"  # of the matter; the procedures have the same key, and APPEAL
APPEAL = "board-appeal"


class Sort(StrEnum):
    """What somebody wants."""

    QUERY = "query"
    OBJECTION = "objection"
    APPEAL = "appeal"


class Channel(StrEnum):
    """How it came; what staff enter carries its source (the sheet, the call)."""

    WEB = "web"
    PAPER = "paper"
    PHONE = "phone"
    DOOR = "door"


ENTERED = (Channel.PAPER, Channel.PHONE, Channel.DOOR)


@dataclass(frozen=True, slots=True)
class QueryDraft:
    """What somebody asks. `person_id` where they are signed in; `name` and `phone` only to tell them the answer."""

    words: str
    sort: str = Sort.QUERY.value
    channel: str = Channel.WEB.value
    source: str = ""
    name: str = ""
    phone: str = ""
    person_id: int | None = None
    submission: str = ""
