"""Grids: reading an outline that was typed, cutting by a line, words for what is wrong. Pure; WGS 84, degrees."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Any

from gongzhi.core.errors import Invalid
from gongzhi.core.heavy import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

UNDO_DAYS = 7
OUTSIDE = 0.5  # a grid with more of it outside its community belongs to another one
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a grid that a line cuts; `side` is north, south, east or west of the other one."""

    side: str
    shape: BaseGeometry


def outline_of(text: str) -> dict[str, Any]:
    """GeoJSON, or points one a line (longitude, latitude), as a GeoJSON geometry. Raises Invalid."""
    if text.lstrip().startswith("{"):
        return _geojson(text)
    points = points_of(text)
    if len(points) < 3:
        raise Invalid("An outline needs at least three points.", field="outline")
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}


def line_of(text: str) -> BaseGeometry:
    """A line of at least two points, as GeoJSON or one point a line. Raises Invalid."""
    if text.lstrip().startswith("{"):
        made = _geojson(text)
        if made.get("type") != "LineString":
            raise Invalid("The line must be a LineString of GeoJSON.", field="line")
        pairs = made.get("coordinates") or []
        text = "\n".join(" ".join(str(n) for n in pair[:2]) for pair in pairs if isinstance(pair, list))
    points = points_of(text, "line")
    if len(points) < 2 or len(set(points)) < 2:
        raise Invalid("A line needs at least two points.", field="line")
    return shapely.LineString(points)


def _geojson(text: str) -> dict[str, Any]:
    try:
        made = json.loads(text)
    except ValueError:
        raise Invalid("This is not GeoJSON.", field="outline") from None
    if isinstance(made, dict) and made.get("type") == "Feature":
        made = made.get("geometry")
    if not isinstance(made, dict):
        raise Invalid("This is not GeoJSON.", field="outline")
    return made


def points_of(text: str, field: str = "outline") -> list[tuple[float, float]]:
    """Points one a line, longitude and latitude in any order that is clear. Raises Invalid with the line's number."""
    found: list[tuple[float, float]] = []
    for number, line in enumerate(text.replace(";", "\n").replace("；", "\n").splitlines(), start=1):
        if not line.strip():
            continue
        numbers = [float(n) for n in _NUMBER.findall(line)]
        if len(numbers) != 2:
            raise Invalid("Line %(line)s is not a longitude and a latitude.", field=field, line=number)
        a, b = numbers
        lon, lat = (b, a) if abs(a) <= 90 < abs(b) else (a, b)
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise Invalid("Line %(line)s is not a longitude and a latitude.", field=field, line=number)
        found.append((lon, lat))
    if len(found) > _MOST:
        raise Invalid("The outline has more than %(most)s points.", field=field, most=_MOST)
    return found


def text_of(shape: BaseGeometry | None) -> str:
    """The outline as the form shows it: points one a line; GeoJSON where it is more than one simple ring."""
    if shape is None:
        return ""
    if shape.geom_type == "Polygon" and not shape.interiors:
        return "\n".join(f"{x:.6f}, {y:.6f}" for x, y in list(shape.exterior.coords)[:-1])
    return json.dumps(shapely.geometry.mapping(shape))


def cut(shape: BaseGeometry, line: BaseGeometry) -> tuple[Half, Half]:
    """The two sides of a grid; a line that ends inside is drawn on to the edge. Raises Invalid: not two parts."""
    parts = _parts(shape, line)
    if len(parts) != 2:
        parts = _parts(shape, _drawn_on(line, shape))
    if len(parts) < 2:
        raise Invalid("The line does not cut the grid. Begin and end it outside the grid.", field="line")
    if len(parts) > 2:
        raise Invalid(
            "The line cuts the grid into %(n)s parts; draw one that cuts it into two.", field="line", n=len(parts)
        )
    a, b = parts
    dx, dy = b.centroid.x - a.centroid.x, b.centroid.y - a.centroid.y
    if abs(dx) > abs(dy):
        west, east = (a, b) if dx > 0 else (b, a)
        return Half("west", west), Half("east", east)
    south, north = (a, b) if dy > 0 else (b, a)
    return Half("north", north), Half("south", south)


def _parts(shape: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    return [p for p in shapely.ops.split(shape, line).geoms if p.area > shape.area * 1e-6]


def _drawn_on(line: BaseGeometry, shape: BaseGeometry) -> BaseGeometry:
    west, south, east, north = shape.bounds
    far = hypot(east - west, north - south)
    points = list(line.coords)

    def beyond(inner: tuple[float, ...], end: tuple[float, ...]) -> tuple[float, float]:
        dx, dy = end[0] - inner[0], end[1] - inner[1]
        length = hypot(dx, dy) or 1.0
        return end[0] + dx / length * far, end[1] + dy / length * far

    return shapely.LineString([beyond(points[1], points[0]), *points, beyond(points[-2], points[-1])])


def joined(shapes: list[BaseGeometry]) -> BaseGeometry:
    """The outline of several grids together, to 1 cm; hair-thin rests of lines drawn twice are closed."""
    whole = shapely.union_all(shapes, grid_size=1e-7)
    parts = [_without_slits(p) for p in getattr(whole, "geoms", [whole])]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _without_slits(shape: BaseGeometry) -> BaseGeometry:
    holes = [h for h in shape.interiors if shapely.Polygon(h).area > shape.area * 1e-4]
    return shapely.Polygon(shape.exterior, holes)


def holds(shape: BaseGeometry, point: tuple[float, float]) -> bool:
    """Whether a point (lon, lat) lies in a shape or on its edge."""
    return bool(shapely.intersects_xy(shape, *point))


def share_outside(shape: BaseGeometry, whole: BaseGeometry | None) -> float:
    """Which share of a grid lies outside its community (0 where that has no outline)."""
    if whole is None or not shape.area:
        return 0.0
    return float(shape.difference(whole).area / shape.area)
