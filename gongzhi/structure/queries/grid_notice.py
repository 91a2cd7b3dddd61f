"""The public notice of a grid: name, area, map, who answers for it and by which phone; no private data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.places.public import Place
from gongzhi.structure.queries import grids
from gongzhi.structure.queries.grid_kinds import HOMES, Row, Staff

WIDTH, HEIGHT = 640.0, 420.0


@dataclass(frozen=True, slots=True)
class Notice:
    """One sheet. `paths`: (SVG path, own grid?) of the map; `marks`: (x, y, name) of buildings."""

    row: Row
    community: Place
    buildings: tuple[str, ...]
    staff: tuple[Staff, ...]
    phone: str  # of the community's hotline
    paths: tuple[tuple[str, bool], ...]
    marks: tuple[tuple[float, float, str], ...]


def notice_of(grid: Place) -> Notice:
    """The notice of one grid. Raises NotFound (closed)."""
    community = grids.community_of(grid.pk)
    found = next((n for n in notices_of(community) if n.row.place.pk == grid.pk), None)
    if found is None:
        raise NotFound("There is no such grid.")
    return found


def notices_of(community: Place) -> list[Notice]:
    """The notices of all grids of a community; a fixed number of queries."""
    made = grids.overview(community)
    outlines = places.shapes_within(community.pk, [*HOMES, *(k.kind for k in made.kinds)])
    buildings = places.within(community.pk, ["building"])
    settled = packs.active().community
    phone = settled.phone if settled else ""
    return [_one(row, community, outlines, buildings, phone) for row in made.rows]


def _one(row: Row, community: Place, outlines: dict[int, Any], buildings: list[Place], phone: str) -> Notice:
    inside = [b for b in buildings if row.place.pk in b.ancestors]
    staff = tuple(s for s in row.staff if s.names)
    shape = outlines.get(row.place.pk)
    if shape is None:
        return Notice(row, community, tuple(b.name for b in inside), staff, phone, (), ())
    west, south, east, north = shape.buffer((shape.bounds[2] - shape.bounds[0]) * 0.08).bounds
    wide = 0.9  # a degree of longitude is shorter than one of latitude; drawn for 27 to 35 degrees north
    scale = min(WIDTH / ((east - west) * wide), HEIGHT / (north - south))
    left = (WIDTH - (east - west) * wide * scale) / 2
    top = (HEIGHT - (north - south) * scale) / 2

    def spot(lon: float, lat: float) -> tuple[float, float]:
        return round(left + (lon - west) * wide * scale, 1), round(top + (north - lat) * scale, 1)

    others = [s for pk, s in outlines.items() if pk != row.place.pk and s.intersects(shape)]
    paths = [(_path(s, spot), False) for s in others] + [(_path(shape, spot), True)]
    marks = [(*spot(b.lon, b.lat or 0.0), b.name) for b in inside if b.lon is not None]
    return Notice(row, community, tuple(b.name for b in inside), staff, phone, tuple(paths), tuple(marks))


def _path(shape: Any, spot: Any) -> str:
    rings = []
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            points = [spot(x, y) for x, y in ring.coords]
            rings.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
    return "".join(rings)
