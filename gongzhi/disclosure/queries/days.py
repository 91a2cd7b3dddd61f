"""Open days."""

from __future__ import annotations

from django.db.models import QuerySet

from gongzhi.core.errors import NotFound
from gongzhi.disclosure.models import OpenDay
from gongzhi.places import public as places


def day(day_id: int) -> OpenDay:
    """One open day. Raises NotFound."""
    found = OpenDay.objects.select_related("place", "announced", "report").filter(pk=day_id).first()
    if found is None:
        raise NotFound("There is no such open day.")
    return found


def listed(place_id: int | None = None) -> QuerySet[OpenDay]:
    """The open days of a place and below, or all."""
    rows = OpenDay.objects.select_related("place", "announced")
    return rows if place_id is None else rows.filter(places.inside([place_id], "place__"))
