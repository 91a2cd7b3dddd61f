"""Contracts: which days they cover, when their end is told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date


def overlap(start: date, end: date, others: Iterable[tuple[date, date]]) -> bool:
    """Whether the days (both included) meet those of another contract."""
    return any(start <= last and first <= end for first, last in others)


def warning(days_left: int, told: int | None, stages: Sequence[int]) -> int | None:
    """The warning that is due now, as days before the end; None where it was given, or none is due yet.

    Late is not skipped, but only the nearest is given: who is first looked at 20 days before hears of 30."""
    due = [s for s in stages if days_left <= s]
    stage = min(due, default=None)
    return stage if stage is not None and (told is None or stage < told) else None
