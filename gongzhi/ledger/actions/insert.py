"""Inserting many rows at the speed of the database: plain statements of several rows, understood by both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from gongzhi.ledger.rules.chunks import chunks

_VALUES = 900  # below the oldest limit of values in a statement of SQLite


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], tail: str = "") -> int:
    """Insert rows (values in the order of `columns`; names are ours, never from outside); how many were inserted."""
    names = ", ".join(f'"{name}"' for name in columns)
    one = f"({', '.join(['%s'] * len(columns))})"
    inserted = 0
    with connection.cursor() as cursor:
        for part in chunks(rows, _VALUES // len(columns)):
            values = ", ".join([one] * len(part))
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES {values} {tail}",  # noqa: S608 - constants
                [value for row in part for value in row],
            )
            inserted += cursor.rowcount
    return inserted
