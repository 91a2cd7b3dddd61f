"""What the clauses ask of patrols (row D7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.patrol.models import Point
from gongzhi.places import public as places

EVERY_DAYS = 7
_NAMED = 5


def patrol_points_missed(asked: Asked) -> Iterator[Measured]:
    """Check points at which nobody was in the last `days`, each grid of `place_kinds`; unknown where it has none."""
    days = timedelta(days=asked.days or EVERY_DAYS)
    rows = Point.objects.filter(Q(ends_on=None) | Q(ends_on__gte=asked.on), starts_on__lte=asked.on - days)
    rows = rows.filter(places.inside(asked.within, "place__")).annotate(last=Max("visits__done_at")).order_by("id")
    known = set(Point.objects.filter(Q(ends_on=None) | Q(ends_on__gte=asked.on)).values_list("place", flat=True))
    missed: dict[int, list[str]] = {}
    for point in rows:
        if point.last is None or clock.local(point.last).date() < asked.on - days:
            missed.setdefault(point.place_id, []).append(point.title)
    for spot in _spots(asked):
        names = missed.get(spot[0], [])
        said = _(", ").join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        value = float(len(names)) if spot[0] in known else None
        yield Measured(spot[0], spot[1], spot[0], value, link=f"/desk/patrol/{spot[0]}/", detail=said)


def _spots(asked: Asked) -> list[tuple[int, str]]:
    rows = places.Place.objects.filter(places.inside(asked.within), kind__in=sorted(set(asked.place_kinds)))
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=asked.on), starts_on__lte=asked.on)
    return list(rows.order_by("path").values_list("id", "name"))


MEASURES: dict[str, MeasureFunction] = {"patrol_points_missed": patrol_points_missed}
