"""Plain SELECTs for the few places where every request passes: building a queryset costs more than the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from gongzhi.kit.db.make import stored

M = TypeVar("M", bound=Model)
_Read = Callable[[Any], Any]


def select(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows of a statement that both databases understand (`%s` for values; names are ours, never from outside).

    Dates and aware datetimes go in as they are. What comes out is the driver's: see `aware`.
    """
    link = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy looks it up at each use
    with link.cursor() as cursor:
        cursor.execute(sql, [_given(v) for v in values])
        return list(cursor.fetchall())


def fetch(
    model: type[M], tail: str, values: Sequence[object], *, join: str = "", extra: Mapping[str, str] | None = None
) -> list[M]:
    """Objects of a model by a statement whose text is kept: what a queryset gives, without building one each time.

    `tail` is what follows FROM; the model's table is `t` (`"WHERE t.id = %s"`). `join`: a foreign key that is never
    null, whose object comes along (its table is `j`). `extra`: attributes that the objects get besides, by name → SQL.
    """
    link = connections[DEFAULT_DB_ALIAS]
    head, parts = _shape(model, join, tuple((extra or {}).items()), link.vendor)
    found: list[M] = []
    for row in select(f"{head} {tail}", values):
        made = [_made(kind, row[start : start + len(names)], names, readers) for kind, names, readers, start in parts]
        for name, value in zip(extra or (), row[parts[-1][3] + len(parts[-1][1]) :], strict=True):
            setattr(made[0], name, value)
        if join:
            setattr(made[0], join, made[1])
        found.append(made[0])
    return found


_Part = tuple[type[Any], tuple[str, ...], tuple[tuple[int, _Read], ...], int]


@cache
def _shape(
    model: type[Model], join: str, extra: tuple[tuple[str, str], ...], vendor: str
) -> tuple[str, tuple[_Part, ...]]:
    """The statement up to its table; for each model the attributes in its order, what needs converting, where it
    starts."""
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    table = f"{quoted(model._meta.db_table)} t"
    parts, columns = [_part(model, 0)], _columns(model, "t")
    if join:
        key = model._meta.get_field(join)
        assert isinstance(key, Field)
        other: type[Model] = key.related_model  # type: ignore[assignment]
        parts.append(_part(other, len(columns)))
        columns += _columns(other, "j")
        table += f" JOIN {quoted(other._meta.db_table)} j ON j.{quoted(_pk(other))} = t.{quoted(str(key.column))}"
    columns += [sql for _name, sql in extra]
    return f"SELECT {', '.join(columns)} FROM {table}", tuple(parts)  # noqa: S608 - our names


def _pk(model: type[Model]) -> str:
    return str(model._meta.pk.column)


def _columns(model: type[Model], alias: str) -> list[str]:
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    return [f"{alias}.{quoted(str(f.column))}" for f in model._meta.local_concrete_fields]


def _part(model: type[Model], start: int) -> _Part:
    fields = model._meta.local_concrete_fields
    readers = tuple((n, reader) for n, f in enumerate(fields) if (reader := _reader(f)) is not None)
    return model, tuple(f.attname for f in fields), readers, start


def _reader(field: Field[Any, Any]) -> _Read | None:
    """How a value of the database becomes the field's, as Django's own compiler chains it; None: as it is."""
    link = connections[DEFAULT_DB_ALIAS]
    col = field.get_col(field.model._meta.db_table)
    chain = [*link.ops.get_db_converters(col), *col.get_db_converters(link)]
    if not chain:
        return None

    def read(value: Any) -> Any:
        for convert in chain:
            value = convert(value, col, connections[DEFAULT_DB_ALIAS])
        return value

    return read


def _made(model: type[Any], row: Sequence[Any], names: tuple[str, ...], readers: tuple[tuple[int, _Read], ...]) -> Any:
    if readers:
        row = list(row)
        for at, read in readers:
            row[at] = read(row[at])
    return stored(model, dict(zip(names, row, strict=True)))


def _given(value: object) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def aware(value: datetime) -> datetime:
    """A time as read: SQLite gives UTC without saying so."""
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def fence() -> str:
    """At the end of a correlated EXISTS: PostgreSQL asks it row by row, and makes no join of it that reads all."""
    return " OFFSET 0" if connection.vendor == "postgresql" else ""


def marks(values: Sequence[object]) -> str:
    """`%s, %s, …` for a list."""
    return ", ".join(["%s"] * len(values))
