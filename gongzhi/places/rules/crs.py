"""GCJ-02 and BD-09 to WGS 84 and back, at the edge only: everything stored is WGS 84 (as devices give it).

The offset of GCJ-02 is a published approximation (a few metres); the way back is by iteration, so that there and back
differ by less than a centimetre. Outside the box around China nothing is shifted.
"""

from __future__ import annotations

from math import atan2, cos, pi, sin, sqrt

Point = tuple[float, float]
_A, _EE = 6378245.0, 0.00669342162296594323
_X_PI = pi * 3000.0 / 180.0


def _outside(lon: float, lat: float) -> bool:
    return not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271)


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    """Degrees, longitude first."""
    if _outside(lon, lat):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    root = sqrt(abs(x))
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    rad = lat / 180.0 * pi
    magic = 1 - _EE * sin(rad) ** 2
    d_lat = north * 180.0 / ((_A * (1 - _EE)) / (magic * sqrt(magic)) * pi)
    d_lon = east * 180.0 / (_A / sqrt(magic) * cos(rad) * pi)
    return lon + d_lon, lat + d_lat


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """The inverse, by iteration."""
    if _outside(lon, lat):
        return lon, lat
    x, y = lon, lat
    for _ in range(6):
        gx, gy = wgs84_to_gcj02(x, y)
        x, y = x - (gx - lon), y - (gy - lat)
    return x, y


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    """Degrees, longitude first."""
    z = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _X_PI)
    theta = atan2(lat, lon) + 0.000003 * cos(lon * _X_PI)
    return z * cos(theta) + 0.0065, z * sin(theta) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    """The inverse, by iteration."""
    x, y = lon - 0.0065, lat - 0.006
    for _ in range(6):
        bx, by = gcj02_to_bd09(x, y)
        x, y = x - (bx - lon), y - (by - lat)
    return x, y


def wgs84_to_bd09(lon: float, lat: float) -> Point:
    """Degrees, longitude first."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> Point:
    """The inverse."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def to_wgs84(lon: float, lat: float, crs: str) -> Point:
    """By the name of the system: `wgs84`, `gcj02`, `bd09`. Raises ValueError."""
    if crs == "wgs84":
        return lon, lat
    if crs == "gcj02":
        return gcj02_to_wgs84(lon, lat)
    if crs == "bd09":
        return bd09_to_wgs84(lon, lat)
    raise ValueError(f"unknown coordinate system: {crs}")
