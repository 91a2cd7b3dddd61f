"""What may be proposed and said, in which states it stands. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TOPIC = "topic"  # the kind of matter
TITLE_MAX = 60
WORDS_MAX = 2000


class Shown(StrEnum):
    """Nothing stands in public before somebody has looked at it."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"


class Channel(StrEnum):
    """How a voice came; what staff enter carries its source (the sheet, the call)."""

    WEB = "web"
    PAPER = "paper"
    PHONE = "phone"
    DOOR = "door"


ENTERED = (Channel.PAPER, Channel.PHONE, Channel.DOOR)


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """What somebody proposes. `phone` empty: nobody can be told what came of it; `source`: of what staff enter."""

    kind: str  # key of the pack's deliberations
    place_id: int
    title: str
    words: str
    channel: str = Channel.WEB.value
    name: str = ""
    phone: str = ""
    source: str = ""
    person_id: int | None = None  # who is signed in
    submission: str = ""  # of the form: sent twice it is one
