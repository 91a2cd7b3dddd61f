"""Insert rows without compiling the statement anew each time: for the few places where every request passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Field, Model

from gongzhi.core.ids import new_ids
from gongzhi.kit.db.gather import run

# What goes to both databases as it is.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.FloatField, models.BooleanField,
         models.ForeignKey)  # fmt: skip


@cache
def insert_text(table: str, columns: Sequence[str], number: int) -> str:
    """The statement that inserts so many rows; names are ours, never from outside."""
    names = ", ".join(f'"{name}"' for name in columns)
    one = f"({', '.join(['%s'] * len(columns))})"
    return f'INSERT INTO "{table}" ({names}) VALUES {", ".join([one] * number)}'  # noqa: S608 - our names


@cache
def _shape(model: type[Model], number: int, vendor: str) -> tuple[str, tuple[tuple[str, Field[Any, Any] | None], ...]]:
    """The statement for so many rows; the attributes in its order, with the field where the value needs preparing."""
    fields = tuple(model._meta.local_concrete_fields)
    plain = (*PLAIN, models.DateTimeField) if vendor == "postgresql" else PLAIN
    prepared = tuple((f.attname, None if isinstance(f, plain) else f) for f in fields)
    return insert_text(model._meta.db_table, tuple(str(f.column) for f in fields), number), prepared


@cache
def _over(model: type[Model], unique: tuple[str, ...]) -> str:
    """What makes an INSERT overwrite the row of the same `unique` columns, all but its id."""
    columns = [str(f.column) for f in model._meta.local_concrete_fields if not f.primary_key]
    sets = ", ".join(f'"{c}" = EXCLUDED."{c}"' for c in columns if c not in unique)
    return f"ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {sets}"


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Insert rows of one model (ids given, no inheritance; at most 30, below SQLite's limit of values).

    The same as `bulk_create`, in about a third of its time: the text of the statement is kept, and so the database's
    plan of it; inside `gathered()` it waits for the others. `ignore_conflicts`: a row that is there already stays as
    it is.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy looks it up at each use
    model = type(rows[0])
    sql, columns = _shape(model, len(rows), connection.vendor)
    values = [
        getattr(row, name) if field is None else field.get_db_prep_save(field.pre_save(row, True), connection)
        for row in rows
        for name, field in columns
    ]
    run(f"{sql} ON CONFLICT DO NOTHING" if ignore_conflicts else sql, values, table=model._meta.db_table)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_values(
    model: type[Model],
    shared: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    over: tuple[str, ...] = (),
) -> None:
    """`insert` for rows of which nobody needs the objects, which cost more to make than to write: `shared` values, and
    what differs in each row.

    Names are attributes (`matter_id`); every column but the id must be named. `over`: the row with the same values in
    these columns (a unique constraint) is overwritten and keeps its id.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    sql, columns = _shape(model, len(rows), connection.vendor)
    same = {
        name: shared[name] if field is None else field.get_db_prep_save(shared[name], connection)
        for name, field in columns
        if name in shared
    }
    differs = [(name, field) for name, field in columns if field is not None and name not in same]
    values: list[Any] = []
    for pk, row in zip(new_ids(len(rows)), rows, strict=True):
        full = {"id": pk, **same, **row}
        for name, field in differs:
            full[name] = field.get_db_prep_save(full[name], connection)
        values += [full[name] for name, _field in columns]
    run(f"{sql} {_over(model, over)}" if over else sql, values, table=model._meta.db_table, changes=bool(over))


def insert_all(rows: Sequence[Model]) -> None:
    """`insert` of any number of rows of one model, 30 at a time: for loaders, in the caller's transaction."""
    for start in range(0, len(rows), 30):
        insert(rows[start : start + 30])
