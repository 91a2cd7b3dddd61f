"""Fast insertion of many new places: COPY on PostgreSQL, one INSERT for many rows on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from gongzhi.places.actions.geometry import columns_of, point_columns
from gongzhi.places.models import Place, PlaceTile
from gongzhi.places.rules import names, tiles

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_PLAIN: tuple[str, ...] = (
    "id", "code", "kind", "name", "parent_id", "path", "starts_on", "pinyin", "initials", "address", "search",
    "home_district", "version",
)  # fmt: skip
_POINT = ("lon", "lat", "spot")
_SHAPE = ("geometry", "min_lon", "min_lat", "max_lon", "max_lat")
_BATCH = 2_000


class PlaceWriter:
    """Buffers the new places of one first day and writes them in batches, inside the caller's transaction."""

    def __init__(self, starts_on: date) -> None:
        self._starts_on = starts_on
        self._rows: dict[tuple[str, ...], list[tuple[Any, ...]]] = {
            _PLAIN: [], (*_PLAIN, *_POINT): [], (*_PLAIN, *_POINT, *_SHAPE): [],
        }  # fmt: skip
        self._tiles: list[tuple[int, int, bool]] = []
        self._held = 0

    def add(
        self,
        new: int,
        parent_id: int | None,
        path: str,
        district: str,
        *,
        code: str,
        kind: str,
        name: str,
        address: str = "",
        shape: BaseGeometry | None = None,
        point: tuple[float, float] | None = None,
    ) -> None:
        """One new place; `path` with its own id."""
        pinyin, initials = names.keys(name)
        search = names.haystack(name, pinyin, initials, code, address)
        row = (new, code, kind, name, parent_id, path, self._starts_on, pinyin, initials, address, search, district, 1)
        columns = _PLAIN
        if shape is not None or point is not None:
            more = columns_of(shape, kind) if shape is not None else {}
            if point is not None:
                more |= point_columns(*point, kind)
            columns = (*_PLAIN, *_POINT) if shape is None else (*_PLAIN, *_POINT, *_SHAPE)
            row += tuple(more[c] for c in columns[len(_PLAIN) :])
        if shape is not None:
            self._tiles += [(tile, new, covers) for tile, covers in tiles.cover(shape)]
        self._rows[columns].append(row)
        self._held += 1
        if self._held >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is buffered."""
        for columns, rows in self._rows.items():
            _insert(Place._meta.db_table, columns, rows)
            rows.clear()
        _insert(PlaceTile._meta.db_table, ("tile", "place_id", "covers"), self._tiles)
        self._tiles.clear()
        self._held = 0


def _insert(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    named = ", ".join(connection.ops.quote_name(c) for c in columns)
    into = f"{connection.ops.quote_name(table)} ({named})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608 - own names
