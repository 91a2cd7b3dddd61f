"""The closed words of voting, and small sums over them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from gongzhi.core import entropy
from gongzhi.core.errors import Invalid

BATCH_LEAST = 10  # secret ballots are never written fewer at a time; fewer in all leave a sum alone
PROXIES_MOST = 3
OBJECTION_DAYS, RULING_DAYS = 5, 3  # where the rule of the poll gives none
HUNG_BEFORE_DAYS = 3  # a list may have hung so long before it is entered: its days of objection are not skipped
KEEP_DAYS = 365  # a register after its archive
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are mixed up on paper
CODE_LENGTH = 16
BLANK = "blank"
OTHER = "other"  # of an election: votes for people who were written in
WRITTEN = "other:"  # before a name: how many of those are for this one


class RegisterKind(StrEnum):
    """Whose names stand in a register."""

    PERSONS = "persons"
    HOUSEHOLDS = "households"
    REPRESENTATIVES = "representatives"
    OWNERS = "owners"

    @property
    def mode(self) -> str:
        """Who votes, as the rules of elections name it."""
        return {"persons": "voters", "owners": "voters"}.get(self.value, self.value)


class RegisterState(StrEnum):
    """How far a register is; DRAFT and PUBLISHED may change, FROZEN only on paper, ARCHIVED waits for deletion."""

    DRAFT = "draft"
    PUBLISHED = "published"
    FROZEN = "frozen"
    ARCHIVED = "archived"


class Secrecy(StrEnum):
    """How voices are given."""

    SHOW = "show"  # a show of hands: counts are entered
    NAMED = "named"
    SECRET = "secret"


class Channel(StrEnum):
    """The way by which a voice came."""

    ONLINE = "online"
    PAPER = "paper"
    PHONE = "phone"
    DOOR = "door"
    MEETING = "meeting"


TWO_PERSON = frozenset({Channel.PAPER, Channel.PHONE, Channel.DOOR})


class PollState(StrEnum):
    """A poll is open until it is closed; what it came to is known when it is released."""

    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"
    CANCELLED = "cancelled"


class VoiceState(StrEnum):
    """ENTERED waits for the second person; DISPUTED: the two differ; only COUNTED counts."""

    ENTERED = "entered"
    DISPUTED = "disputed"
    COUNTED = "counted"


def new_code() -> str:
    """A code for a letter: 16 characters in four groups."""
    letters = [CODE_LETTERS[entropy.below(len(CODE_LETTERS))] for _ in range(CODE_LENGTH)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, CODE_LENGTH, 4))


def plain_code(typed: str) -> str:
    """What was typed as the code is kept: capitals without blanks and dashes; empty where it cannot be one."""
    plain = re.sub(r"[\s\-–—_.]", "", typed.upper())
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(CODE_LETTERS) else ""


def choice_of(chosen: Iterable[str], keys: Sequence[str], most: int) -> str:
    """What was chosen as it is kept: the keys in the order of the poll, joined by commas; empty is a blank ballot.

    Raises Invalid for an unknown option or for more than `most`.
    """
    wanted = {c for c in chosen if c and c != BLANK}
    if not wanted <= set(keys):
        raise Invalid("There is no such choice.", field="choice")
    if len(wanted) > most:
        raise Invalid("Choose at most %(most)s.", field="choice", most=most)
    return ",".join(k for k in keys if k in wanted)


def digest(rows: Iterable[Sequence[object]]) -> str:
    """SHA-256 over rows in their order, each as JSON in one line."""
    hashed = hashlib.sha256()
    for row in rows:
        hashed.update(json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return hashed.hexdigest()


def random_id() -> int:
    """63 bits of chance: tells no time and no order, unlike `core.ids`."""
    return int.from_bytes(entropy.token_bytes(8), "big") >> 1 or 1


def shuffled(rows: Iterable[str]) -> list[str]:
    """In an order of chance (Fisher and Yates)."""
    mixed = list(rows)
    for i in range(len(mixed) - 1, 0, -1):
        j = entropy.below(i + 1)
        mixed[i], mixed[j] = mixed[j], mixed[i]
    return mixed
