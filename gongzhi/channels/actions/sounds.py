"""Spoken requests: taken in as they are, written down by staff, put right by who spoke, the recording deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, post_for
from gongzhi.channels import events
from gongzhi.channels.models import Speech
from gongzhi.channels.queries.sounds import HEAR
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, NotAllowed, NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

CHANNEL = "web"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recording and where it is about; one contact, as with words."""

    sound: Any  # what a form gives, or bytes
    draft: requests.Draft


def limit_here() -> packs.Limit | None:
    """How soon a recording is written down; None where the pack takes no recordings."""
    try:
        channel = packs.active().channel(CHANNEL)
    except KeyError:
        return None
    return channel.spoken if channel.in_use else None


def kept() -> timedelta:
    """How long a recording is kept after it was written down, or its request ended: as the pack in force says."""
    pack = packs.installed()
    return timedelta(days=next((c.spoken_days for c in (pack.channels if pack else ()) if c.key == CHANNEL), 30))


def speak(spoken: Spoken, *, actor: Actor, submission: str) -> requests.Receipt:
    """Take a recording in as a request whose words are written down later; sent twice it is one.

    Raises NotFound (no recordings here), Invalid (field `sound`), InvalidMany, Conflict."""
    limit = limit_here()
    if limit is None:
        raise NotFound("Recordings are not taken here.")
    with transaction.atomic():
        receipt = requests.intake(
            spoken.draft, actor=actor, channel=CHANNEL, idempotency_key=submission, key_scope="spoken", look_near=False
        )
        if receipt.again:
            return receipt
        stored, seconds = files.accept_sound(spoken.sound, actor=actor)
        matter = procedures.Matter.objects.get(pk=receipt.matter_id)
        due = procedures.calendar_for(matter.place_id).add(clock.now(), Limit(limit.amount, Unit(limit.unit.value)))
        row = Speech(matter=matter, reporter_id=receipt.reporter_id, sound=stored.pk, seconds=seconds, due_at=due.at)
        row.save(force_insert=True)
        files.attach([stored.pk], about=row.pk)
        ledger.record(events.SPOKEN, stream=matter.pk, actor=actor, codes={"seconds": seconds})
    return receipt


@transaction.atomic
def write_down(speech_id: int, words: str, *, actor: Actor) -> Speech:
    """What was said becomes the words of the request; a second one is told. Needs `request:see-complainant` there.

    Raises Forbidden, NotFound, Invalid (field `words`), Conflict."""
    row = _waiting(speech_id)
    held = post_for(actor, HEAR, places.ancestors(row.matter.place_id))
    now = clock.now()
    done = Speech.objects.filter(pk=row.pk, written_at=None).update(written_at=now, written_by=held.appointment_id)
    if not done:
        raise Conflict("Somebody else wrote this down a moment ago.")
    requests.reword(row.matter_id, words, actor=actor)
    text = _("Your recording was written down. Please look whether it is right.")
    procedures.comment(row.matter_id, public_text=text, actor=actor, vouched=True)
    late = now > row.due_at
    ledger.record(events.WRITTEN_DOWN, stream=row.matter_id, actor=actor, codes={"late": late})
    return row


@transaction.atomic
def hear(row: Speech, *, actor: Actor) -> None:
    """Note that somebody hears a recording: who spoke can read it. Raises Forbidden."""
    held = post_for(actor, HEAR, places.ancestors(row.matter.place_id))
    person_id = row.reporter.person_id
    if not people.heard_lately(person_id, actor=actor):
        reason = _("The recording was heard.")
        people.note_look([person_id], reason=reason, actor=actor, post=held, field=people.SOUND)


def _waiting(speech_id: int) -> Speech:
    row = Speech.objects.select_related("matter").filter(pk=speech_id).first()
    if row is None:
        raise NotFound("There is no such recording.")
    return row


@transaction.atomic
def put_right(reporter: requests.Reporter, words: str, *, actor: Actor) -> None:
    """Who spoke puts the words right while it is open; what they were before stays in the ledger.

    The caller has checked the link. Raises NotFound, NotAllowed (it ended, not written down yet), Invalid."""
    row = Speech.objects.select_related("matter").filter(reporter=reporter.pk).first()
    if row is None:
        raise NotFound("There is no such recording.")
    if row.written_at is None:
        raise NotAllowed("It is not written down yet.")
    if row.matter.state not in procedures.LIVE:
        raise NotAllowed("This request has ended. You may reopen it or report anew.")
    requests.reword(row.matter_id, words, actor=actor)
    Speech.objects.filter(pk=row.pk).update(corrected_at=clock.now())
    text = _("The words were put right by who spoke.")
    procedures.comment(row.matter_id, internal_text=text, actor=actor, vouched=True)
    ledger.record(events.PUT_RIGHT, stream=row.matter_id, actor=actor, codes={})


def forget_sounds(limit: int = 200) -> int:
    """Delete recordings that were written down long enough ago, and those of requests that are over (worker)."""
    before = clock.now() - kept()
    over = Q(written_at__lt=before) | Q(matter__closed_at__lt=before, matter__state__in=procedures.OVER)
    old = Speech.objects.filter(over, forgotten_at=None).order_by("pk").values_list("pk", flat=True)
    gone = 0
    for pk in list(old[:limit]):
        gone += _delete(pk)
    return gone


def forget(person_id: int) -> None:
    """Delete the recordings of an erased person. Inside the caller's transaction."""
    rows = Speech.objects.filter(reporter__person=person_id, forgotten_at=None)
    for pk in list(rows.values_list("pk", flat=True)):
        _delete(pk)


@transaction.atomic
def _delete(pk: int) -> int:
    done = Speech.objects.filter(pk=pk, forgotten_at=None).update(forgotten_at=clock.now(), sound=None)
    if done:
        files.discard(pk)
    return done
