"""Appointments with the sides: called, held, called off."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.mediation import events
from gongzhi.mediation.actions.shared import record
from gongzhi.mediation.models import Case, Sitting
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.rules.words import SittingState
from gongzhi.notices import public as notices


@transaction.atomic
def call(case: Case, *, starts_at: datetime, venue: str, actor: Actor) -> Sitting:
    """Call the sides; who gave a phone gets a message that names nobody. Raises Forbidden, NotAllowed, Invalid."""
    queries.require_mediates(actor, case)
    queries.fresh(case)
    if starts_at <= clock.now():
        raise Invalid("Choose a time that lies ahead.", field="starts_at")
    if len(venue.strip()) < 2:
        raise Invalid("Say where.", field="venue")
    made = Sitting(case=case, starts_at=starts_at, venue=venue.strip()[:120])
    made.save(force_insert=True)
    record(events.CALLED, case, actor, {"sitting": made.pk, "at": clock.local(starts_at).isoformat()})
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Mediation %(number)s: %(when)s, %(venue)s. Taking part is of your own free will.")
        _tell(case, made, text, "called")
    return made


@transaction.atomic
def hold(case: Case, sitting_id: int, *, came: int, notes: str, actor: Actor) -> None:
    """Write down that it was held: how many sides came, what was said (only who mediates reads it).

    Raises Forbidden, NotAllowed (still to come), NotFound, Invalid, Conflict."""
    queries.require_mediates(actor, case)
    found = _called(case, sitting_id)
    if found.starts_at > clock.now():
        raise NotAllowed("It lies ahead.")
    if not 0 <= came <= case.sides.count():
        raise Invalid("So many sides there are not.", field="came")
    sealed = queries.seal(notes.strip(), "sitting", found.pk)
    _move(found, SittingState.HELD, came=came, sealed=sealed)
    record(events.HELD, case, actor, {"sitting": found.pk, "came": came})


@transaction.atomic
def drop(case: Case, sitting_id: int, *, actor: Actor) -> None:
    """Call it off; the sides are told. Raises Forbidden, NotFound, Conflict."""
    queries.require_mediates(actor, case)
    found = _called(case, sitting_id)
    _move(found, SittingState.DROPPED)
    record(events.DROPPED, case, actor, {"sitting": found.pk})
    with translation.override(settings.LANGUAGE_CODE):
        _tell(case, found, _("Mediation %(number)s: %(when)s, %(venue)s does not take place."), "dropped")


def _called(case: Case, sitting_id: int) -> Sitting:
    found = Sitting.objects.filter(pk=sitting_id, case=case).first()
    if found is None:
        raise NotFound("There is no such sitting.")
    return found


def _move(found: Sitting, state: SittingState, **more: object) -> None:
    rows = Sitting.objects.filter(pk=found.pk, state=SittingState.CALLED)
    if not rows.update(state=state, **more):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")


def _tell(case: Case, found: Sitting, text: str, why: str) -> None:
    when = f"{clock.local(found.starts_at):%Y-%m-%d %H:%M}"
    words = text % {"number": spoken(case.number), "when": when, "venue": found.venue}
    for side in queries.sides(case):
        if side.phone:
            notices.send(
                channel=notices.Channel.SMS, text=words, key=f"mediation-{found.pk}-{side.id}-{why}", phone=side.phone,
                about=case.pk,
            )  # fmt: skip
