"""Households and residents of a place over time, and the measures of grids."""

from __future__ import annotations

from datetime import date

import pytest

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.core.measures import Asked
from gongzhi.places import public as places
from gongzhi.places.tests.conftest import Town, square


def values(name: str, town: Town) -> dict[str, float | None]:
    asked = Asked(clock.today(), place_kinds=("community",))
    return {m.unit: m.value for m in places.MEASURES[name](asked)}


def test_the_latest_figure_of_a_day_counts(town: Town) -> None:
    west = town.west.pk
    places.set_figure(west, "households", 2900, source="年报", actor=SYSTEM, on=date(2025, 12, 31))
    places.set_figure(west, "households", 3100, source="普查", actor=SYSTEM)
    assert places.figures_on("households", date(2026, 1, 1)) == {west: 2900}
    assert places.figures_on("households") == {west: 3100}
    places.set_figure(west, "households", 3150, source="更正", actor=SYSTEM)
    assert places.figures_on("households") == {west: 3150}
    assert len(places.figures_of(west)) == 2
    with pytest.raises(Forbidden):
        places.set_figure(west, "households", 1, source="x", actor=ANONYMOUS)
    for wrong in ({"value": -1}, {"source": " "}, {"on": date(2026, 3, 3)}, {"kind": "cats"}):
        good = {"kind": "households", "value": 1, "source": "x", "on": None, **wrong}
        with pytest.raises(Invalid):
            places.set_figure(west, actor=SYSTEM, **good)  # type: ignore[arg-type]


def test_blank_ground_overlaps_and_outlines(town: Town) -> None:
    blank = values("ground_blank", town)
    assert blank["重庆路社区"] is None  # it has no outline: not known, never fulfilled
    quarter = blank["东新社区"]
    assert quarter is not None
    assert 30_000 < quarter < 60_000  # one of four squares of 200 m
    assert values("grids_overlapping", town) == {"东新社区": 0, "重庆路社区": 0}
    places.set_geometry(town.grids[0].pk, square(0, 0, 0.003), actor=SYSTEM)
    places.set_geometry(town.grids[2].pk, None, actor=SYSTEM)
    assert values("grids_overlapping", town)["东新社区"] == 1
    assert values("grids_undrawn", town)["东新社区"] == 1


def test_each_building_lies_in_exactly_one_grid(town: Town) -> None:
    def building(name: str, x: float, y: float) -> None:
        lon, lat = 106.70 + x * 0.002, 26.57 + y * 0.002
        places.add_place(kind="building", name=name, parent_id=town.west.pk, lon=lon, lat=lat, actor=SYSTEM)

    building("1栋", 0.5, 0.5)
    assert values("buildings_gridded", town)["东新社区"] == 0
    building("2栋", 1.5, 1.5)  # no grid there
    asked = Asked(clock.today(), place_kinds=("community",), within=(town.west.pk,))
    (found,) = places.MEASURES["buildings_gridded"](asked)
    assert (found.value, found.detail, found.unit_id) == (1, "2栋", town.west.pk)
    places.set_geometry(town.grids[1].pk, square(0, 0, 0.004), actor=SYSTEM)  # over the first one
    assert values("buildings_gridded", town)["东新社区"] == 1
