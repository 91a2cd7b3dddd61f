"""Fast insertion of many new places: one portable INSERT, many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from shapely.geometry.base import BaseGeometry

from gongzhi.places.actions.geometry import columns_of, point_columns
from gongzhi.places.models import Place, PlaceTile
from gongzhi.places.rules import names, tiles

_PLAIN = (
    "id", "code", "kind", "name", "parent_id", "path", "starts_on", "pinyin", "initials", "address", "search",
    "home_district", "version", "lon", "lat", "spot",
)  # fmt: skip
_SHAPE = ("geometry", "min_lon", "min_lat", "max_lon", "max_lat")
_BATCH = 2_000


class PlaceWriter:
    """Buffers rows and writes them in batches, inside the caller's transaction."""

    def __init__(self) -> None:
        self._plain: list[tuple[Any, ...]] = []
        self._shaped: list[tuple[Any, ...]] = []
        self._tiles: list[tuple[int, int, bool]] = []

    def add(
        self,
        values: dict[str, Any],
        shape: BaseGeometry | None,
        point: tuple[float, float] | None,
    ) -> None:
        """One new place: `values` has id, code, kind, name, parent_id, path, starts_on, address, home_district."""
        keys = names.keys(values["name"])
        more: dict[str, Any] = {"pinyin": keys.pinyin, "initials": keys.initials, "version": 1}
        more["search"] = names.haystack(values["name"], keys.pinyin, keys.initials, values["code"], values["address"])
        if shape is not None:
            more |= columns_of(shape, values["kind"])
            self._tiles += [(tile, values["id"], covers) for tile, covers in tiles.cover(shape)]
        if point is not None:
            more |= point_columns(*point, values["kind"])
        row = values | more
        if shape is None:
            self._plain.append(tuple(row.get(c) for c in _PLAIN))
        else:
            self._shaped.append(tuple(row.get(c) for c in (*_PLAIN, *_SHAPE)))
        if len(self._plain) + len(self._shaped) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is buffered."""
        place, tile = Place._meta.db_table, PlaceTile._meta.db_table
        _insert(place, _PLAIN, self._plain)
        _insert(place, (*_PLAIN, *_SHAPE), self._shaped)
        _insert(tile, ("tile", "place_id", "covers"), self._tiles)
        self._plain, self._shaped, self._tiles = [], [], []


def _insert(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    named = ", ".join(connection.ops.quote_name(c) for c in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        sql = f"INSERT INTO {connection.ops.quote_name(table)} ({named}) VALUES ({marks})"  # noqa: S608 - own names
        cursor.executemany(sql, rows)
