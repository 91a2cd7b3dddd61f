"""Outlines: from GeoJSON or WKB to a checked shape and back. WGS 84, degrees, longitude first."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from gongzhi.core.errors import Invalid
from gongzhi.core.heavy import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_POINTS = 20_000
_SPOT = re.compile(r"\[(-?[0-9.]+) (-?[0-9.]+)")


def from_geojson(geometry: object) -> BaseGeometry:
    """The shape of a GeoJSON geometry (object or text). Raises Invalid: no polygon, not valid, out of range."""
    if isinstance(geometry, str | bytes):
        try:
            geometry = json.loads(geometry)
        except ValueError:
            raise Invalid("This is not GeoJSON.", field="geometry") from None
    if isinstance(geometry, dict) and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise Invalid("An outline must be a Polygon or MultiPolygon of GeoJSON.", field="geometry")
    try:
        made = shapely.geometry.shape(geometry)
    except (ValueError, TypeError, IndexError, AttributeError, KeyError, shapely.errors.ShapelyError):
        raise Invalid("The coordinates of the outline cannot be read.", field="geometry") from None
    return checked(made)


def checked(made: BaseGeometry) -> BaseGeometry:
    """The shape itself, or Invalid with the reason and the spot."""
    if made.is_empty:
        raise Invalid("The outline is empty.", field="geometry")
    if shapely.get_num_coordinates(made) > MOST_POINTS:
        raise Invalid("The outline has more than %(most)s points.", field="geometry", most=MOST_POINTS)
    west, south, east, north = made.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid("Longitude must be within ±180 and latitude within ±90, longitude first.", field="geometry")
    if not made.is_valid:
        why = shapely.is_valid_reason(made)
        if "elf-intersection" in why and (spot := _SPOT.search(why)):
            words = {"lon": spot[1][:10], "lat": spot[2][:10]}
            raise Invalid("The outline crosses itself near %(lon)s, %(lat)s.", field="geometry", **words)
        raise Invalid("The outline is not valid: %(why)s.", field="geometry", why=why)
    return shapely.force_2d(made)


def to_wkb(made: BaseGeometry) -> bytes:
    return bytes(shapely.to_wkb(made, byte_order=1))


def from_wkb(wkb: bytes | memoryview) -> BaseGeometry:
    return shapely.from_wkb(bytes(wkb))


def to_geojson(wkb: bytes | memoryview) -> dict[str, Any]:
    """The GeoJSON geometry, coordinates to 7 digits (1 cm)."""
    rounded = json.loads(json.dumps(shapely.geometry.mapping(from_wkb(wkb))), parse_float=lambda f: round(float(f), 7))
    return dict(rounded)
