"""The closed words of elections, and small sums over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from gongzhi.core.strokes import stroke_key

ELECTION = "election"
NAME_MAX, WORDS_MAX, INTRODUCTION_MAX = 30, 300, 300
FORGET_DAYS = 90  # after the end: who recommended whom, and who did not stand


class By(StrEnum):
    """Who recommends."""

    RESIDENTS = "residents"
    VOTERS = "voters"  # of the register, together on one sheet or one by one
    MEMBERS = "members"
    ORGANISATION = "organisation"


class Channel(StrEnum):
    """How a recommendation came."""

    WEB = "web"
    PAPER = "paper"
    PHONE = "phone"


class Role(StrEnum):
    """Who serves at the assembly."""

    SCRUTINEER = "scrutineer"  # 监票人: watches over the count
    TELLER = "teller"  # 计票人


@dataclass(frozen=True, slots=True)
class Backing:
    """How somebody was recommended: voters of the register by number, and which others."""

    voters: int
    by: frozenset[str]


def backed(backing: Backing, allowed: Sequence[str], nominators: int) -> bool:
    """Whether the recommendations are enough to be vetted: one that counts by itself, or enough voters together."""
    alone = {By.RESIDENTS.value, By.MEMBERS.value, By.ORGANISATION.value} & set(allowed)
    if backing.by & alone:
        return True
    return By.VOTERS.value in allowed and backing.voters >= max(1, nominators)


def in_order(names: Iterable[str]) -> list[str]:
    """The names in the order of strokes of their surnames."""
    return sorted(names, key=lambda n: (stroke_key(n), n))


def demanders_needed(rows: int, share: Fraction) -> int:
    """How many must demand a recall: at least that share of the register."""
    return max(1, -int(-(rows * share) // 1))


def leading(votes: Sequence[tuple[str, int]], seats: int, more: int) -> list[str]:
    """Who stands in a run-off for so many seats: those with most votes, `more` than seats, with all who are equal to
    the last of them."""
    ranked = sorted(votes, key=lambda v: -v[1])
    most = seats + more
    if len(ranked) <= most:
        return [name for name, _ in ranked]
    least = ranked[most - 1][1]
    return [name for name, n in ranked if n >= least]
