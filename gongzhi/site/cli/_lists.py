"""Lists that commands read without a database: which column is what, and the rows as texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Header = tuple[str, ...]


def named_columns(text: str) -> dict[str, str]:
    """`id=编号,time=时间` as field → column."""
    parts = (part.split("=", 1) for part in text.split(",") if "=" in part)
    return {field.strip(): name.strip() for field, name in parts}


def read_rows(path: Path, find: Callable[[Header], dict[str, int]], *, most: int, command: str) -> list[dict[str, str]]:
    """The rows of CSV or .xlsx (at most `most` bytes) as field → text; `find` says which column is what. UsageError."""
    from gongzhi.core.errors import Invalid
    from gongzhi.kit.tables import open_table, read_file, text_of
    from gongzhi.site.cli import UsageError

    try:
        table = open_table(read_file(path, most))
        at = find(table.header)
        return [{f: text_of(cells[i]) for f, i in at.items()} for _row, cells in table.rows()]
    except (OSError, Invalid) as error:
        raise UsageError(f"gongzhi {command}: {path}: {error}") from None
