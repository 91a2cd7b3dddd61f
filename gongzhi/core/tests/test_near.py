"""The same matter again: what the cells find is what comparing all with all finds, everywhere on the earth."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from gongzhi.core.near import Point, day_first, metres_between, moment_of, same_again

START = datetime(2026, 3, 2, tzinfo=UTC)
CENTRES = ((106.7, 26.6), (179.9999, -17.0), (-73.9, 40.7), (12.0, 89.9995), (0.0, 0.0), (-180.0, 66.0))


def _points(seed: int) -> list[Point]:
    chance = random.Random(seed)  # noqa: S311 - a test's
    found = []
    for _ in range(160):
        lon, lat = chance.choice(CENTRES)
        lon += chance.uniform(-0.002, 0.002) / max(0.001, 1 - abs(lat) / 90)
        lat = min(90.0, max(-90.0, lat + chance.uniform(-0.002, 0.002)))
        lon = (lon + 180) % 360 - 180
        at = START + timedelta(hours=chance.randrange(0, 24 * 20))
        found.append(Point(at, chance.choice(("lamp", "bin")), lon, lat))
    return found


def _naive(points: list[Point], metres: float, days: float) -> set[tuple[int, int]]:
    order = sorted(range(len(points)), key=lambda i: points[i].at)
    return {
        (a, b)
        for a, b in combinations(order, 2)
        if points[a].kind == points[b].kind
        and points[b].at - points[a].at < timedelta(days=days)
        and metres_between(points[a].lon, points[a].lat, points[b].lon, points[b].lat) <= metres
    }


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("metres", "days"), [(50, 7), (0.5, 30), (400, 1), (5000, 20)])
def test_the_cells_find_what_comparing_all_finds(seed: int, metres: float, days: float) -> None:
    points = _points(seed)
    found = list(same_again(points, metres=metres, days=days))
    assert len(found) == len(set(found))
    assert set(found) == _naive(points, metres, days)


def test_distance_and_days_are_bounds() -> None:
    here = Point(START, "lamp", 106.7, 26.6)
    week = Point(START + timedelta(days=7), "lamp", 106.7, 26.6)
    almost = Point(START + timedelta(days=7, seconds=-1), "lamp", 106.7, 26.6)
    assert list(same_again([week, here], metres=50, days=7)) == []
    assert list(same_again([almost, here], metres=50, days=7)) == [(1, 0)]
    assert metres_between(106.7, 26.6, 106.7, 27.6) == pytest.approx(111_195, abs=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2019/2/28 11:25:05", "2019-02-28T11:25:05+08:00"),
        ("3/14/2025 1:20", "2025-03-14T01:20:00+08:00"),
        ("03/14/2025 01:20:07 PM", "2025-03-14T13:20:07+08:00"),
        ("3/14/2025 12:05:00 AM", "2025-03-14T00:05:00+08:00"),
        ("2025-03-14T01:20:00Z", "2025-03-14T01:20:00+00:00"),
        ("2025-03-14", "2025-03-14T00:00:00+08:00"),
        ("2025.3.4", "2025-03-04T00:00:00+08:00"),
    ],
)
def test_moments_as_tables_write_them(text: str, said: str) -> None:
    assert moment_of(text).isoformat() == said


def test_which_number_is_the_day() -> None:
    assert not day_first(["3/14/2025 1:20", "2019/2/28"])
    assert day_first(["3/4/2025", "28/2/2019 10:00"])
    assert moment_of("3/4/2025", day_first=True).isoformat() == "2025-04-03T00:00:00+08:00"


@pytest.mark.parametrize("text", ["", "soon", "2/30/2025", "3/14/2025 13:00 PM", "3/14/2025 at noon", "13/13/2025"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moment_of(text)
