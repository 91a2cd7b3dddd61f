"""How many households or residents a place has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongzhi.core import clock
from gongzhi.places.models import PlaceFigure


def figures_on(kind: str, on: date | None = None, among: Iterable[int] | None = None) -> dict[int, int]:
    """The latest figure of each place that has one on a day (default: today), by place; `among`: of these places
    alone. One query."""
    rows = PlaceFigure.objects.filter(kind=kind, on__lte=on or clock.today()).order_by("on", "id")
    rows = rows if among is None else rows.filter(place__in=list(among))
    return dict(rows.values_list("place_id", "value"))


def figures_of(place_id: int) -> list[PlaceFigure]:
    """All figures of a place, the newest first."""
    return list(PlaceFigure.objects.filter(place_id=place_id).order_by("-on", "kind")[:100])
