"""Responsibility lists (责任清单, row A7): states and how far an entry is. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class SheetState(StrEnum):
    """A list is written, then it stands."""

    DRAFT = "draft"
    ISSUED = "issued"


def day_in(year: int, month_and_day: str) -> date:
    """The pack's `MM-DD` in a year; the last day of the month where that one has fewer days."""
    month, day = (int(part) for part in month_and_day.split("-"))
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def wanted(number: int | None) -> int:
    """How many make an entry done; one where it is done or not done."""
    return number or 1


def is_done(done: int, number: int | None) -> bool:
    """Whether the entry is fulfilled."""
    return done >= wanted(number)


def is_late(done: int, number: int | None, due_on: date, today: date) -> bool:
    """Whether its day has passed and it is not fulfilled."""
    return due_on < today and not is_done(done, number)
