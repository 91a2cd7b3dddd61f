"""A point falls in exactly one grid, or to the place that answers for it; never nowhere."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from gongzhi.access.public import SYSTEM
from gongzhi.core.errors import Invalid
from gongzhi.places import public as places
from gongzhi.places.models import Place
from gongzhi.places.queries import locate_bulk, sql
from gongzhi.places.rules import shapes
from gongzhi.places.tests.conftest import LAT, LON, SIDE, Town, square


def test_inside_a_grid(town: Town, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(2):
        found = places.locate(LON + 0.5 * SIDE, LAT + 0.5 * SIDE)
    grid = town.grids[0].pk
    assert found == places.Location(grid, grid, (town.city.pk, town.county.pk, town.street.pk, town.west.pk, grid))


def test_outside_every_grid_goes_to_the_deepest_area_that_covers_it(town: Town) -> None:
    found = places.locate(LON + 1.5 * SIDE, LAT + 1.5 * SIDE)
    assert (found.grid_id, found.nearest_id) == (None, town.west.pk)
    assert places.locate(LON - 3 * SIDE, LAT - 3 * SIDE).nearest_id == town.county.pk


def test_outside_every_outline_goes_to_the_nearest_point(town: Town) -> None:
    found = places.locate(LON + 16 * SIDE, LAT)
    assert (found.grid_id, found.nearest_id) == (None, town.east.pk)
    assert found.ancestors[-1] == town.east.pk
    assert places.locate(0.0, 0.0).nearest_id == town.city.pk  # the other side of the world: still somebody's


def test_a_stream_of_points(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate_bulk, "_BATCH", 5)
    monkeypatch.setattr(locate_bulk, "_CHUNK", 2)
    monkeypatch.setattr(locate_bulk, "_KEPT", 1)
    points = [(LON + n * 0.7 * SIDE, LAT + n * 0.4 * SIDE) for n in range(-12, 13)] + [(200.0, 0.0)]
    stream = places.locations_of(iter(points))
    assert [next(stream) for _ in points[:-1]] == [places.locate(*p) for p in points[:-1]]
    with pytest.raises(Invalid):
        next(stream)


def test_more_points_than_one_query_takes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    points = [(LON + n % 40 * SIDE / 3, LAT + n // 40 * SIDE / 3) for n in range(-400, 1200)]
    whole = places.locate_many(points)
    monkeypatch.setattr(sql, "_AT_ONCE", 7)
    monkeypatch.setattr(sql, "_MARKS", "IN (%s,%s,%s,%s,%s,%s,%s)")
    assert places.locate_many(points) == whole


def test_no_places_at_all(db: None) -> None:
    assert places.locate(106.7, 26.5) == places.Location(None, None, ())
    assert places.locate_many([(106.7, 26.5)]) == [places.Location(None, None, ())]
    assert places.locate_many([]) == []


def test_a_closed_grid_gives_its_points_back(town: Town) -> None:
    places.close_place(town.grids[0].pk, actor=SYSTEM)
    assert places.locate_many([(LON + 0.5 * SIDE, LAT + 0.5 * SIDE)])[0].nearest_id == town.west.pk
    assert places.locate(LON + 0.5 * SIDE, LAT + 0.5 * SIDE).nearest_id == town.west.pk


def test_a_new_outline_counts_at_once(town: Town) -> None:
    here = (LON + 0.5 * SIDE, LAT + 0.5 * SIDE)
    assert places.locate(*here).grid_id == town.grids[0].pk
    places.set_geometry(town.grids[0].pk, square(1, 1), actor=SYSTEM)
    assert places.locate(*here).grid_id is None
    assert places.locate(LON + 1.5 * SIDE, LAT + 1.5 * SIDE).grid_id == town.grids[0].pk


def _brute(point: tuple[float, float]) -> int | None:
    rows = Place.objects.filter(geometry__isnull=False).order_by("code", "id")
    covering = [p for p in rows if shapes.from_wkb(p.geometry).intersects(shapely.Point(point))]
    grids = [p for p in covering if p.kind == "grid"]
    deepest = sorted(covering, key=lambda p: (-len(p.path), p.code, p.pk))
    return (grids or deepest)[0].pk if covering else None


# Corners and edges on purpose: multiples of half a side, and every float between.
_steps = st.one_of(st.integers(-11, 31).map(lambda n: n / 2), st.floats(-6, 16))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_steps, _steps), min_size=1, max_size=20))
def test_agrees_with_every_outline_tried(town: Town, spots: list[tuple[float, float]]) -> None:
    points = [(LON + x * SIDE, LAT + y * SIDE) for x, y in spots]
    many = places.locate_many(points)
    assert many == [places.locate(*p) for p in points]
    for point, found in zip(points, many, strict=True):
        expected = _brute(point)
        if expected is not None:
            assert found.nearest_id == expected
        assert found.nearest_id is not None


def test_a_shared_edge_belongs_to_one_grid_always_the_same(town: Town) -> None:
    edge = (LON + SIDE, LAT + SIDE / 2)
    assert {places.locate(*edge).grid_id for _ in range(3)} == {town.grids[0].pk}
    assert places.locate_many([edge, edge])[0].grid_id == town.grids[0].pk
