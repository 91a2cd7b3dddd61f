"""Many points at once: sorted in space, so that each chunk asks for few tiles and few outlines; bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import shapely

from gongzhi.core.errors import Invalid
from gongzhi.places.models import Place, PlaceTile
from gongzhi.places.queries.locate import SHORT, Candidate, Location, Memo, location_of, nearest
from gongzhi.places.queries.tree import in_force
from gongzhi.places.rules import tiles

_CHUNK = 2_048  # points
_KEPT = 4_096  # outlines


class _Known(NamedTuple):
    """An outline while a call runs."""

    order: tuple[bool, int, str, int]
    location: Location
    shape: Any


_Cache = OrderedDict[int, _Known | None]  # None: not in force today


def locate_many(points: Iterable[tuple[float, float]]) -> list[Location]:
    """The location of each point, in order; the same answers as `locate`, for imports and roll-ups.

    WGS 84 degrees. Memory is bounded but for the points themselves. Raises Invalid for a point off the earth.
    """
    spots = np.array(list(points), dtype=np.float64).reshape(-1, 2)
    lon, lat = spots[:, 0], spots[:, 1]
    if not bool(np.all((np.abs(lon) <= 180) & (np.abs(lat) <= 90))):
        raise Invalid("This is not a point on the map.", field="lon")
    zooms = [z for z in tiles.ZOOMS if _used(z)]
    ordered = np.argsort(tiles.spots_of_many(lon, lat), kind="stable")
    out: list[Location | None] = [None] * len(spots)
    cache: _Cache = OrderedDict()
    for start in range(0, len(ordered), _CHUNK):
        memo: Memo = {}
        part = ordered[start : start + _CHUNK]
        found = _chunk(lon[part], lat[part], zooms, cache)
        for i, place in zip(part.tolist(), found, strict=True):
            out[i] = place if place is not None else nearest(float(lon[i]), float(lat[i]), memo)
    return [found for found in out if found is not None]


def _used(zoom: int) -> bool:
    low, high = tiles.zoom_range(zoom)
    return PlaceTile.objects.filter(tile__gte=low, tile__lt=high).exists()


def _chunk(lon: Any, lat: Any, zooms: list[int], cache: _Cache) -> list[Location | None]:
    """The chosen location of each point of a chunk, None where no outline covers it."""
    at, places, covers = _pairs(lon, lat, zooms)
    if not len(at):
        return [None] * len(lon)
    ids, index = np.unique(places, return_inverse=True)
    known = _load(ids.tolist(), cache)
    # A rank for each place of the chunk: the smallest one wins; places not in force drop out.
    ranked = sorted((k.order, n) for n, k in enumerate(known) if k is not None)
    rank = np.full(len(ids), len(ids), dtype=np.int64)
    rank[[n for _, n in ranked]] = np.arange(len(ranked))
    outlines = np.array([k.shape if k is not None else None for k in known], dtype=object)
    inside = covers.copy()
    unsure = ~covers & (rank[index] < len(ids))
    inside[unsure] = shapely.intersects_xy(outlines[index[unsure]], lon[at[unsure]], lat[at[unsure]])
    best = np.full(len(lon), len(ids), dtype=np.int64)
    np.minimum.at(best, at[inside], rank[index[inside]])
    by_rank = [n for _, n in ranked]
    chosen = [known[by_rank[r]] if r < len(by_rank) else None for r in best.tolist()]
    return [k.location if k is not None else None for k in chosen]


def _pairs(lon: Any, lat: Any, zooms: list[int]) -> tuple[Any, Any, Any]:
    """Three arrays, a row a pair of point and outline whose tile it shares: point (index), place id, covers."""
    at, found = [], []
    for zoom in zooms:
        keys = tiles.keys_of_many(zoom, lon, lat)
        wanted, back = np.unique(keys, return_inverse=True)
        rows = PlaceTile.objects.filter(tile__in=wanted.tolist()).values_list("tile", "place_id", "covers")
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 3)
        table = table[np.argsort(table[:, 0], kind="stable")]
        first = np.searchsorted(table[:, 0], wanted, side="left")[back]
        count = np.searchsorted(table[:, 0], wanted, side="right")[back] - first
        points = np.repeat(np.arange(len(lon)), count)
        offset = np.arange(len(points)) - np.repeat(np.cumsum(count) - count, count)
        at.append(points)
        found.append(table[np.repeat(first, count) + offset])
    if not at:
        nothing = np.array([], dtype=np.int64)
        return nothing, nothing, nothing.astype(bool)
    rows_ = np.concatenate(found)
    return np.concatenate(at), rows_[:, 1], rows_[:, 2].astype(bool)


def _load(ids: list[int], cache: _Cache) -> list[_Known | None]:
    missing = [i for i in ids if i not in cache]
    if missing:
        rows = Place.objects.filter(in_force(), pk__in=missing).values_list("geometry", *SHORT)
        fetched = list(rows)  # dates are compared by the database: reading them costs more than the outlines
        outlines = shapely.from_wkb([bytes(r[0]) if r[0] is not None else b"" for r in fetched], on_invalid="ignore")
        cache.update(dict.fromkeys(missing))
        for (_, *rest), outline in zip(fetched, outlines, strict=True):
            c = Candidate(*rest)
            cache[c.place_id] = _Known(c.order(), location_of(c), outline)
    out = [cache.get(i) for i in ids]
    while len(cache) > _KEPT:
        cache.popitem(last=False)
    return out
