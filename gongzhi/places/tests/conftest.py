"""A small town: city, county, street, two communities, grids as squares beside each other."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.places import public as places
from gongzhi.places.models import Place

LON, LAT, SIDE = 106.70, 26.57, 0.002


def square(x: float, y: float, side: float = SIDE) -> dict[str, object]:
    """A square whose corner lies x, y sides from the town's corner."""
    w, s = LON + x * SIDE, LAT + y * SIDE
    ring = [[w, s], [w + side, s], [w + side, s + side], [w, s + side], [w, s]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Town:
    city: Place
    county: Place
    street: Place
    east: Place
    west: Place
    grids: list[Place]


@pytest.fixture
def town(db: None, manual_clock: object) -> Town:
    def add(kind: str, name: str, parent: Place | None, code: str, **more: object) -> Place:
        parent_id = parent.pk if parent else None
        return places.add_place(kind=kind, name=name, parent_id=parent_id, code=code, actor=SYSTEM, **more)

    city = add("city", "贵阳市", None, "520100000000")
    county = add("county", "云岩区", city, "520103000000", geometry=square(-5, -5, SIDE * 20))
    street = add("street", "文昌阁街道", county, "520103001000")
    west = add(
        "community", "东新社区", street, "520103001001", geometry=square(0, 0, SIDE * 2), address="新添大道 12 号"
    )
    east = add("community", "重庆路社区", street, "520103001002", lon=LON + 5 * SIDE, lat=LAT)
    grids = [
        add("grid", f"第{i + 1}网格", west, f"52010300100100{i + 1}", geometry=square(x, y))
        for i, (x, y) in enumerate([(0, 0), (1, 0), (0, 1)])
    ]
    return Town(city, county, street, east, west, grids)
