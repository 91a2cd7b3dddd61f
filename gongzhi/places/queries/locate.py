"""Which place does a point lie in? Tiles from an index, the exact outline on the few candidates."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.core.heavy import shapely
from gongzhi.places.models import Place
from gongzhi.places.queries import sql
from gongzhi.places.queries.tree import in_force
from gongzhi.places.rules import paths, shapes, tiles
from gongzhi.places.rules.kinds import PlaceKind

_KEPT_SHAPES = 2_000
_NEAR_ZOOMS = (12, 8)  # about 10 km, 100 km around


@dataclass(frozen=True, slots=True)
class Location:
    """Where a point lies: its grid, else the place that answers for it (None only where there is no place at all)."""

    grid_id: int | None
    nearest_id: int | None
    ancestors: tuple[int, ...]


class Candidate(NamedTuple):
    """What the choice between outlines needs."""

    place_id: int
    version: int
    kind: str
    path: str
    code: str

    def order(self) -> tuple[bool, int, str, int]:
        """A grid first, then the deepest, then code and id: on a shared edge one wins, always the same."""
        return self.kind != PlaceKind.GRID, -len(self.path), self.code, self.place_id


Memo = dict[tuple[int, int, int], list[tuple[int, str, float, float]]]
NOWHERE = Location(None, None, ())

_lock = threading.Lock()
_shapes: OrderedDict[tuple[int, int], Any] = OrderedDict()


def locate(lon: float, lat: float) -> Location:
    """The grid of a point in force today, else the deepest place whose outline covers it, else the nearest place.

    WGS 84 degrees. Two queries at most where an outline covers the point. Raises Invalid for a point off the earth.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid("This is not a point on the map.", field="lon")
    found = [(covers, Candidate(*fields)) for covers, fields in sql.at_point(lon, lat, clock.today())]
    inside = _inside(found, lon, lat)
    if inside:
        return location_of(min(inside, key=Candidate.order))
    return nearest(lon, lat)


def location_of(found: Candidate) -> Location:
    """The location that a chosen outline means."""
    grid = found.place_id if found.kind == PlaceKind.GRID else None
    return Location(grid, found.place_id, paths.split(found.path))


def nearest(lon: float, lat: float, memo: Memo | None = None) -> Location:
    """The place that answers for a point outside every outline: the nearest representative point, else a root.

    `memo` keeps what was read for a neighbourhood, for many points in a row.
    """
    if memo is None:
        memo = {}
    for zoom in _NEAR_ZOOMS:
        key = (zoom, *tiles.tile_at(zoom, lon, lat))
        if (rows := memo.get(key)) is None:
            rows = memo[key] = _spots_in(tiles.spots_around(lon, lat, zoom))
        if rows:
            best = min(rows, key=lambda r: ((r[2] - lon) ** 2 + (r[3] - lat) ** 2, r[0]))
            return Location(None, best[0], paths.split(best[1]))
    if (roots := memo.get((0, 0, 0))) is None:
        root = Place.objects.filter(in_force(), parent=None).order_by("code", "id").values_list("id", "path").first()
        roots = memo[(0, 0, 0)] = [(*root, 0.0, 0.0)] if root else []
    return Location(None, roots[0][0], paths.split(roots[0][1])) if roots else NOWHERE


def _spots_in(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, str, float, float]]:
    return [(pk, path, lon, lat) for pk, path, lon, lat in sql.spots(ranges, clock.today()) if lon is not None]


def _inside(found: list[tuple[bool, Candidate]], lon: float, lat: float) -> list[Candidate]:
    unsure = [c for covers, c in found if not covers]
    known = _shapes_of(unsure) if unsure else {}
    return [c for covers, c in found if covers or shapely.intersects_xy(known[c.place_id], lon, lat)]


def _shapes_of(wanted: list[Candidate]) -> dict[int, Any]:
    out: dict[int, Any] = {}
    with _lock:
        for c in wanted:
            if (known := _shapes.get((c.place_id, c.version))) is not None:
                _shapes.move_to_end((c.place_id, c.version))
                out[c.place_id] = known
    missing = [c for c in wanted if c.place_id not in out]
    if missing:
        for place_id, version, wkb in sql.outline_rows([c.place_id for c in missing]):
            made = shapes.from_wkb(wkb) if wkb is not None else shapely.Polygon()
            shapely.prepare(made)
            out[place_id] = made
            with _lock:
                _shapes[(place_id, version)] = made
                while len(_shapes) > _KEPT_SHAPES:
                    _shapes.popitem(last=False)
    return out
