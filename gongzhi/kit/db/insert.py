"""Insert rows without compiling the statement anew each time: for the few places where every request passes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


@cache
def _shape(model: type[Model], number: int, vendor: str) -> tuple[str, tuple[Field[Any, Any], ...]]:
    """The statement for so many rows, and the fields in its order."""
    fields = tuple(model._meta.local_concrete_fields)
    names = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * number)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES {values}", fields  # noqa: S608 - names of our own tables


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Insert rows of one model (ids given, no inheritance; at most 30, below SQLite's limit of values).

    The same as `bulk_create`, in about a third of its time: the text of the statement is kept, and so the database's
    plan of it. `ignore_conflicts`: a row that is there already stays as it is.
    """
    if not rows:
        return
    sql, fields = _shape(type(rows[0]), len(rows), connection.vendor)
    values = [f.get_db_prep_save(f.pre_save(row, True), connection) for row in rows for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ON CONFLICT DO NOTHING" if ignore_conflicts else sql, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
