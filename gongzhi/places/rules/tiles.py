"""Tiles of the plane of longitude and latitude, at a few zooms; the key of a tile is one 64-bit number.

At zoom z the world is 2^z × 2^z tiles. A shape is entered at the finest zoom of `ZOOMS` at which it touches few tiles,
so a look-up asks for one key a zoom. Keys are zoom << 56 | x << 28 | y.
"""

from __future__ import annotations

from typing import Any

from gongzhi.core.heavy import np, shapely

ZOOMS = (8, 10, 12, 14, 16, 18)
SPOT_ZOOM = 24
MOST_TILES = 16
_EDGE = 1e-9  # degrees: a tile is taken a little larger, so that rounding of a key never matters
Box = tuple[float, float, float, float]


def keys_of(lon: float, lat: float) -> list[int]:
    """The keys of the tiles of a point, one a zoom."""
    return [_key(z, *tile_at(z, lon, lat)) for z in ZOOMS]


def keys_of_many(zoom: int, lon: Any, lat: Any) -> Any:
    """The keys of arrays of points at one zoom (int64)."""
    top = (1 << zoom) - 1
    x = np.clip(np.floor((lon + 180.0) / 360.0 * (1 << zoom)), 0, top).astype(np.int64)
    y = np.clip(np.floor((lat + 90.0) / 180.0 * (1 << zoom)), 0, top).astype(np.int64)
    return (np.int64(zoom) << 56) | (x << 28) | y


def zoom_range(zoom: int) -> tuple[int, int]:
    """The half-open range of the keys of a zoom."""
    return zoom << 56, (zoom + 1) << 56


def cover(shape: Any) -> list[tuple[int, bool]]:
    """The tiles that a shape touches: (key, whether the tile lies wholly inside), sorted."""
    west, south, east, north = shape.bounds
    for zoom in reversed(ZOOMS):
        x0, y0 = tile_at(zoom, west - _EDGE, south - _EDGE)
        x1, y1 = tile_at(zoom, east + _EDGE, north + _EDGE)
        if (x1 - x0 + 1) * (y1 - y0 + 1) <= MOST_TILES or zoom == ZOOMS[0]:
            break
    spots = [(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]
    boxes = shapely.box(*np.array([_box(zoom, x, y) for x, y in spots]).T)
    shapely.prepare(shape)
    touched, covered = shapely.intersects(shape, boxes), shapely.covers(shape, boxes)
    return [(_key(zoom, x, y), bool(c)) for (x, y), t, c in zip(spots, touched, covered, strict=True) if t]


def spot(lon: float, lat: float) -> int:
    """The Morton code of a point at SPOT_ZOOM: a coarser tile is one range of it."""
    x, y = tile_at(SPOT_ZOOM, lon, lat)
    return _spread(x) << 1 | _spread(y)


def spots_of_many(lon: Any, lat: Any) -> Any:
    """The Morton codes of arrays of points (int64): sorting by them keeps neighbours together."""
    top = (1 << SPOT_ZOOM) - 1
    x = np.clip((lon + 180.0) / 360.0 * (1 << SPOT_ZOOM), 0, top).astype(np.int64)
    y = np.clip((lat + 90.0) / 180.0 * (1 << SPOT_ZOOM), 0, top).astype(np.int64)
    out = np.zeros(len(x), dtype=np.int64)
    for bit in range(SPOT_ZOOM):
        out |= ((x >> bit & 1) << 1 | (y >> bit & 1)) << (2 * bit)
    return out


def spots_around(lon: float, lat: float, zoom: int) -> list[tuple[int, int]]:
    """Half-open ranges of `spot` for the tile of the point at `zoom` and its eight neighbours."""
    x, y = tile_at(zoom, lon, lat)
    top, shift = 1 << zoom, 2 * (SPOT_ZOOM - zoom)
    near = sorted(
        _spread(i) << 1 | _spread(j)
        for i in (x - 1, x, x + 1)
        for j in (y - 1, y, y + 1)
        if 0 <= i < top and 0 <= j < top
    )
    return [(m << shift, (m + 1) << shift) for m in near]


def tile_at(zoom: int, lon: float, lat: float) -> tuple[int, int]:
    """Column and row of the tile of a point."""
    top = (1 << zoom) - 1
    x, y = int((lon + 180.0) / 360.0 * (1 << zoom)), int((lat + 90.0) / 180.0 * (1 << zoom))
    return min(max(x, 0), top), min(max(y, 0), top)


def _key(zoom: int, x: int, y: int) -> int:
    return zoom << 56 | x << 28 | y


def _box(zoom: int, x: int, y: int) -> Box:
    w, h = 360.0 / (1 << zoom), 180.0 / (1 << zoom)
    return x * w - 180.0 - _EDGE, y * h - 90.0 - _EDGE, (x + 1) * w - 180.0 + _EDGE, (y + 1) * h - 90.0 + _EDGE


def _spread(n: int) -> int:
    out = 0
    for bit in range(SPOT_ZOOM):
        out |= (n >> bit & 1) << (2 * bit)
    return out
