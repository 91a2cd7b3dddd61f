"""Walking the whole ledger in order, a part at a time: for verification and export. Raw rows, for speed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

PART = 10_000
_COLUMNS = "id, stream, seq, at_ms, tag, actor_kind, appointment_id, codes, commitments, prev, hash"
_ENTRIES = f'SELECT "index", {_COLUMNS} FROM ledger_entry WHERE "index" > %s AND "index" < %s ORDER BY "index" LIMIT %s'  # noqa: S608
_WAITING = f'SELECT {_COLUMNS} FROM ledger_entry WHERE "index" IS NULL ORDER BY stream, seq'  # noqa: S608
_LEAVES = (
    'SELECT "index", entry_id, stream, hash FROM ledger_leaf WHERE "index" > %s AND "index" < %s '
    'ORDER BY "index" LIMIT %s'
)
_OPENINGS = (
    "SELECT o.id, o.entry_id, o.field, o.salt, o.text, e.stream, e.commitments FROM ledger_opening o "
    "LEFT JOIN ledger_entry e ON e.id = o.entry_id WHERE o.id > %s AND o.id < %s ORDER BY o.id LIMIT %s"
)
END = 2**63 - 1
Row = tuple[Any, ...]


def _walk(sql: str, end: int) -> Iterator[Row]:
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [last, end, PART])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < PART:
            return
        last = rows[-1][0]


def entries(end: int = END) -> Iterator[Row]:
    """index, then the ten columns under the hash, then the hash: in order of index, below `end`."""
    return _walk(_ENTRIES, end)


def leaves(end: int = END) -> Iterator[Row]:
    """index, entry, stream, hash."""
    return _walk(_LEAVES, end)


def openings() -> Iterator[Row]:
    """id, entry, field, salt, text, stream and commitments of the entry (None where there is none)."""
    return _walk(_OPENINGS, END)


def waiting() -> list[Row]:
    """The entries without an index: the ten columns under the hash, then the hash."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return list(cursor.fetchall())
