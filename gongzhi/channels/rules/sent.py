"""What is sent from a page, and the keys that make it once. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from gongzhi.core.errors import Invalid, InvalidMany


@dataclass(frozen=True, slots=True)
class Line:
    """A message that is to become a request; with `same_as` (a number) it joins that one instead.

    `at`: aware, when it was written. `place_id`: estate or building that `where` names, if it is known."""

    words: str
    alias: str = ""
    at: datetime | None = None
    where: str = ""
    type_key: str = ""
    place_id: int | None = None
    same_as: str = ""
    row: int = 0  # its place on the page, for what is wrong with it


@dataclass(frozen=True, slots=True)
class Group:
    """The group that lines come from: its place, the channel of the pack."""

    place_id: int
    channel: str
    lines: tuple[Line, ...] = field(default=())


def merged(lines: Sequence[tuple[str, Line]]) -> list[Line]:
    """What is taken in of lines marked take, join, merge or leave: merged words go to the same person's line above.

    Raises InvalidMany where there is none."""
    kept: list[Line] = []
    wrong: dict[str, Invalid] = {}
    for act, line in lines:
        if act == "merge":
            at = next((i for i in reversed(range(len(kept))) if kept[i].alias == line.alias), None)
            if at is None:
                field = f"r{line.row}-act"
                wrong[field] = Invalid("No line of this person above is marked.", field=field)
            else:
                kept[at] = replace(kept[at], words=f"{kept[at].words}\n{line.words}")
        elif act != "leave":
            kept.append(line if act == "join" else replace(line, same_as=""))
    if wrong:
        raise InvalidMany(wrong)
    return kept


def key_of(person_id: int, key: str) -> str:
    """The stored form of a one-time number."""
    return hashlib.sha256(f"{person_id}\0{key}".encode()).hexdigest()


def digest(sent: object) -> str:
    """What was sent, to tell the same from another under one key."""
    return hashlib.sha256(repr(sent).encode()).hexdigest()
