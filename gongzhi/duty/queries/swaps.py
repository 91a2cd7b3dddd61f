"""Who asks whom to change shifts."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.duty.models import ShiftSwap, Stint
from gongzhi.duty.queries import rota as rotas
from gongzhi.duty.rules.shifts import SwapState
from gongzhi.kit.words import moment


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks: who, which shift, and what they give for it (empty: nothing)."""

    swap_id: int
    name: str
    shift: str
    back: str


def shift_line(stint: Stint) -> str:
    """A shift in words: when, where, which."""
    return f"{moment(stint.starts_at)} {stint.place.name} {rotas.shift_words(stint.place, stint.shift)}"


def asked_of(actor: Actor) -> list[Asked]:
    """What waits for the actor's answer. One query."""
    rows = ShiftSwap.objects.filter(to__in=rotas.appointments_of(actor), state=SwapState.ASKED)
    rows = rows.filter(stint__starts_at__gt=clock.now()).order_by("stint__starts_at", "id")
    found = rows.select_related("stint__place", "stint__appointment__person", "other__place")
    return [
        Asked(r.pk, r.stint.appointment.person.name, shift_line(r.stint), shift_line(r.other) if r.other else "")
        for r in found[:30]
    ]


def waiting(stint: Stint) -> ShiftSwap | None:
    """Whom the keeper of a shift has asked and who has not answered yet. One query."""
    return (
        ShiftSwap.objects.filter(stint=stint, state=SwapState.ASKED)
        .select_related("to__person", "other__place")
        .first()
    )


def others(stint: Stint, most: int = 60) -> list[Stint]:
    """Coming shifts of others at the same place. One query."""
    rows = Stint.objects.filter(place=stint.place_id, starts_at__gt=clock.now())
    rows = rows.exclude(appointment__person=stint.appointment.person_id)
    return list(rows.select_related("place", "appointment__person").order_by("starts_at", "id")[:most])
