"""The indexes of an empty table made after its rows: hundreds of thousands go in at half the cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from gongzhi.places.models import Place

_TABLE = Place._meta.db_table
_ON_POSTGRESQL = (
    "SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index "
    "WHERE indrelid = %s::regclass AND NOT indisprimary ORDER BY 2",
    "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname), format("
    "'ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)) "
    "FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY 2",
)
_ON_SQLITE = (
    "SELECT 'DROP INDEX ' || name, sql FROM sqlite_master "
    "WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL ORDER BY name",
)


@contextmanager
def made_after(progress: Callable[[int, int], None]) -> Iterator[None]:
    """Inside the caller's transaction: the table of places without its indexes (and, on PostgreSQL, the check of
    parents), which come back as they were. Nobody else can read the table meanwhile on PostgreSQL: only for an empty
    one. `progress` gets how many of how many are made.
    """
    with connection.cursor() as cursor:
        found: list[tuple[str, str]] = []
        for sql in _ON_POSTGRESQL if connection.vendor == "postgresql" else _ON_SQLITE:
            cursor.execute(sql, [_TABLE])
            found += cursor.fetchall()
        for drop, _make in found:
            cursor.execute(drop)
        yield
        for done, (_drop, make) in enumerate(found, start=1):
            cursor.execute(make)
            progress(done, len(found))
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {connection.ops.quote_name(_TABLE)}")  # or the first look-ups are planned blindly
