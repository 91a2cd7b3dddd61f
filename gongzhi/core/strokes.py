"""Names in the order of strokes (姓氏笔画): as ballots and lists of candidates print them. Pure.

`strokes.txt` has the 6,732 characters of GB 2312 that are no mere parts, a line a number of strokes, in the order of
their strokes (横 竖 撇 点 折: the order of GB 13000.1). Made of the stroke orders of cnchar-order 3.2.6
(https://github.com/theajack/cnchar, MIT, © 2017 theajack).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

UNKNOWN = (99, 0)  # after all others; the page says so


@cache
def _table() -> dict[str, tuple[int, int]]:
    lines = (Path(__file__).parent / "strokes.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines)
    return {char: (int(count), at) for count, chars in pairs for at, char in enumerate(chars)}


def strokes(char: str) -> int | None:
    """How many strokes a character has; None where it is not in the table."""
    found = _table().get(char)
    return found[0] if found else None


def stroke_key(name: str) -> tuple[tuple[int, int], ...]:
    """The key by which names sort: character by character, first by the number of strokes, then by their order. A name
    of two characters has a blank in the middle, so it stands before longer ones of the same surname."""
    table = _table()
    plain = [c for c in name if not c.isspace()]
    keys = [table.get(c, (UNKNOWN[0], ord(c))) for c in plain]
    if len(keys) == 2:
        keys.insert(1, (0, 0))
    return tuple(keys)


def unknown(name: str) -> str:
    """The characters of a name whose strokes are not known."""
    return "".join(c for c in name if not c.isspace() and c != "·" and c not in _table())


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """The key by which addresses sort: numbers in them by size, so that 2栋 stands before 10栋."""
    parts = re.split(r"(\d+)", text)
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p)
