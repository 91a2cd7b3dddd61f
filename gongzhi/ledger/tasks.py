"""Sweeps of the worker."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.core import clock
from gongzhi.ledger.actions.sequence import sequence
from gongzhi.ledger.actions.sign import close_day
from gongzhi.ledger.queries.heads import head_of


def sequence_waiting() -> int:
    """Every second: number what was committed."""
    return sequence()


def close_yesterday() -> int:
    """Every minute: sign the head of yesterday once midnight in Shanghai is past; how many were signed."""
    yesterday = clock.today() - timedelta(days=1)
    return 0 if head_of(yesterday) or not close_day(yesterday) else 1


SWEEPS = ((sequence_waiting, 1), (close_yesterday, 60))  # with their seconds
