"""The outlines of places that an adjustment set up: what was put into them, together."""

from __future__ import annotations

from collections.abc import Mapping

from gongzhi.access.public import SYSTEM
from gongzhi.core.heavy import shapely
from gongzhi.places import public as places
from gongzhi.structure.queries.adjustments import FINE
from gongzhi.structure.rules.grids import joined


def outline_new(new: Mapping[int, int]) -> int:
    """Give each new place the outlines of what stands right below it together, the lowest first; where nothing there
    has one, that of the place that it restores. `new`: id → the id that it restores, or 0. How many got one."""
    done = 0
    rows = places.Place.objects.filter(pk__in=list(new), geometry=None).order_by("-path", "id")
    for place_id in list(rows.values_list("id", flat=True)):
        below = places.Place.objects.filter(parent_id=place_id, ends_on=None).exclude(kind__in=FINE)
        shapes = list(below.exclude(geometry=None).order_by("path").values_list("geometry", flat=True))
        if not shapes and new[place_id]:
            old = places.Place.objects.filter(pk=new[place_id]).exclude(geometry=None)
            shapes = list(old.values_list("geometry", flat=True))
        if shapes:
            whole = joined([places.shape_of(places.to_geojson(wkb)) for wkb in shapes if wkb is not None])
            places.set_geometry(place_id, shapely.geometry.mapping(whole), actor=SYSTEM)
            done += 1
    return done
