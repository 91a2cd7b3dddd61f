"""Gather INSERTs that follow each other and send them in one statement: on a busy path most time goes to the trips.

PostgreSQL takes them as one `WITH … AS (INSERT …), … INSERT …`: one trip, one plan kept by the driver; foreign keys
are looked at when the transaction ends, so their order among each other does not matter. SQLite has no trips to save:
there they run one after the other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

_Waiting = list[tuple[str, Sequence[Any]]]


class _Local(threading.local):
    waiting: _Waiting | None = None


_local = _Local()


@contextmanager
def gathered() -> Iterator[None]:
    """Inside, `run` waits until the block ends, or until any other statement of this thread goes out (which may want
    to see the rows). Use it inside `transaction.atomic()`; a block within a block is the outer one. When it ends with
    an error, what still waits is forgotten, and the caller's transaction must be rolled back."""
    if _local.waiting is not None:
        yield
        return
    _local.waiting = []
    try:
        with connection.execute_wrapper(_first):
            yield
            _flush()
    finally:
        _local.waiting = None


def waits() -> bool:
    """Whether INSERTs are being gathered now: then `run` tells nothing of conflicts until they are sent."""
    return _local.waiting is not None


def run(sql: str, values: Sequence[Any]) -> None:
    """Send an INSERT, or let it wait for the others."""
    if _local.waiting is not None:
        _local.waiting.append((sql, values))
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _first(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _local.waiting:
        _flush()
    return execute(sql, params, many, context)


def _flush() -> None:
    waiting = _local.waiting
    if not waiting:
        return
    _local.waiting = []
    if connection.vendor == "postgresql" and len(waiting) > 1:
        _send_together(tuple(sql for sql, _ in waiting), [v for _, values in waiting for v in values])
        return
    with connection.cursor() as cursor:
        for sql, values in waiting:
            cursor.execute(sql, values)


def _send_together(statements: tuple[str, ...], values: list[Any]) -> None:
    if connection.queries_logged:  # its log can only read marks of the %s kind
        with connection.cursor() as cursor:
            cursor.execute(_together(statements), values)
        return
    from psycopg import RawCursor

    # psycopg takes a text with %s apart anew each time where it is as long as this one; $1 it sends as it is
    connection.ensure_connection()
    with CursorWrapper(RawCursor(connection.connection), connection) as cursor:
        cursor.execute(_numbered(statements), values)


@lru_cache(256)
def _together(statements: tuple[str, ...]) -> str:
    named = ", ".join(f"w{n} AS ({sql})" for n, sql in enumerate(statements[:-1]))
    return f"WITH {named} {statements[-1]}"


@lru_cache(256)
def _numbered(statements: tuple[str, ...]) -> str:
    parts = _together(statements).split("%s")
    return "".join(f"{part}${n}" for n, part in enumerate(parts[:-1], 1)) + parts[-1]
