"""Pure: the community's open day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayState(StrEnum):
    """How it stands; held is what was reported."""

    ANNOUNCED = "announced"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class DayDraft:
    """What is announced."""

    disclosure: str
    place_id: int
    day: date
    hours: str
    venue: str
    programme: str
    laid_open: str
