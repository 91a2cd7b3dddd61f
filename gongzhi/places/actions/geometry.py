"""Give a place an outline, or take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core.errors import Invalid
from gongzhi.core.heavy import shapely
from gongzhi.places.actions import shared
from gongzhi.places.models import Place, PlaceTile
from gongzhi.places.rules import shapes, tiles
from gongzhi.places.rules.kinds import SMALL

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def set_geometry(place_id: int, geometry: object | None, *, actor: Actor, version: int | None = None) -> Place:
    """The outline as GeoJSON (WGS 84), or None. Tiles are rewritten in the same transaction.

    Raises NotFound, Forbidden, Invalid, Conflict.
    """
    place = shared.editable(place_id, actor)
    shape = shapes.from_geojson(geometry) if geometry is not None else None
    with transaction.atomic():
        shared.change(place, version, **columns_of(shape, place.kind))
        PlaceTile.objects.filter(place_id=place_id).delete()
        write_tiles(place_id, shape)
        points = 0 if shape is None else int(shapely.get_num_coordinates(shape))
        shared.note(shared.OUTLINED, stream=place_id, actor=actor, codes={"points": points})
    place.refresh_from_db()
    return place


def columns_of(shape: BaseGeometry | None, kind: str) -> dict[str, Any]:
    """The columns that follow from an outline; the representative point lies inside it."""
    if shape is None:
        return {"geometry": None, "min_lon": None, "min_lat": None, "max_lon": None, "max_lat": None}
    west, south, east, north = shape.bounds
    inside = shape.representative_point()
    return {
        "geometry": shapes.to_wkb(shape),
        "min_lon": west,
        "min_lat": south,
        "max_lon": east,
        "max_lat": north,
        **point_columns(inside.x, inside.y, kind),
    }


def point_columns(lon: float | None, lat: float | None, kind: str) -> dict[str, Any]:
    """The columns of the representative point. Raises Invalid."""
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid("Longitude must be within ±180 and latitude within ±90, longitude first.", field="lon")
    return {"lon": lon, "lat": lat, "spot": None if kind in SMALL else tiles.spot(lon, lat)}


def write_tiles(place_id: int, shape: BaseGeometry | None) -> None:
    """Enter the outline into the tile index."""
    if shape is not None:
        PlaceTile.objects.bulk_create(
            [PlaceTile(tile=tile, place_id=place_id, covers=covers) for tile, covers in tiles.cover(shape)]
        )
