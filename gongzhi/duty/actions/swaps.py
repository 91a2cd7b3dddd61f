"""Shifts change hands with the consent of the other. Who keeps a shift (or stands in for who does) asks."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.texts import N_
from gongzhi.duty import events
from gongzhi.duty.actions.rota import changed
from gongzhi.duty.models import ShiftSwap, Stint
from gongzhi.duty.queries import rota as queries
from gongzhi.duty.rules.shifts import SwapState, overlap
from gongzhi.kit.words import moment
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs


def own(stint_id: int, actor: Actor) -> Stint:
    """A shift that the actor keeps. Raises NotFound."""
    rows = Stint.objects.filter(pk=stint_id, appointment__in=queries.appointments_of(actor))
    row = rows.select_related("place", "appointment__person").first()
    if row is None:
        raise NotFound("This shift is not yours.")
    return row


def _coming(*stints: Stint | None) -> None:
    if any(s is not None and s.starts_at <= clock.now() for s in stints):
        raise NotAllowed("This shift has begun. It cannot change hands any more.")


@transaction.atomic
def ask(stint_id: int, *, to: int | None = None, other_id: int | None = None, actor: Actor) -> ShiftSwap:
    """Ask who keeps `other_id` to change with an own shift, or the appointment `to` to take it over. Raises NotFound,
    Invalid, NotAllowed, Conflict (somebody is asked already)."""
    stint = own(stint_id, actor)
    other = None
    if other_id is not None:
        other = (
            Stint.objects.filter(pk=other_id, place=stint.place_id).exclude(appointment=stint.appointment_id).first()
        )
        if other is None:
            raise Invalid("Choose a shift of somebody else.", field="to")
        to = other.appointment_id
    if (
        to is None
        or to == stint.appointment_id
        or to not in dict(queries.staff_of(stint.place, queries.rota_of(stint.place)))
    ):
        raise Invalid("Choose somebody of this place.", field="to")
    _coming(stint, other)
    _free(to, stint, without=other)
    row = ShiftSwap(stint=stint, other=other, to_id=to)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("You have asked somebody already. Wait for the answer, or drop it.") from None
    codes: events.Codes = {"place": stint.place_id, "stint": stint.pk, "other": other_id}
    ledger.record(events.SWAP_ASKED, stream=stint.pk, actor=actor, codes=codes)
    words = lambda: _("%(name)s asks you to take the shift of %(when)s at %(place)s.") % {  # noqa: E731
        "name": stint.appointment.person.name, "when": moment(stint.starts_at), "place": stint.place.name}  # fmt: skip
    _tell(to, words, f"duty-swap-{row.pk}", stint.place_id)
    return row


def _free(appointment_id: int, stint: Stint, without: Stint | None) -> None:
    """Raise Invalid where that person keeps another shift at the time."""
    person = orgs.Appointment.objects.values_list("person", flat=True).get(pk=appointment_id)
    rows = Stint.objects.filter(appointment__person=person, starts_at__lt=stint.ends_at, ends_at__gt=stint.starts_at)
    kept = rows.exclude(pk__in=[stint.pk, without.pk if without else 0]).values_list("starts_at", "ends_at")
    if any(overlap(pair, (stint.starts_at, stint.ends_at)) for pair in kept):
        raise Invalid("This person keeps another shift at that time.", field="to")


@transaction.atomic
def answer(swap_id: int, *, agree: bool, actor: Actor) -> ShiftSwap:
    """Who was asked agrees, and the shifts change hands at once, or declines. Raises NotFound, NotAllowed, Conflict."""
    rows = ShiftSwap.objects.filter(pk=swap_id, to__in=queries.appointments_of(actor))
    row = rows.select_related("stint__place", "other__place", "stint__appointment__person").first()
    if row is None:
        raise NotFound("Nobody asks this of you.")
    state = SwapState.AGREED if agree else SwapState.DECLINED
    if not ShiftSwap.objects.filter(pk=swap_id, state=SwapState.ASKED).update(state=state):
        raise Conflict("This was answered or dropped meanwhile.")
    giver = row.stint.appointment_id
    if agree:
        _coming(row.stint, row.other)
        _free(row.to_id, row.stint, row.other)
        if row.other is not None:
            _free(giver, row.other, row.stint)
        _hand(row.stint, giver, row.to_id)
        if row.other is not None:
            _hand(row.other, row.to_id, giver)
        changed(row.stint.place_id)
    codes: events.Codes = {
        "place": row.stint.place_id, "stint": row.stint_id, "other": row.other_id, "state": state.value,
    }  # fmt: skip
    ledger.record(events.SWAP_ANSWERED, stream=row.stint_id, actor=actor, codes=codes)
    when = {"when": moment(row.stint.starts_at)}
    yes, no = (
        N_("Your shift of %(when)s changed hands."),
        N_("Nobody takes your shift of %(when)s yet: the other declined."),
    )
    words = lambda: _(yes if agree else no) % when  # noqa: E731
    _tell(giver, words, f"duty-swapped-{row.pk}", row.stint.place_id)
    return row


def _hand(stint: Stint, giver: int, taker: int) -> None:
    if not Stint.objects.filter(pk=stint.pk, appointment=giver).update(appointment=taker):
        raise Conflict("The rota was changed meanwhile.")
    ShiftSwap.objects.filter(stint=stint, state=SwapState.ASKED).update(state=SwapState.DROPPED)
    ShiftSwap.objects.filter(other=stint, state=SwapState.ASKED).update(state=SwapState.DROPPED)


@transaction.atomic
def drop(swap_id: int, *, actor: Actor) -> None:
    """Who asked asks no more. Raises NotFound, Conflict."""
    row = ShiftSwap.objects.filter(pk=swap_id, stint__appointment__in=queries.appointments_of(actor)).first()
    if row is None:
        raise NotFound("You have not asked this.")
    if not ShiftSwap.objects.filter(pk=swap_id, state=SwapState.ASKED).update(state=SwapState.DROPPED):
        raise Conflict("This was answered or dropped meanwhile.")
    stint = Stint.objects.get(pk=row.stint_id)
    codes: events.Codes = {
        "place": stint.place_id, "stint": stint.pk, "other": row.other_id, "state": SwapState.DROPPED.value,
    }  # fmt: skip
    ledger.record(events.SWAP_ANSWERED, stream=stint.pk, actor=actor, codes=codes)


def _tell(appointment_id: int, words: Callable[[], str], key: str, place_id: int) -> None:
    person = orgs.Appointment.objects.values_list("person", flat=True).get(pk=appointment_id)
    notices.tell([person], words, key=key, about=place_id, by_sms=False)
