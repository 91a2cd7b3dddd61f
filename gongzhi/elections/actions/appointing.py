"""What follows from the result: approval, the appointment of who was elected and of nobody else, the handing over."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.elections import events
from gongzhi.elections.actions.result import _begin_again
from gongzhi.elections.actions.shared import go, record
from gongzhi.elections.actions.vetting import require_other
from gongzhi.elections.models import Election, Nominee
from gongzhi.elections.queries import elections as queries
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.structure import public as structure

AFTER = ("approve", "appoint", "handover")


@transaction.atomic
def approve(election: Election, *, approved: bool, reason: str = "", actor: Actor) -> None:
    """The body above approves the result, or sends it back with the reason. Raises Forbidden, Invalid, NotAllowed."""
    queries.require_step(election, "approve")
    require_other(election, actor)
    if not approved and len(reason.strip()) < 4:
        raise Invalid("Say why: the reason is published.", field="reason")
    record(
        events.APPROVED, election, actor, {"approved": approved}, {"reason": reason.strip()} if reason.strip() else {}
    )
    if approved:
        go(election, "done", actor)
    else:
        _begin_again(election)
        go(election, "again", actor, reason=reason.strip())


@transaction.atomic
def appoint(election: Election, nominee: Nominee, *, actor: Actor, witness_id: int | None = None) -> Nominee:
    """Appoint somebody who was elected: at once where the seat is free, else by handing over, which a third person
    witnesses. The result gives the right: nobody else can be named. Raises Forbidden, NotAllowed, Invalid, Conflict."""
    _require_holds(election, actor)
    queries.require_step(election, "appoint", "handover")
    if nominee.election_id != election.pk or not nominee.elected:
        raise NotAllowed("Only who was elected is appointed.")
    if nominee.appointment_id is not None or is_handing_over(nominee):
        raise Conflict("This has been done already.")
    person_id = nominee.person_id or people.create_person(name=nominee.name).pk
    Nominee.objects.filter(pk=nominee.pk).update(person=person_id)
    nominee.person_id = person_id
    ends_on = _ends_on(election)
    own = _in_office(election).filter(person=person_id).first()
    leaving = _leaving(election)
    if own is not None:  # stays: the term begins anew
        orgs.end_appointment(own.pk, actor=SYSTEM)
        leaving = None
    if leaving is None:
        given = orgs.appoint(
            actor=SYSTEM, person_id=person_id, post_id=election.post_id, ends_on=ends_on, basis=orgs.Basis.ELECTED
        )
        Nominee.objects.filter(pk=nominee.pk).update(appointment=given)
        nominee.appointment = given
    else:
        if witness_id is None:
            raise Invalid("Name who witnesses the handing over.", field="witness")
        opened = structure.open_handover(
            actor=SYSTEM, appointment_id=leaving.pk, receiver_id=person_id, witness_id=witness_id, ends_on=ends_on,
            basis=orgs.Basis.ELECTED,
        )  # fmt: skip
        Nominee.objects.filter(pk=nominee.pk).update(handover=opened.pk)
        nominee.handover = opened.pk
    codes = {"nominee": nominee.pk, "appointment": nominee.appointment_id, "handover": nominee.handover}
    record(events.APPOINTED, election, actor, codes)
    undone = Nominee.objects.filter(election=election, elected=True, appointment=None, handover=None).exists()
    if not undone and election.matter.step == "appoint":
        go(election, "done", actor)
    return nominee


def is_handing_over(nominee: Nominee) -> bool:
    """Whether the handing over was begun and not called off."""
    rows = structure.Handover.objects.filter(pk=nominee.handover or 0)
    return rows.exclude(state="withdrawn").exists()


def _require_holds(election: Election, actor: Actor) -> None:
    """Who holds the election; where that person was elected, only the paper work is left, and the ledger names them."""
    if not queries.runs(actor, election):
        raise Forbidden("Who holds this election does this.")


def _in_office(election: Election) -> QuerySet[orgs.Appointment]:
    return orgs.Appointment.objects.filter(orgs.in_force(clock.now()), post=election.post_id).order_by(
        "starts_on", "id"
    )


def _leaving(election: Election) -> orgs.Appointment | None:
    """Whose seat is taken over: nobody's where one is free; else the one longest in office who was not elected and
    does not hand over already."""
    rows = list(_in_office(election))
    if len(rows) < election.post.seats:
        return None
    chosen = Nominee.objects.filter(election=election, elected=True)
    stay = set(chosen.exclude(person=None).values_list("person", flat=True))
    taken = [h or 0 for h in chosen.exclude(handover=None).values_list("handover", flat=True)]
    handed = structure.Handover.objects.filter(pk__in=taken).exclude(state="withdrawn")
    gone = set(handed.values_list("appointment", flat=True))
    return next((a for a in rows if a.person_id not in stay and a.pk not in gone), None)


def _ends_on(election: Election) -> date | None:
    """The last day of the term that begins today."""
    term = queries.way_of(election).term
    if term is None:
        return None
    if term.unit.value != "months":
        return clock.today() + timedelta(days=term.amount)
    today = clock.today()
    month = today.month - 1 + term.amount
    year, month = today.year + month // 12, month % 12 + 1
    first = date(year, month, 1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=today.day - 1), next_month - timedelta(days=1)) - timedelta(days=1)


@transaction.atomic
def finish(election: Election, *, words: str, actor: Actor) -> None:
    """All is handed over: the election goes to the archive. Raises Forbidden, Invalid, NotAllowed (one runs)."""
    _require_holds(election, actor)
    queries.require_step(election, "handover")
    ids = Nominee.objects.filter(election=election, elected=True).exclude(handover=None)
    rows = list(structure.Handover.objects.filter(pk__in=[h or 0 for h in ids.values_list("handover", flat=True)]))
    if any(h.state == "open" for h in rows):
        raise NotAllowed("A handing over is not signed yet.")
    for one in rows:
        Nominee.objects.filter(election=election, handover=one.pk).update(appointment=one.successor_id)
    if any(h.state == "withdrawn" for h in rows):
        raise NotAllowed("A handing over was called off. Begin it again.")
    if len(words.strip()) < 2:
        raise Invalid("Say it in a few words.", field="words")
    record(events.HANDED, election, actor, {})
    go(election, "done", actor, public_text=words.strip())


def refuse_others(post_id: int, person_id: int) -> None:
    """Called before anybody is appointed to any post (wired by `site`): between result and appointment a post that was
    elected goes to who was elected. Raises NotAllowed."""
    election = queries.live_for(post_id)
    if election is None or election.recall or election.matter.step not in AFTER:
        return
    if not Nominee.objects.filter(election=election, elected=True, person=person_id).exists():
        raise NotAllowed("This post was filled by election: only who was elected is appointed.")
