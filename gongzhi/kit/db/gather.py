"""Gather writes that follow each other and send them in one statement: on a busy path most time goes to the trips.

PostgreSQL takes them as one `WITH … AS (INSERT …), … UPDATE …`: one trip, one plan kept by the driver; foreign keys
are looked at when the transaction ends, so their order among each other does not matter. None of them sees what
another did, so a table that is changed (UPDATE, DELETE, upsert) stands in it once. SQLite has no trips to save: there
they run one after the other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection
from django.db.backends.utils import CursorWrapper

_Waiting = list[tuple[str, Sequence[Any]]]


class _Local(threading.local):
    waiting: _Waiting | None = None
    changed: dict[str, bool]  # table of what waits → whether its rows are changed, not only added
    apart: str = ""  # the table of which different rows are changed now
    notes: dict[str, Any]


_local = _Local()


@contextmanager
def gathered() -> Iterator[None]:
    """Inside, `run` waits until the block ends, or until any other statement of this thread goes out (which may want
    to see the rows). Use it inside `transaction.atomic()`; a block within a block is the outer one. When it ends with
    an error, what still waits is forgotten, and the caller's transaction must be rolled back."""
    if _local.waiting is not None:
        yield
        return
    _local.waiting, _local.changed, _local.notes = [], {}, {}
    try:
        with connection.execute_wrapper(_first):
            yield
            _flush()
    finally:
        _local.waiting = None


def notes() -> dict[str, Any] | None:
    """What belongs to the present block and is forgotten with it; None outside. Where it is not None, `run` tells
    nothing of conflicts until what waits is sent."""
    return _local.notes if _local.waiting is not None else None


def on_clash(constraint: str, error: Callable[[], Exception]) -> None:
    """What to raise where a gathered write breaks that constraint, instead of IntegrityError. PostgreSQL calls it by
    its name, SQLite by its columns (`table.column`)."""
    _clashes[constraint] = error


_clashes: dict[str, Callable[[], Exception]] = {}


def run(sql: str, values: Sequence[Any], *, table: str = "", changes: bool = False) -> None:
    """Send a write, or let it wait for the others. `changes`: it changes or deletes rows of `table` (an INSERT that
    overwrites does too), so it may not go out together with another of the same table."""
    if _local.waiting is not None:
        if table != _local.apart and table in _local.changed and (changes or _local.changed[table]):
            _flush()
        if table:
            _local.changed[table] = changes or _local.changed.get(table, False)
        _local.waiting.append((sql, values))
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def apart(table: str) -> Iterator[None]:
    """Inside, every write to the table is of other rows: they may go out together."""
    if _local.waiting and table in _local.changed:
        _flush()
    _local.apart = table
    try:
        yield
    finally:
        _local.apart = ""


def _first(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _local.waiting:
        _flush()
    if sql.startswith("ROLLBACK TO"):
        _local.notes.clear()  # they may tell of what is undone now
    return execute(sql, params, many, context)


def _flush() -> None:
    waiting = _local.waiting
    if not waiting:
        return
    _local.waiting, _local.changed = [], {}
    try:
        _send(waiting)
    except IntegrityError as error:
        told = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or str(error)
        for broken, instead in _clashes.items():
            if told == broken or told.endswith(f": {broken}"):
                raise instead() from error
        raise


def _send(waiting: _Waiting) -> None:
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
