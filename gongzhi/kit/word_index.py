"""A table of folded texts with an index of their words (`kit.search`): FTS5 without content, or a `tsvector` with GIN.

The table has a key (an integer) and `text`; a migration makes what stands beside it (`make`, `unmake`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import connection

from gongzhi.kit import search

LIVE = "fff"  # the shelf of what is live
SHELF_BITS = 53  # of a key (`core.ids`): 2^31 ms, about 25 days


def shelf_of(key: int) -> int:
    """The number of the shelf on which a text stands that is no longer live: the 25 days in which its key was drawn."""
    return key >> SHELF_BITS


def shelf_name(number: int) -> str:
    """As it stands before the tokens: three hexadecimal digits, below `LIVE` until 2089."""
    return f"{number:03x}"


def match_of(words: Sequence[str], shelves: Iterable[str] = ("",)) -> str:
    """What the database's index is asked for all these folded words; empty where it cannot help."""
    asked = dict.fromkeys(pair for word in words for pair in search.asked(word))
    both, either, open_end = (" AND ", " OR ", "*") if connection.vendor == "sqlite" else (" & ", " | ", ":*")
    of_each = [both.join(f"{shelf}{token}{open_end if starts else ''}" for token, starts in asked) for shelf in shelves]
    return of_each[0] if len(of_each) == 1 or not asked else either.join(f"({match})" for match in of_each)


def contains(words: Sequence[str]) -> str:
    """The condition on `w.text` that decides what the index found; its values are the words."""
    inside = "strpos(w.text, %s) > 0" if connection.vendor == "postgresql" else "instr(w.text, %s) > 0"
    return " AND ".join([inside] * len(words))


@dataclass(frozen=True)
class WordIndex:
    """Names of a table, its key and the FTS5 table beside it (SQLite). They are ours, never from outside."""

    table: str
    key: str
    fts: str
    extra: ClassVar[tuple[str, ...]] = ()  # columns that a row has after its key and text

    def tokens(self, row: Sequence[Any]) -> str:
        """The tokens of a row, as the index takes them."""
        return " ".join(search.tokens(row[1]))

    def put(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write rows (key, folded text, the extra columns) and their tokens, inside the caller's transaction."""
        columns = ", ".join((self.key, "text", *self.extra))
        into, marks = f"INSERT INTO {self.table} ({columns}", ", ".join(["%s"] * (2 + len(self.extra)))
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.executemany(
                    f"{into}, tokens) VALUES ({marks}, %s::tsvector)", [(*row, self.tokens(row)) for row in rows]
                )
            else:
                cursor.executemany(f"{into}) VALUES ({marks})", rows)
                cursor.executemany(
                    f"INSERT INTO {self.fts} (rowid, tokens) VALUES (%s, %s)",  # noqa: S608 - our names
                    [(row[0], self.tokens(row)) for row in rows],
                )

    def drop(self, keys: Sequence[int]) -> None:
        """Take these texts out of the index and out of the table."""
        if not keys:
            return
        of_these = f"FROM {self.table} WHERE {self.key} IN ({', '.join(['%s'] * len(keys))})"
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":  # a table without content must be told what it held
                cursor.execute(f"SELECT {', '.join((self.key, 'text', *self.extra))} {of_these}", list(keys))
                cursor.executemany(
                    f"INSERT INTO {self.fts} ({self.fts}, rowid, tokens) VALUES ('delete', %s, %s)",  # noqa: S608
                    [(row[0], self.tokens(row)) for row in cursor.fetchall()],
                )
            cursor.execute(f"DELETE {of_these}", list(keys))

    def having(self, words: Sequence[str], shelves: Sequence[str] = ("",)) -> tuple[str, list[Any]]:
        """The keys of the texts (on these shelves) that hold all these folded words: a SELECT with its values."""
        match, fits = match_of(words, shelves), contains(words)
        if not match:
            return f"SELECT w.{self.key} FROM {self.table} w WHERE {fits}", [*words]  # noqa: S608
        if connection.vendor == "sqlite":
            sql = f"SELECT w.{self.key} FROM {self.fts} f CROSS JOIN {self.table} w WHERE f.{self.fts} MATCH %s"  # noqa: S608
            return f"{sql} AND w.{self.key} = f.rowid AND {fits}", [match, *words]
        sql = f"SELECT w.{self.key} FROM {self.table} w WHERE w.tokens @@ %s::tsquery AND {fits}"  # noqa: S608
        return sql, [match, *words]

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


class ShelvedIndex(WordIndex):
    """A word index whose texts stand on shelves: what is live (column `live`) on one, the rest by the age of their key.
    Every token carries its shelf, so that who wants the live ones, or the newest, does not pay for all."""

    extra = ("live",)

    def tokens(self, row: Sequence[Any]) -> str:
        """The tokens of a row, each with its shelf."""
        key, text, live = row
        shelf = LIVE if live else shelf_name(shelf_of(key))
        return " ".join(shelf + token for token in search.tokens(text))

    def candidates(self, words: Sequence[str], shelves: Sequence[str]) -> tuple[str, list[Any]]:
        """The keys of the texts on these shelves that hold the words (on SQLite: that may hold them; who has other
        conditions asks these before `contains`), as a SELECT with its values."""
        if connection.vendor != "sqlite":
            return self.having(words, shelves)
        sql = f"SELECT f.rowid AS {self.key} FROM {self.fts} f WHERE f.{self.fts} MATCH %s"  # noqa: S608 - our names
        return sql, [match_of(words, shelves)]
