"""64-bit ids: sorted by time, unique everywhere, one column.

41 bits of milliseconds since 2020-01-01, 22 bits below. In a server the low bits are 10 of chance per
process and a 12-bit counter; in a seeded story they are a plain counter, so that ids are reproducible.
"""

from __future__ import annotations

import os
import secrets
import threading
from datetime import UTC, datetime

from gongzhi.core import clock, entropy

_EPOCH_MS = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp() * 1000)
_lock = threading.Lock()
_last_ms = 0
_counter = 0
_node = secrets.randbelow(1024)
_pid = os.getpid()


def new_id() -> int:
    """A new id (positive, fits a signed 64-bit column), larger than every earlier one of this process."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[int]:
    """So many new ids, as that many calls of `new_id` at this moment would draw them."""
    global _last_ms, _counter, _node, _pid
    with _lock:
        if os.getpid() != _pid:  # a forked worker draws its own node
            _pid, _node = os.getpid(), secrets.randbelow(1024)
        bits, node = (22, 0) if entropy.is_seeded() else (12, _node)
        ms = int(clock.now().timestamp() * 1000) - _EPOCH_MS
        if ms > _last_ms:
            _last_ms, _counter = ms, -1
        drawn = []
        for _n in range(count):
            _counter += 1
            if _counter >> bits:
                _last_ms, _counter = _last_ms + 1, 0
            drawn.append((_last_ms << 22) | (node << 12) | _counter)
        return drawn


def first_id(moment: datetime) -> int:
    """The smallest id that can be drawn at `moment` (aware)."""
    return max(0, int(moment.timestamp() * 1000) - _EPOCH_MS) << 22


def moment_of(id_: int) -> datetime:
    """When an id was drawn (UTC, to the millisecond)."""
    return datetime.fromtimestamp(((id_ >> 22) + _EPOCH_MS) / 1000, UTC)


def reset() -> None:
    """Forget the last id given (stories only: a story starts in the past)."""
    global _last_ms, _counter
    with _lock:
        _last_ms, _counter = 0, 0
