"""Who stands in for whom: pure, over plain mappings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CHAIN_LIMIT = 6  # substitutes followed at most: A → B → C …


class Basis(StrEnum):
    """How somebody came to a post."""

    ELECTED = "elected"
    CONCURRENT = "concurrent"
    ASSIGNED = "assigned"
    CLAIMED = "claimed"


class AbsenceReason(StrEnum):
    """Why somebody is away. Illness is not asked for: it is nobody's business here (rules 6.2)."""

    LEAVE = "leave"
    DUTY = "duty"
    TRAINING = "training"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Seat:
    """An appointment in force to a post, and whether its holder is away now."""

    post_id: int
    person_id: int
    appointment_id: int
    absent: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """Who answers for a post now: `via_post_id` is the post itself, or the substitute's."""

    seat: Seat
    via_post_id: int
    standing_in_for: int | None  # the appointment of the absent A


def by_post(seats: Iterable[Seat]) -> dict[int, list[Seat]]:
    """The seats by post, in the order given."""
    found: dict[int, list[Seat]] = {}
    for seat in seats:
        found.setdefault(seat.post_id, []).append(seat)
    return found


def cover_of(post_id: int, substitutes: Mapping[int, int | None], seats: Mapping[int, list[Seat]]) -> list[Cover]:
    """Everybody who answers for the post now; empty where nobody does.

    Holders who are present come first and alone. While *all* are absent the substitute's holders stand in; where
    these are absent too, or that post is vacant, its substitute, and so on (never round in a circle). A vacant post
    has no A to stand in for: nobody covers it and its superior hears of it.
    """
    own = seats.get(post_id, [])
    present = [Cover(s, post_id, None) for s in own if not s.absent]
    if present or not own:
        return present
    absent_a = own[0].appointment_id
    for step in chain_from(post_id, substitutes)[1:]:
        if there := [Cover(s, step, absent_a) for s in seats.get(step, []) if not s.absent]:
            return there
    return []


def chain_from(post_id: int, substitutes: Mapping[int, int | None]) -> list[int]:
    """The post, its substitute, that one's substitute …: each once, at most `CHAIN_LIMIT` steps."""
    chain = [post_id]
    while (step := substitutes.get(chain[-1])) is not None and step not in chain and len(chain) <= CHAIN_LIMIT:
        chain.append(step)
    return chain


def post_name(body: str, title: str) -> str:
    """A post's name for people: the body's name and the post's title, what they share said once.

    A title may begin with the body's whole name (供水公司 + 供水公司承办人 → 供水公司承办人), or with the Chinese
    words that the name ends with (中华社区党委 + 社区党委书记 → 中华社区党委书记); else a space stands between.
    """
    if title.startswith(body):
        return title
    for size in range(min(len(body), len(title)), 1, -1):
        shared = title[:size]
        if body.endswith(shared) and all("\u4e00" <= c <= "\u9fff" for c in shared):
            return body + title[size:]
    return f"{body} {title}"


def overlaps(start_a: datetime, end_a: datetime | None, start_b: datetime, end_b: datetime | None) -> bool:
    """Whether two half-open spans share a moment; None is "open"."""
    return (end_b is None or start_a < end_b) and (end_a is None or start_b < end_a)
