"""What must be disclosed, on which board, how often and by whom (row B4); the community's open day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key

Every = Literal["event", "month", "quarter", "half_year", "year"]


class Disclosure(Item):
    """A class of disclosure: owed by each place of `levels` for each period, or whenever there is something (event)."""

    row: str = Field("B4", pattern=r"^[A-K]\d{1,2}$", description="The row of the requirements.")
    board: Key
    every: Every
    within: int = Field(15, ge=1, le=366, description="Calendar days after the period by which it is disclosed.")
    days_min: int = Field(1, ge=1, le=3660, description="At least so long, or the board's days where they are more.")
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of places that owe it.")
    owner: tuple[Key, ...] = Field(
        (), description="Kinds of the post that owes it, the nearest first; none: the nearest that may publish."
    )
    by: Literal["posting", "open_day"] = Field("posting", description="open_day: done by holding an open day.")
    skeleton: str = Field("", max_length=2000, description="A text to begin with: {place}, {period}.")
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the class is owed for a period that ends on the day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)
