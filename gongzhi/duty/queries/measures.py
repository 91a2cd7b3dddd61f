"""What the clauses ask of duty (row D7)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.duty.models import Stint
from gongzhi.duty.queries.rota import desks_of, rotas, shift_words
from gongzhi.places import public as places

AHEAD_DAYS = 3
_NAMED = 5


def duty_shifts_empty(asked: Asked) -> Iterator[Measured]:
    """Seats of the shifts of the next `days` that nobody keeps, each place of `place_kinds` with a rota; unknown where
    none was ever planned."""
    wanted = places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within)
    rows = list(desks_of(None).filter(pk__in=[spot.pk for spot in wanted]).order_by("path"))
    ever = set(Stint.objects.filter(place__in=[p.pk for p in rows]).values_list("place", flat=True).distinct())
    now = clock.now()
    for rota in rotas(rows, asked.on, asked.days or AHEAD_DAYS):
        empty = [s for s in rota.empty if s.span.ends_at > now]
        said = _(", ").join(f"{s.span.on:%m-%d} {shift_words(rota.place, s.span.key)}" for s in empty[:_NAMED])
        value = float(len(empty)) if rota.place.pk in ever else None
        link = f"/desk/duty/{rota.place.pk}/"
        detail = said + ("…" if len(empty) > _NAMED else "")
        yield Measured(rota.place.pk, rota.place.name, rota.place.pk, value, link=link, detail=detail)


MEASURES: dict[str, MeasureFunction] = {"duty_shifts_empty": duty_shifts_empty}
