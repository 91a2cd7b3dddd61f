"""A table of folded texts with an index of their words (`kit.search`): FTS5 without content, or a `tsvector` with GIN.

The table has a key (an integer) and `text`; a migration makes what stands beside it (`make`, `unmake`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from gongzhi.kit import search


def match_of(words: Sequence[str]) -> str:
    """What the database's index is asked for all these folded words; empty where it cannot help."""
    asked = [pair for word in words for pair in search.asked(word)]
    if connection.vendor == "sqlite":
        return " AND ".join(f"{token}*" if starts else token for token, starts in dict.fromkeys(asked))
    return " & ".join(f"{token}:*" if starts else token for token, starts in dict.fromkeys(asked))


def contains(words: Sequence[str]) -> str:
    """The condition on `w.text` that decides what the index found; its values are the words."""
    inside = "strpos(w.text, %s) > 0" if connection.vendor == "postgresql" else "instr(w.text, %s) > 0"
    return " AND ".join([inside] * len(words))


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Names of a table, its key and the FTS5 table beside it (SQLite). They are ours, never from outside."""

    table: str
    key: str
    fts: str

    def put(self, rows: Sequence[tuple[int, str]]) -> None:
        """Write folded texts and their tokens, inside the caller's transaction."""
        into = f"INSERT INTO {self.table} ({self.key}, text"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.executemany(
                    f"{into}, tokens) VALUES (%s, %s, %s::tsvector)",
                    [(pk, text, " ".join(search.tokens(text))) for pk, text in rows],
                )
            else:
                cursor.executemany(f"{into}) VALUES (%s, %s)", rows)
                cursor.executemany(
                    f"INSERT INTO {self.fts} (rowid, tokens) VALUES (%s, %s)",  # noqa: S608 - our names
                    [(pk, " ".join(search.tokens(text))) for pk, text in rows],
                )

    def drop(self, keys: Sequence[int]) -> None:
        """Take these texts out of the index and out of the table."""
        if not keys:
            return
        of_these = f"FROM {self.table} WHERE {self.key} IN ({', '.join(['%s'] * len(keys))})"
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":  # a table without content must be told what it held
                cursor.execute(f"SELECT {self.key}, text {of_these}", list(keys))
                cursor.executemany(
                    f"INSERT INTO {self.fts} ({self.fts}, rowid, tokens) VALUES ('delete', %s, %s)",  # noqa: S608
                    [(pk, " ".join(search.tokens(text))) for pk, text in cursor.fetchall()],
                )
            cursor.execute(f"DELETE {of_these}", list(keys))

    def having(self, words: Sequence[str]) -> tuple[str, list[Any]]:
        """The keys of the texts that hold all these folded words: a SELECT with its values."""
        match, fits = match_of(words), contains(words)
        if not match:
            return f"SELECT w.{self.key} FROM {self.table} w WHERE {fits}", [*words]  # noqa: S608
        if connection.vendor == "sqlite":
            sql = f"SELECT w.{self.key} FROM {self.fts} f CROSS JOIN {self.table} w WHERE f.{self.fts} MATCH %s"  # noqa: S608
            return f"{sql} AND w.{self.key} = f.rowid AND {fits}", [match, *words]
        sql = f"SELECT w.{self.key} FROM {self.table} w WHERE w.tokens @@ %s::tsquery AND {fits}"  # noqa: S608
        return sql, [match, *words]

    def candidates(self, words: Sequence[str]) -> tuple[str, list[Any], bool]:
        """The keys of the texts that may hold them, as a SELECT with its values, and whether they surely do: where the
        index alone cannot tell, who has other conditions asks them before `contains`."""
        match = match_of(words)
        if match and connection.vendor == "sqlite":
            return f"SELECT f.rowid AS {self.key} FROM {self.fts} f WHERE f.{self.fts} MATCH %s", [match], False  # noqa: S608
        return *self.having(words), True

    def make(self, _apps: Any, editor: Any) -> None:
        """For a migration, after the table was made."""
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {self.table} ADD COLUMN tokens tsvector")
            editor.execute(f"CREATE INDEX {self.table}_tokens ON {self.table} USING gin (tokens)")
        else:
            editor.execute(f"CREATE VIRTUAL TABLE {self.fts} USING fts5(tokens, content='', detail=none)")

    def unmake(self, _apps: Any, editor: Any) -> None:
        """The other way round, before the table goes."""
        if editor.connection.vendor != "postgresql":
            editor.execute(f"DROP TABLE {self.fts}")
