"""The number of households or residents of a place, counted on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.places.actions import shared
from gongzhi.places.models import PlaceFigure
from gongzhi.places.rules.kinds import FigureKind

MOST = 50_000_000
_followers: list[Callable[[PlaceFigure], object]] = []


def on_figure(handler: Callable[[PlaceFigure], object]) -> None:
    """Call `handler(figure)` in the transaction in which a count is entered. Registering twice is once."""
    if handler not in _followers:
        _followers.append(handler)


def set_figure(
    place_id: int, kind: str, value: int, *, source: str, actor: Actor, on: date | None = None
) -> PlaceFigure:
    """Enter a count from a day on (default: today); the same day again corrects it.

    Raises NotFound, Forbidden (`place:edit`), Invalid.
    """
    place = shared.editable(place_id, actor)
    day = on or clock.today()
    if kind not in list(FigureKind):
        raise Invalid("Such a number is not kept.", field="kind")
    if not 0 <= value <= MOST:
        raise Invalid("The number cannot be right.", field="value")
    if day > clock.today():
        raise Invalid("The date lies in the future.", field="on")
    if not (source := " ".join(source.split())):
        raise Invalid("Say where the number comes from.", field="source")
    with transaction.atomic():
        figure, _new = PlaceFigure.objects.update_or_create(
            place=place, kind=kind, on=day, defaults={"value": value, "source": source[:120]}
        )
        codes: shared.Codes = {"kind": kind, "on": day.isoformat(), "value": value}
        shared.note(shared.COUNTED, stream=place_id, actor=actor, codes=codes, texts={"source": source[:120]})
        for follow in _followers:
            follow(figure)
    return figure
