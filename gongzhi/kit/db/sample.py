"""Some rows from all over a table: what is typical of it, told in milliseconds at any size."""

from __future__ import annotations

from typing import Any

from django.db import connection

from gongzhi.kit.db.select import marks, select

_SMALL = 5  # times the sample: a table that is no larger is read from its end


def about(table: str) -> int:
    """How many rows there are, about. One query."""
    if connection.vendor == "sqlite":
        return int(select(f"SELECT MAX(_rowid_) FROM {table}", [])[0][0] or 0)  # noqa: S608 - names are ours
    return int(select("SELECT reltuples FROM pg_class WHERE relname = %s", [table])[0][0])


def sample(table: str, columns: str, most: int) -> list[tuple[Any, ...]]:
    """At most some `most` rows: of a small table the last ones, of a large one from all over it. Two queries.

    Newest rows alone would mislead: after a storm they are all of one kind. On SQLite the table has row numbers of its
    own beside its key; the names are ours, never from outside."""
    number = about(table)
    if number <= most * _SMALL:
        return select(f"SELECT {columns} FROM {table} ORDER BY 1 DESC LIMIT %s", [most])  # noqa: S608
    if connection.vendor == "sqlite":
        rows = [n * number // most for n in range(1, most + 1)]
        return select(f"SELECT {columns} FROM {table} WHERE _rowid_ IN ({marks(rows)})", rows)  # noqa: S608
    share = 100.0 * most / number  # whole pages are taken, the same ones each time
    return select(f"SELECT {columns} FROM {table} TABLESAMPLE SYSTEM (%s) REPEATABLE (7)", [share])  # noqa: S608
