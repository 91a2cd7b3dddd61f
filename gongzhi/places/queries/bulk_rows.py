"""Rows for many points at once, by plain SQL that both databases understand: models of hundreds of thousands of rows
would cost more than the look-up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from gongzhi.places.models import Place, PlaceTile
from gongzhi.places.rules import tiles

Row = tuple[int, str, str, str, Any]
_quoted = connection.ops.quote_name
_AT_ONCE = 2048  # values of one query
_MARKS = f"IN ({','.join(['%s'] * _AT_ONCE)})"


def used_zooms() -> list[int]:
    """The zooms at which there is any tile."""
    ranges = [(zoom, *tiles.zoom_range(zoom)) for zoom in tiles.ZOOMS]
    return [z for z, low, high in ranges if PlaceTile.objects.filter(tile__gte=low, tile__lt=high).exists()]


def tile_rows(keys: Any) -> Any:
    """The rows (tile, place id, covers) of these tiles, sorted by tile: int64, n × 3."""
    table = _quoted(PlaceTile._meta.db_table)
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for among, part in _parts(keys.tolist()):
            cursor.execute(f"SELECT tile, place_id, covers FROM {table} WHERE tile {among}", part)  # noqa: S608
            rows += cursor.fetchall()
    found = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return found[np.argsort(found[:, 0], kind="stable")]


def place_rows(ids: list[int], day: date) -> list[Row]:
    """Id, kind, path, code and outline (WKB) of those of the places that are in force on the day."""
    table = _quoted(Place._meta.db_table)
    on = connection.ops.adapt_datefield_value(day)
    rows: list[Row] = []
    with connection.cursor() as cursor:
        for among, part in _parts(ids):
            cursor.execute(
                f"SELECT id, kind, path, code, geometry FROM {table} "  # noqa: S608
                f"WHERE id {among} AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)",
                [*part, on, on],
            )
            rows += cursor.fetchall()
    return rows


def _parts(numbers: list[int]) -> Iterator[tuple[str, list[Any]]]:
    """A condition of one text and its values, part by part, so that the database compiles it once.

    PostgreSQL takes one array (psycopg would parse thousands of marks anew each time, half of the whole time). SQLite
    takes marks, the last part filled up by its last number (its module keeps texts: a hundred of them were 30 MB).
    """
    for n in range(0, len(numbers), _AT_ONCE):
        part = numbers[n : n + _AT_ONCE]
        if connection.vendor == "postgresql":
            yield "= ANY(%s)", [part]
        else:
            yield _MARKS, part + part[-1:] * (_AT_ONCE - len(part))
