"""Show a personal field in clear: with a permission, a reason, a trace, and not too often."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, HeldPost, Permission, held_with, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotFound, TooMany
from gongzhi.ledger import public as ledger
from gongzhi.people.models import Contact, Person, Reveal
from gongzhi.people.queries import opened
from gongzhi.people.rules import REVEALS_A_DAY, ContactKind

REVEALED = ledger.register("people:person:revealed", _("Personal data shown in clear"), ["reveal", "field"])
CALL = "call"  # what the person reported, looked up during a telephone call
SOUND = "sound"  # what the person said, heard
FIELDS = ("name", *(k.value for k in ContactKind))


def reveal(person_id: int, field: str, *, reason: str, actor: Actor, ancestors: Iterable[int] | None = None) -> str:
    """The field (`name`, `phone`, `email`) in clear; empty where it is not known.

    `ancestors`: the place of the matter in which the person stands; the caller makes sure that the matter is the
    actor's own. Logged in the ledger and readable by the person concerned. Raises Forbidden, Invalid (reason),
    NotFound, TooMany (`REVEALS_A_DAY` in 24 hours).
    """
    if ancestors is not None:
        places = tuple(ancestors)
        require(actor, Permission.PERSON_REVEAL, places)
        post = held_with(actor, Permission.PERSON_REVEAL, places)
    else:
        if not scopes(actor, Permission.PERSON_REVEAL):
            raise Forbidden("Your posts do not allow this here.")
        post = next((p for p in actor.posts if Permission.PERSON_REVEAL in p.permissions), None)
    if actor.person_id is None or post is None:
        raise Forbidden("Your posts do not allow this here.")
    why = " ".join(reason.split())
    if not 4 <= len(why) <= 200:
        raise Invalid("Say in 4 to 200 characters why you need it.", field="reason")
    if field not in FIELDS:
        raise Invalid("There is no such field.", field="field")
    with transaction.atomic():
        # the actor's own row is the queue: two at once cannot both be the last one of the day
        Person.objects.select_for_update().get(pk=actor.person_id)
        person = Person.objects.filter(pk=person_id, erased_at=None).first()
        if person is None:
            raise NotFound("There is no such person.")
        _limit(actor.person_id)
        row = Reveal(
            person=person,
            field=field,
            reason=why,
            by_person_id=actor.person_id,
            appointment_id=post.appointment_id,
        )
        row.save(force_insert=True)
        ledger.record(
            REVEALED,
            stream=post.body_id,
            actor=actor,
            codes={"reveal": row.pk, "field": field},
            texts={"reason": why},
            persons={"reason": person_id},
            appointment_id=post.appointment_id,
        )
        if field == "name":
            return person.name
        contact = Contact.objects.filter(person=person, kind=field).first()
        return opened(contact) if contact else ""


def note_look(person_ids: Iterable[int], *, reason: str, actor: Actor, post: HeldPost, field: str = CALL) -> None:
    """Who is at the telephone had the own requests looked up by the number, or a recording was heard (`SOUND`): kept
    as a reveal of that field, for the person to read. In a transaction."""
    assert actor.person_id is not None
    for person_id in person_ids:
        row = Reveal(person_id=person_id, field=field, reason=reason[:200], by_person_id=actor.person_id,
                     appointment_id=post.appointment_id)  # fmt: skip
        row.save(force_insert=True)
        ledger.record(
            REVEALED, stream=post.body_id, actor=actor, codes={"reveal": row.pk, "field": field},
            texts={"reason": row.reason}, persons={"reason": person_id}, appointment_id=post.appointment_id,
        )  # fmt: skip


def heard_lately(person_id: int, *, actor: Actor) -> bool:
    """Whether that was noted within the hour: a player asks for its file more than once."""
    since = clock.now() - timedelta(hours=1)
    known = Reveal.objects.filter(person_id=person_id, field=SOUND, by_person_id=actor.person_id, at__gt=since)
    return known.exists()


def _limit(person_id: int) -> None:
    day = timedelta(days=1)
    recent = Reveal.objects.filter(by_person_id=person_id, at__gt=clock.now() - day).order_by("-at")
    times = list(recent.values_list("at", flat=True)[:REVEALS_A_DAY])
    if len(times) >= REVEALS_A_DAY:
        wait = int((times[-1] + day - clock.now()).total_seconds()) + 1
        raise TooMany(
            "You have looked at %(n)s personal fields today; that is the limit.", retry_after=wait, n=len(times)
        )
