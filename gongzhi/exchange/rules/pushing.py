"""When an answer that the other office did not take is pushed again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

LEASE = timedelta(minutes=2)
TIMEOUT_SECONDS = 10
# Waits after the first, second, … failed push (default, ours); then every six hours, for three days altogether.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
LATER = timedelta(hours=6)
MAX_ATTEMPTS = len(WAITS) + 12


def next_push(failed: int, now: datetime) -> datetime | None:
    """When to push again after so many failed pushes; None: given up, the other office can still fetch it."""
    if failed >= MAX_ATTEMPTS:
        return None
    return now + (WAITS[failed - 1] if failed <= len(WAITS) else LATER)
