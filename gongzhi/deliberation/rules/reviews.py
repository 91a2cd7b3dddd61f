"""What ballots on a member come to, and when the post ends. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

REVIEW = "review"  # the kind of matter
REPORT_MAX = 5000


@dataclass(frozen=True, slots=True)
class Came:
    """`grade`: a key, empty where too few took part; `failed`: 不称职."""

    grade: str
    failed: bool
    ballots: int


def came_to(
    counts: Mapping[str, int], grades: Sequence[tuple[str, bool]], entitled: int, valid: str, fails_over: str
) -> Came:
    """The result of secret ballots: `grades` are (key, fails), the best first. Too few ballots: no grade. More than
    `fails_over` of the ballots in failing grades: failed. Else the grade with most ballots, the better of equals, among
    those that do not fail."""
    ballots = sum(counts.values())
    if not ballots or Fraction(ballots, max(entitled, 1)) < Fraction(valid):
        return Came("", failed=False, ballots=ballots)
    failing = [key for key, fails in grades if fails]
    if Fraction(sum(counts.get(key, 0) for key in failing), ballots) > Fraction(fails_over):
        return Came(_most(counts, failing), failed=True, ballots=ballots)
    return Came(_most(counts, [key for key, fails in grades if not fails]), failed=False, ballots=ballots)


def _most(counts: Mapping[str, int], keys: Sequence[str]) -> str:
    return max(keys, key=lambda key: counts.get(key, 0))  # the first of equals: the better one


def ends_post(failed_now: bool, before: Sequence[bool], ends_after: int) -> bool:
    """Whether this result ends the post: it failed, and so did the `ends_after` - 1 before it. `before`: whether each
    earlier result failed, the latest first."""
    needed = ends_after - 1
    return failed_now and len(before) >= needed and all(before[:needed])
