"""Grids that overlap, and ground that no grid covers (空白点)."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from gongzhi.places.models import Place
from gongzhi.places.queries.tree import get, in_force, under
from gongzhi.places.rules import shapes
from gongzhi.places.rules.kinds import PlaceKind

_SLIVER = 0.001  # of the smaller grid: less is how a line was drawn, not a gap
_MOST = 500
_M2_PER_SQUARE_DEGREE = 111_320 * 110_574


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is wrong with the grids of an area; areas in square metres (about 1 % exact)."""

    overlaps: tuple[tuple[str, str, int], ...]  # names of two grids, area
    blank_m2: int
    without_outline: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.overlaps or self.blank_m2 or self.without_outline)


def gaps_of(place_id: int) -> Gaps:
    """Overlaps, blank ground and grids without outline right below an area. Raises NotFound.

    Grids below grids (第二级网格) are compared with their siblings only.
    """
    place = get(place_id)
    rows = list(
        Place.objects.filter(in_force(), under(place.path), kind=PlaceKind.GRID)
        .order_by("code", "id")
        .values_list("id", "name", "parent_id", "geometry")[:_MOST]
    )
    without = tuple(name for _, name, _, wkb in rows if wkb is None)
    drawn = [(name, parent, shapes.from_wkb(wkb)) for _, name, parent, wkb in rows if wkb is not None]
    overlaps = []
    index = shapely.STRtree([shape for _, _, shape in drawn])
    for i, (name, parent, shape) in enumerate(drawn):
        for j in sorted(index.query(shape, predicate="intersects").tolist()):
            other, other_parent, other_shape = drawn[j]
            if j <= i or parent != other_parent:
                continue
            common = shape.intersection(other_shape)
            if common.area > _SLIVER * min(shape.area, other_shape.area):
                overlaps.append((name, other, _m2(common)))
    whole = Place.objects.filter(pk=place_id).values_list("geometry", flat=True).first()
    blank = 0
    if whole is not None and drawn:
        outline = shapes.from_wkb(whole)
        left = outline.difference(shapely.union_all([shape for _, _, shape in drawn]))
        blank = _m2(left) if left.area > _SLIVER * outline.area else 0
    return Gaps(tuple(overlaps), blank, without)


def _m2(shape: shapely.Geometry) -> int:
    from math import cos, radians

    _, south, _, north = shape.bounds
    return int(shape.area * _M2_PER_SQUARE_DEGREE * cos(radians((south + north) / 2)) + 0.5)
