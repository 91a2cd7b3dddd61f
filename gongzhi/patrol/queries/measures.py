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
    there = Point.objects.filter(Q(ends_on=None) | Q(ends_on__gte=asked.on))
    rows = there.filter(places.inside(asked.within, "place__"), starts_on__lte=asked.on - days)
    known = set(there.values_list("place", flat=True))
    missed: dict[int, list[str]] = {}
    for point in rows.annotate(last=Max("visits__done_at")).order_by("id"):
        if point.last is None or clock.local(point.last).date() < asked.on - days:
            missed.setdefault(point.place_id, []).append(point.title)
    for spot in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        names = missed.get(spot.pk, [])
        said = _(", ").join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        value = float(len(names)) if spot.pk in known else None
        yield Measured(spot.pk, spot.name, spot.pk, value, link=f"/desk/patrol/{spot.pk}/", detail=said)


MEASURES: dict[str, MeasureFunction] = {"patrol_points_missed": patrol_points_missed}
