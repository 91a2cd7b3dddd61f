"""What the look-up of points reads, by plain SQL that both databases understand: building the same query with the ORM
for each point, and a model's rows for hundreds of thousands, cost more than the look-up itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection

from gongzhi.core.heavy import np
from gongzhi.places.models import Place, PlaceTile
from gongzhi.places.rules import tiles

Row = tuple[int, str, str, str, Any]
_quoted = connection.ops.quote_name
_PLACE, _TILE = _quoted(Place._meta.db_table), _quoted(PlaceTile._meta.db_table)
_IN_FORCE = "starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)"
# A subquery a row and not a join: with stale statistics (after an import) PostgreSQL would join by reading all places,
# 200 ms a point. One text, because a subquery gives one value; the code comes last, it may have spaces.
_AT_POINT = (
    "SELECT t.covers, t.place_id, (SELECT CAST(p.version AS varchar(12)) || ' ' || p.kind || ' ' || p.path || ' ' || "  # noqa: S608
    f"p.code FROM {_PLACE} p WHERE p.id = t.place_id AND {_IN_FORCE}) "
    f"FROM {_TILE} t WHERE t.tile IN ({','.join(['%s'] * len(tiles.ZOOMS))})"
)
_AT_ONCE = 2048  # values of one query
_MARKS = f"IN ({','.join(['%s'] * _AT_ONCE)})"


def used_zooms() -> list[int]:
    """The zooms at which there is any tile."""
    ranges = [(zoom, *tiles.zoom_range(zoom)) for zoom in tiles.ZOOMS]
    return [z for z, low, high in ranges if PlaceTile.objects.filter(tile__gte=low, tile__lt=high).exists()]


def at_point(lon: float, lat: float, day: date) -> list[tuple[bool, tuple[int, int, str, str, str]]]:
    """Covers, and (id, version, kind, path, code), of the places in force that day that touch the tiles of a point."""
    on = connection.ops.adapt_datefield_value(day)
    with connection.cursor() as cursor:
        cursor.execute(_AT_POINT, [on, on, *tiles.keys_of(lon, lat)])
        rows = cursor.fetchall()
    found = []
    for covers, place_id, text in rows:
        if text is not None:
            version, kind, path, code = text.split(" ", 3)
            found.append((bool(covers), (place_id, int(version), kind, path, code)))
    return found


def spots(ranges: Sequence[tuple[int, int]], day: date) -> list[tuple[int, str, float, float]]:
    """Id, path and representative point of the places in force that day within these ranges of tiles."""
    within = " OR ".join(["spot >= %s AND spot < %s"] * len(ranges))
    on = connection.ops.adapt_datefield_value(day)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, path, lon, lat FROM {_PLACE} WHERE ({within}) AND {_IN_FORCE}",  # noqa: S608
            [*(n for pair in ranges for n in pair), on, on],
        )
        return list(cursor.fetchall())


def outline_rows(ids: list[int]) -> list[tuple[int, int, Any]]:
    """Id, version and outline (WKB) of a few places."""
    with connection.cursor() as cursor:
        marks = ",".join(["%s"] * len(ids))
        cursor.execute(f"SELECT id, version, geometry FROM {_PLACE} WHERE id IN ({marks})", ids)  # noqa: S608
        return list(cursor.fetchall())


def tile_rows(keys: Any) -> Any:
    """The rows (tile, place id, covers) of these tiles, sorted by tile: int64, n × 3."""
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for among, part in _parts(keys.tolist()):
            cursor.execute(f"SELECT tile, place_id, covers FROM {_TILE} WHERE tile {among}", part)  # noqa: S608
            rows += cursor.fetchall()
    found = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return found[np.argsort(found[:, 0], kind="stable")]


def place_rows(ids: list[int], day: date) -> list[Row]:
    """Id, kind, path, code and outline (WKB) of those of the places that are in force on the day."""
    on = connection.ops.adapt_datefield_value(day)
    rows: list[Row] = []
    with connection.cursor() as cursor:
        for among, part in _parts(ids):
            cursor.execute(
                f"SELECT id, kind, path, code, geometry FROM {_PLACE} WHERE id {among} AND {_IN_FORCE}",  # noqa: S608
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
