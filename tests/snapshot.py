"""A database state in memory: settling a community by its actions takes 2,000 statements, putting it back thirty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

Table = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]


def filled() -> set[str]:
    """The tables that have rows."""
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if _any(cursor, name)}


def _any(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
    return cursor.fetchone() is not None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of the tables that were empty `before`; putting them back wants those tables empty again."""

    tables: tuple[Table, ...]

    @classmethod
    def since(cls, before: set[str]) -> Snapshot:
        tables: list[Table] = []
        with connection.cursor() as cursor:
            for name in sorted(filled() - before):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608
                tables.append((name, tuple(c[0] for c in cursor.description), list(cursor.fetchall())))
        return cls(tuple(tables))

    def put_back(self) -> None:
        """Insert the rows as they were; foreign keys are looked at when the transaction ends."""
        with transaction.atomic(), connection.cursor() as cursor:
            for name, columns, rows in self.tables:
                names = ", ".join(map(connection.ops.quote_name, columns))
                marks = ", ".join(["%s"] * len(columns))
                table = connection.ops.quote_name(name)
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
