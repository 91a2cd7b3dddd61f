"""Many points at once: sorted in space, so that each chunk asks for few tiles and few outlines; bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.core.heavy import np, shapely
from gongzhi.places.queries import sql
from gongzhi.places.queries.locate import NOWHERE, Candidate, Location, Memo, nearest
from gongzhi.places.rules import paths, tiles

_BATCH = 200_000  # points that are sorted together: 6 MB
_CHUNK = 2_048  # points
_KEPT = 4_096  # outlines


class _Known(NamedTuple):
    """An outline while a call runs; `chain` numbers the ancestors above it."""

    order: tuple[bool, int, str, int]
    chain: int
    shape: Any


class _Found:
    """The answers of a batch, 13 bytes a point: a `Location` is made when it is asked for."""

    def __init__(self, points: int, chains: _Chains) -> None:
        self.place = np.zeros(points, dtype=np.int64)
        self.chain = np.full(points, -1, dtype=np.int32)  # -1: there is no place at all
        self.grid = np.zeros(points, dtype=bool)
        self._chains = chains

    def __iter__(self) -> Iterator[Location]:
        above = self._chains.above
        for start in range(0, len(self.place), _CHUNK):
            part = slice(start, start + _CHUNK)
            rows = zip(self.place[part].tolist(), self.chain[part].tolist(), self.grid[part].tolist(), strict=True)
            for place, chain, grid in rows:
                yield Location(place if grid else None, place, (*above[chain], place)) if chain >= 0 else NOWHERE


class _Chains:
    """The ancestors of places, each chain once."""

    def __init__(self) -> None:
        self.above: list[tuple[int, ...]] = []
        self._numbers: dict[str, int] = {}

    def number(self, path: str) -> int:
        """The number of the chain above the place of this path."""
        prefix = path[: -paths.WIDTH]
        if (known := self._numbers.get(prefix)) is None:
            known = self._numbers[prefix] = len(self.above)
            self.above.append(paths.split(prefix))
        return known


_Cache = OrderedDict[int, _Known | None]  # None: not in force today


def locate_many(points: Iterable[tuple[float, float]]) -> list[Location]:
    """The location of each point, in order; the same answers as `locate`. See `locations_of` for very many points.

    WGS 84 degrees. Raises Invalid for a point off the earth.
    """
    return list(locations_of(points))


def locations_of(points: Iterable[tuple[float, float]]) -> Iterator[Location]:
    """The location of each point, in order, one after the other: memory does not grow with the number of points.

    WGS 84 degrees. Raises Invalid for a point off the earth, when its batch is reached. Reads as it goes: do not
    change places meanwhile.
    """
    rest = iter(points)
    zooms: list[int] | None = None
    chains, cache, pair = _Chains(), _Cache(), np.dtype((np.float64, 2))
    while len(spots := np.fromiter(islice(rest, _BATCH), dtype=pair)):
        if zooms is None:
            zooms = sql.used_zooms()
        yield from _batch(spots[:, 0], spots[:, 1], zooms, chains, cache)


def _batch(lon: Any, lat: Any, zooms: list[int], chains: _Chains, cache: _Cache) -> _Found:
    if not bool(np.all((np.abs(lon) <= 180) & (np.abs(lat) <= 90))):
        raise Invalid("This is not a point on the map.", field="lon")
    ordered = np.argsort(tiles.spots_of_many(lon, lat), kind="stable")
    out = _Found(len(lon), chains)
    for start in range(0, len(ordered), _CHUNK):
        part = ordered[start : start + _CHUNK]
        _chunk(lon[part], lat[part], part, zooms, out, chains, cache)
        memo: Memo = {}
        for i in part[out.chain[part] < 0].tolist():  # outside every outline
            place = nearest(float(lon[i]), float(lat[i]), memo)
            if place.nearest_id is not None:
                out.place[i], out.chain[i] = place.nearest_id, chains.number(paths.join(place.ancestors))
    return out


def _chunk(lon: Any, lat: Any, part: Any, zooms: list[int], out: _Found, chains: _Chains, cache: _Cache) -> None:
    """Enter the chosen place of each point of a chunk where an outline covers it (`part`: its rows in `out`)."""
    at, places, covers = _pairs(lon, lat, zooms)
    if not len(at):
        return
    ids, index = np.unique(places, return_inverse=True)
    known = _load(ids.tolist(), chains, cache)
    # A rank for each place of the chunk: the smallest one wins; places not in force drop out.
    ranked = [n for _, n in sorted((k.order, n) for n, k in enumerate(known) if k is not None)]
    rank = np.full(len(ids), len(ids), dtype=np.int64)
    rank[ranked] = np.arange(len(ranked))
    outlines = np.array([k.shape if k is not None else None for k in known], dtype=object)
    inside = covers.copy()
    unsure = ~covers & (rank[index] < len(ids))
    inside[unsure] = shapely.intersects_xy(outlines[index[unsure]], lon[at[unsure]], lat[at[unsure]])
    best = np.full(len(lon), len(ids), dtype=np.int64)
    np.minimum.at(best, at[inside], rank[index[inside]])
    hit = best < len(ranked)
    chosen = np.array(ranked, dtype=np.int64)[best[hit]]
    rows = part[hit]
    out.place[rows] = ids[chosen]
    out.chain[rows] = np.array([k.chain if k is not None else -1 for k in known], dtype=np.int32)[chosen]
    out.grid[rows] = np.array([k is not None and not k.order[0] for k in known], dtype=bool)[chosen]


def _pairs(lon: Any, lat: Any, zooms: list[int]) -> tuple[Any, Any, Any]:
    """Three arrays, a row a pair of point and outline whose tile it shares: point (index), place id, covers."""
    if not zooms:
        nothing = np.array([], dtype=np.int64)
        return nothing, nothing, nothing.astype(bool)
    keys = np.array([tiles.keys_of_many(zoom, lon, lat) for zoom in zooms]).ravel()
    wanted, back = np.unique(keys, return_inverse=True)
    table = sql.tile_rows(wanted)
    first = np.searchsorted(table[:, 0], wanted, side="left")[back]
    count = np.searchsorted(table[:, 0], wanted, side="right")[back] - first
    points = np.repeat(np.tile(np.arange(len(lon)), len(zooms)), count)
    offset = np.arange(len(points)) - np.repeat(np.cumsum(count) - count, count)
    found = table[np.repeat(first, count) + offset]
    return points, found[:, 1], found[:, 2].astype(bool)


def _load(ids: list[int], chains: _Chains, cache: _Cache) -> list[_Known | None]:
    missing = [i for i in ids if i not in cache]
    if missing:
        rows = sql.place_rows(missing, clock.today())
        outlines = shapely.from_wkb([bytes(r[4]) if r[4] is not None else b"" for r in rows], on_invalid="ignore")
        cache.update(dict.fromkeys(missing))
        for (pk, kind, path, code, _), outline in zip(rows, outlines, strict=True):
            cache[pk] = _Known(Candidate(pk, 0, kind, path, code).order(), chains.number(path), outline)
    out = [cache.get(i) for i in ids]
    while len(cache) > _KEPT:
        cache.popitem(last=False)
    return out
