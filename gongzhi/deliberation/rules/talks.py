"""States of a round of talks and the ways in which a word came. Pure."""

from __future__ import annotations

from enum import StrEnum

TALK_TASK = "talk-task"
GARDEN_CARE = "garden-care"
SPOT = "spot"  # said on the spot


class RoundState(StrEnum):
    """called; held: it is written down; dropped: it did not take place."""

    CALLED = "called"
    HELD = "held"
    DROPPED = "dropped"
