"""A path is the ids from the root to the place itself, each as 16 hex digits, without separators.

Fixed width and hex digits alone, so that "everything below" is one range of an index under any collation.
"""

from __future__ import annotations

import struct

WIDTH = 16
_AFTER = "g"  # sorts after every hex digit


def join(ids: tuple[int, ...]) -> str:
    """The path of these ids, root first."""
    return "".join(f"{i:016x}" for i in ids)


def split(path: str) -> tuple[int, ...]:
    """The ids of a path, root first, the place itself last."""
    return struct.unpack(f">{len(path) // WIDTH}Q", bytes.fromhex(path))


def depth(path: str) -> int:
    """How many places stand above."""
    return len(path) // WIDTH - 1


def below(path: str) -> tuple[str, str]:
    """The half-open range [low, high) of the paths of the place itself and all below it."""
    return path, path + _AFTER
