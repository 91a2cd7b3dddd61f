"""Outlines as GeoJSON, for maps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gongzhi.places.models import Place
from gongzhi.places.queries.tree import get, in_force, under
from gongzhi.places.rules import shapes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MOST = 2_000


def shapes_within(place_id: int, kinds: Iterable[str]) -> dict[int, BaseGeometry]:
    """The outlines of the places of these kinds at or below a place, by id, in the order of the tree. One query and
    the place. Raises NotFound."""
    rows = Place.objects.filter(in_force(), under(get(place_id).path), kind__in=list(kinds)).exclude(geometry=None)
    found = rows.order_by("path").values_list("id", "geometry")
    return {pk: shapes.from_wkb(wkb) for pk, wkb in found if wkb is not None}


def outline(place_id: int, kind: str | None = None) -> dict[str, Any]:
    """A FeatureCollection: the outlines of the places of `kind` below a place, or of the place itself (kind None).

    Places without an outline (buildings) are points. Properties: id (text, 64 bits do not fit a JavaScript number),
    name, code, kind. Raises NotFound.
    """
    base = Place.objects.filter(in_force()).exclude(geometry=None, lon=None)
    base = base.filter(under(get(place_id).path), kind=kind) if kind else base.filter(pk=place_id)
    rows = base.order_by("code", "id").values_list("id", "name", "code", "kind", "geometry", "lon", "lat")[:_MOST]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": str(pk),
                "properties": {"id": str(pk), "name": name, "code": code, "kind": kind_},
                "geometry": {"type": "Point", "coordinates": [lon, lat]} if wkb is None else shapes.to_geojson(wkb),
            }
            for pk, name, code, kind_, wkb, lon, lat in rows
        ],
    }
