"""Marks that higher contexts set on requests (their level): a filter of the staff's lists and a word in their rows.

They register, `site` wires; what narrows stays one statement of the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.procedures import public as procedures
from gongzhi.requests.queries.narrow import Part


@dataclass(frozen=True, slots=True)
class Mark:
    """`name`: the field in the address. `choices`: keys and words, empty where the pack in force knows no such mark.
    `narrow`: the condition on `s` (a row of Standing) for a key, and another index that serves it where it lets few
    through. `keys`: request → its key; one query."""

    name: str
    label: Callable[[], str]
    choices: Callable[[], list[tuple[str, str]]]
    narrow: Callable[[str], tuple[Part, procedures.Source | None]]
    keys: Callable[[Sequence[int]], dict[int, str]]


_marks: dict[str, Mark] = {}


def on_mark(mark: Mark) -> None:
    """Register a mark; registering twice is once."""
    _marks[mark.name] = mark


def marks() -> list[tuple[Mark, list[tuple[str, str]]]]:
    """The marks that the pack in force knows, each with its choices."""
    return [(mark, choices) for mark in _marks.values() if (choices := mark.choices())]


def narrowed(wanted: dict[str, Any]) -> list[tuple[Part, procedures.Source | None]]:
    """What the filters by marks say."""
    return [mark.narrow(str(key)) for mark in _marks.values() if (key := wanted.get(mark.name))]


def words_of(ids: Sequence[int]) -> list[tuple[str, dict[int, str]]]:
    """What rows show of these requests: the label of each mark, and request → words. One query a mark."""
    found = []
    for mark, choices in marks():
        named = dict(choices)
        found.append((mark.label(), {pk: named.get(key, key) for pk, key in mark.keys(ids).items()}))
    return found
