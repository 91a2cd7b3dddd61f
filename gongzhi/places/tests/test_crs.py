"""Coordinates of Chinese maps there and back."""

from __future__ import annotations

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.places.rules import crs


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot((a[0] - b[0]) * 111_320 * cos(radians(a[1])), (a[1] - b[1]) * 110_574)


@given(st.floats(75, 134), st.floats(5, 53))
def test_there_and_back_is_less_than_a_metre(lon: float, lat: float) -> None:
    for there, back in ((crs.wgs84_to_gcj02, crs.gcj02_to_wgs84), (crs.wgs84_to_bd09, crs.bd09_to_wgs84)):
        assert metres(back(*there(lon, lat)), (lon, lat)) < 0.1


def test_a_published_pair() -> None:
    # Tiananmen: 116.397428, 39.90923 in GCJ-02, as map services give it
    assert metres(crs.gcj02_to_wgs84(116.397428, 39.90923), (116.391188, 39.907827)) < 5


def test_the_shift_is_what_maps_show() -> None:
    assert 100 < metres(crs.wgs84_to_gcj02(106.71, 26.57), (106.71, 26.57)) < 800
    assert crs.wgs84_to_gcj02(-74.0, 40.7) == (-74.0, 40.7)  # nothing abroad


def test_unknown_system() -> None:
    with pytest.raises(ValueError, match="unknown"):
        crs.to_wgs84(1, 1, "mars")
