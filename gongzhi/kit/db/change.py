"""UPDATE and DELETE without compiling them anew each time, for the few places where every request passes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model

from gongzhi.kit.db.gather import run
from gongzhi.kit.db.insert import PLAIN


def update(model: type[Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Set `values` (by attribute) where every attribute of `where` has its value (None: is null; a tuple: one of).

    Inside `gathered()` it waits for the others."""
    run(*_update(model, where, values), table=model._meta.db_table, changes=True)


def update_if(model: type[Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """The same at once: how many rows were changed."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(*_update(model, where, values))
        return int(cursor.rowcount)


def delete(model: type[Model], where: Mapping[str, Any]) -> None:
    """Delete those rows, and only those: nothing that belongs to them. Inside `gathered()` it waits."""
    conditions, given = _where(model, where)
    table = model._meta.db_table
    run(f'DELETE FROM "{table}" WHERE {conditions}', given, table=table, changes=True)  # noqa: S608 - our names


def _update(model: type[Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    link = connections[DEFAULT_DB_ALIAS]
    text, fields = _sets(model, tuple(values))
    given = [v if f is None else f.get_db_prep_save(v, link) for f, v in zip(fields, values.values(), strict=True)]
    conditions, more = _where(model, where)
    return f"{text} WHERE {conditions}", [*given, *more]


@cache
def _sets(model: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[Field[Any, Any] | None, ...]]:
    fields = [_field(model, name) for name in names]
    sets = ", ".join(f'"{f.column}" = %s' for f in fields)
    return f'UPDATE "{model._meta.db_table}" SET {sets}', tuple(None if isinstance(f, PLAIN) else f for f in fields)  # noqa: S608


@cache
def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return next(f for f in model._meta.local_concrete_fields if f.attname == name)


def _where(model: type[Model], where: Mapping[str, Any]) -> tuple[str, list[Any]]:
    link = connections[DEFAULT_DB_ALIAS]
    conditions: list[str] = []
    given: list[Any] = []
    for name, value in where.items():
        field = _field(model, name)
        if value is None:
            conditions.append(f'"{field.column}" IS NULL')
        elif isinstance(value, tuple):
            conditions.append(f'"{field.column}" IN ({", ".join(["%s"] * len(value))})')
            given += value
        else:
            conditions.append(f'"{field.column}" = %s')
            given.append(value if isinstance(field, PLAIN) else field.get_db_prep_save(value, link))
    return " AND ".join(conditions), given
