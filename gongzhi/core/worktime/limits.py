"""Limits of time with their unit: "5 working days"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.core.errors import Invalid

# A limit longer than a hundred years is a slip of the pen.
_MOST = {
    "working_minutes": 52_560_000,
    "working_hours": 876_000,
    "working_days": 36_500,
    "calendar_days": 36_525,
    "months": 1_200,
}
_WORDS = re.compile(r"\s*(\d{1,9})\s+([A-Za-z]+(?:[\s_]+[A-Za-z]+)?)\s*", re.ASCII)


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


class BadLimit(Invalid, ValueError):
    """What was written is no limit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A whole number of units, 0 or more."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= _MOST[self.unit]:
            raise BadLimit("A limit lies between 0 and 100 years; %(amount)s does not.", amount=self.amount)

    @classmethod
    def parse(cls, text: str) -> Limit:
        """The limit written as "5 working_days", "5 working days" or "1 working day"; BadLimit otherwise."""
        found = _WORDS.fullmatch(text)
        if found:
            word = re.sub(r"[\s_]+", "_", found[2].lower())
            for unit in Unit:
                if word in {unit.value, unit.value.removesuffix("s")}:
                    return cls(int(found[1]), unit)
        raise BadLimit(
            "“%(text)s” is not a limit: write a whole number and one of working minutes, working hours, "
            "working days, calendar days, months.",
            text=text[:60],
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"
