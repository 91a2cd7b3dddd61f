"""Pure: until when the photos of the paper board are due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from gongzhi.core import clock


class At(StrEnum):
    """At which end of the period the photo shows the board."""

    BEGIN = "begin"
    END = "end"


def first_day_of_end(until: datetime) -> date:
    """The last day of the period: from then on a photo proves that it hung to the end."""
    return clock.local(until - timedelta(microseconds=1)).date()


def due(at: At, published_at: datetime, until: datetime, days: int) -> date:
    """The last day for the photo of that end."""
    start = clock.local(published_at).date() if at is At.BEGIN else first_day_of_end(until)
    return start + timedelta(days=days)
