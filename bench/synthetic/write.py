"""Bulk writing: COPY on PostgreSQL, long executemany on SQLite; no constraint is checked row by row, indexes after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db import connection


class Writer(Protocol):
    """`text`: rows come as lines of COPY, else as tuples."""

    text: bool

    def rows(self, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None: ...
    def words(self, rows: Sequence[tuple[int, str, bool, str]]) -> None: ...
    def begin(self, tables: Sequence[str]) -> None: ...
    def end(self, tables: Sequence[str]) -> None: ...


def writer() -> Writer:
    """The one for the present database, with a connection of its own."""
    return _Postgres() if connection.vendor == "postgresql" else _SQLite()


def line(values: Sequence[Any]) -> str:
    """A line of COPY; texts here hold no tab, backslash or line end."""
    return (
        "\t".join("\\N" if v is None else f"\\\\x{v.hex()}" if isinstance(v, bytes) else str(v) for v in values) + "\n"
    )


class _Postgres:
    text = True

    def __init__(self) -> None:
        import psycopg

        given = connection.get_connection_params()
        wanted = {k: v for k, v in given.items() if k in ("dbname", "user", "password", "host", "port")}
        self.link = psycopg.connect(**wanted)
        self.link.execute("SET synchronous_commit TO off")
        self.link.execute("SET session_replication_role TO replica")  # foreign keys hold by construction
        self.link.execute("SET maintenance_work_mem TO '512MB'")
        self.dropped: list[str] = []

    def begin(self, tables: Sequence[str]) -> None:
        found = self.link.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname"
            " WHERE c.conname IS NULL AND i.schemaname = current_schema() AND i.tablename = ANY(%s)", [list(tables)]
        ).fetchall()  # fmt: skip
        for name, definition in found:
            self.link.execute(f'DROP INDEX "{name}"')
            self.dropped.append(definition)

    def rows(self, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
        names = ", ".join(f'"{c}"' for c in columns)
        with self.link.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            copy.write("".join(rows))

    def words(self, rows: Sequence[tuple[int, str, bool, str]]) -> None:
        """(matter, folded text, whether it is live, tokens) of the index of words."""
        lines = (line((pk, text.replace("\n", "\\n"), live, tokens)) for pk, text, live, tokens in rows)
        self.rows("requests_words", ("matter_id", "text", "live", "tokens"), lines)

    def end(self, tables: Sequence[str]) -> None:
        for definition in self.dropped:
            self.link.execute(definition)
        self.link.commit()
        self.link.autocommit = True
        for table in tables:
            self.link.execute(f"VACUUM ANALYZE {table}")
        self.link.close()


class _SQLite:
    text = False

    def __init__(self) -> None:
        import sqlite3

        connection.close()
        self.link = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None, timeout=60)
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            self.link.execute(f"PRAGMA {pragma}")
        self.dropped: list[str] = []

    def begin(self, tables: Sequence[str]) -> None:
        marks = ", ".join("?" * len(tables))
        found = self.link.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",  # noqa: S608
            list(tables),
        ).fetchall()
        self.link.execute("BEGIN")
        self.link.execute("INSERT INTO requests_words_index (requests_words_index, rank) VALUES ('hashsize', 67108864)")
        for name, definition in found:
            self.link.execute(f'DROP INDEX "{name}"')
            self.dropped.append(definition)

    def rows(self, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
        names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join("?" * len(columns))
        self.link.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608

    def words(self, rows: Sequence[tuple[int, str, bool, str]]) -> None:
        """(matter, folded text, whether it is live, tokens) of the index of words."""
        self.rows("requests_words", ("matter_id", "text", "live"), [row[:3] for row in rows])
        self.rows("requests_words_index", ("rowid", "tokens"), [(row[0], row[3]) for row in rows])

    def end(self, tables: Sequence[str]) -> None:
        for definition in self.dropped:
            self.link.execute(definition)
        self.link.execute("INSERT INTO requests_words_index (requests_words_index, rank) VALUES ('hashsize', 1048576)")
        self.link.execute("COMMIT")
        self.link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.link.close()
