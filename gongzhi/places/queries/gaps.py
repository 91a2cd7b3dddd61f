"""Grids that overlap, and ground that no grid covers (空白点)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from gongzhi.core.heavy import shapely
from gongzhi.places.models import Place
from gongzhi.places.queries.tree import get, in_force, under
from gongzhi.places.rules import shapes
from gongzhi.places.rules.kinds import PlaceKind

_SLIVER = 0.001  # of the smaller grid: less is how a line was drawn, not a gap
_MOST = 500
_M2_PER_SQUARE_DEGREE = 111_320 * 110_574
GridRow = tuple[int, str, str, bytes | memoryview | None]  # id, name, path, WKB


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is wrong with the grids of an area; areas in square metres (about 1 % exact)."""

    overlaps: tuple[tuple[str, str, int], ...]  # names of two grids, area
    blank_m2: int
    without_outline: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.overlaps or self.blank_m2 or self.without_outline)


@dataclass(frozen=True, slots=True)
class Compared:
    """The same with ids and shapes, for maps. `blank`: each piece of ground in no grid, the largest first."""

    overlaps: tuple[tuple[int, int, shapely.Geometry], ...]
    blank: tuple[shapely.Geometry, ...]
    without_outline: tuple[int, ...]
    names: dict[int, str]


def gaps_of(place_id: int) -> Gaps:
    """Overlaps, blank ground and grids without outline right below an area. Raises NotFound.

    A grid below a grid (第二级网格) does not overlap with that one.
    """
    found = compare(place_id)
    overlaps = tuple((found.names[a], found.names[b], square_metres(s)) for a, b, s in found.overlaps)
    blank = sum(square_metres(s) for s in found.blank)
    return Gaps(overlaps, blank, tuple(found.names[i] for i in found.without_outline))


def compare(place_id: int, kind: str = PlaceKind.GRID) -> Compared:
    """The grids of `kind` of an area against each other and against its outline. Raises NotFound. Two queries."""
    place = get(place_id)
    rows = list(
        Place.objects.filter(in_force(), under(place.path), kind=kind)
        .order_by("code", "id")
        .values_list("id", "name", "path", "geometry")[:_MOST]
    )
    whole = Place.objects.filter(pk=place_id).values_list("geometry", flat=True).first()
    return compare_rows(rows, whole)


def compare_rows(rows: Sequence[GridRow], whole: bytes | memoryview | None, *, bare: bool = False) -> Compared:
    """Grids as (id, name, path, WKB) against each other and against the outline of their area; `bare`: where no grid
    is drawn at all, the whole area is blank too."""
    drawn = [(pk, name, path, shapes.from_wkb(wkb) if wkb is not None else None) for pk, name, path, wkb in rows]
    return compare_shapes(drawn, None if whole is None else shapes.from_wkb(whole), bare=bare)


def compare_shapes(rows: Sequence[tuple[int, str, str, Any]], whole: Any, *, bare: bool = False) -> Compared:
    """The same with shapes that are read already (None: no outline)."""
    drawn = [(pk, path, shape) for pk, _name, path, shape in rows if shape is not None]
    blank = () if whole is None or not (drawn or bare) else _blank(whole, [s for *_pk, s in drawn])
    without = tuple(pk for pk, _name, _path, shape in rows if shape is None)
    return Compared(_overlaps(drawn), blank, without, {pk: name for pk, name, _path, _shape in rows})


def _overlaps(drawn: list[tuple[int, str, Any]]) -> tuple[tuple[int, int, Any], ...]:
    found = []
    index = shapely.STRtree([shape for _pk, _path, shape in drawn])
    for i, (pk, path, shape) in enumerate(drawn):
        for j in sorted(index.query(shape, predicate="intersects").tolist()):
            other, other_path, other_shape = drawn[j]
            if j <= i or path.startswith(other_path) or other_path.startswith(path):
                continue
            common = shape.intersection(other_shape)
            if common.area > _SLIVER * min(shape.area, other_shape.area):
                found.append((pk, other, common))
    return tuple(found)


def _blank(outline: Any, drawn: list[Any]) -> tuple[Any, ...]:
    left = outline.difference(shapely.union_all(drawn))
    if left.area <= _SLIVER * outline.area:
        return ()
    parts = [p for p in getattr(left, "geoms", [left]) if p.area > _SLIVER / 10 * outline.area]
    return tuple(sorted(parts, key=lambda p: (-p.area, p.bounds)))


def square_metres(shape: Any) -> int:
    """The area of a shape in degrees, to about 1 %."""
    _, south, _, north = shape.bounds
    return int(shape.area * _M2_PER_SQUARE_DEGREE * cos(radians((south + north) / 2)) + 0.5)
