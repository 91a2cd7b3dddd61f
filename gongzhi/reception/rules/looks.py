"""What a look at something that waits can give. Pure."""

from __future__ import annotations

from enum import StrEnum


class How(StrEnum):
    """How a wait ended. The empty text is one that goes on."""

    KEPT = "kept"  # planned: it is done now
    STILL = "still"  # it waits on, with a reason and another day
    AGAIN = "again"  # taken up again
    ENDED = "ended"  # on the list: ended after review


def choices(listed: bool) -> tuple[How, ...]:
    """What can be recorded of one on the list, or of one planned with a day."""
    return (How.STILL, How.AGAIN, How.ENDED) if listed else (How.KEPT, How.STILL, How.AGAIN)
