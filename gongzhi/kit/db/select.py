"""Plain SELECTs for the few places where every request passes: building a queryset costs more than the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection


def select(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows of a statement that both databases understand (`%s` for values; names are ours, never from outside).

    Dates and aware datetimes go in as they are. What comes out is the driver's: see `aware`.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [_given(v) for v in values])
        return list(cursor.fetchall())


def _given(value: object) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def aware(value: datetime) -> datetime:
    """A time as read: SQLite gives UTC without saying so."""
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def marks(values: Sequence[object]) -> str:
    """`%s, %s, …` for a list."""
    return ", ".join(["%s"] * len(values))
