"""Who was told says "I have it", and may take the case over."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, NotAllowed
from gongzhi.core.texts import N_
from gongzhi.incidents import events
from gongzhi.incidents.actions.shared import Codes, incident_of, present_step, record, say
from gongzhi.incidents.actions.telling import words
from gongzhi.incidents.models import WAITS, Incident, Step, Told
from gongzhi.incidents.queries import levels
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def told_post(step: Step, actor: Actor) -> Told:
    """The row of the actor's post that was told of the step, one that has not acknowledged first. Raises Forbidden."""
    rows = Told.objects.filter(step=step.pk, post__in=actor.post_ids)
    found = min(rows, key=lambda t: (t.acknowledged_at is not None, t.pk), default=None)
    if found is None:
        raise Forbidden("Only who was told of it acknowledges it.")
    return found


@transaction.atomic
def acknowledge(matter_id: int, *, actor: Actor) -> Incident:
    """Say that one has it; the first one stops the clock of the level. Twice is once. Raises NotFound, Forbidden,
    NotAllowed (over)."""
    about, incident = incident_of(matter_id, actor)
    if incident is None:
        raise NotAllowed("This request has no level.")
    step = present_step(incident)
    told = told_post(step, actor)
    if told.acknowledged_at is not None:
        return incident
    if incident.ended_at is not None:
        raise NotAllowed("This incident is over.")
    _note(step, told, about, actor)
    return incident


def _note(step: Step, told: Told, about: requests.Request, actor: Actor) -> None:
    now = clock.now()
    if not Told.objects.filter(pk=told.pk, acknowledged_at=None).update(acknowledged_at=now):
        return  # the same tap, twice at once
    first = Step.objects.filter(WAITS, pk=step.pk).update(acknowledged_at=now, acknowledged_by=told.post_id)
    codes: Codes = {"level": step.level, "post": told.post_id, "late": not first or now > step.due_at}
    record(events.ACKNOWLEDGED, about, actor, codes)
    say(about, actor, N_("%(post)s has it."), post=orgs.post_label(told.post_id))


@transaction.atomic
def take_over(matter_id: int, *, actor: Actor) -> Incident:
    """Become the owner of the request, with the post that was told; the old one hears of it. Twice is once.

    Raises NotFound, Forbidden (not told, or not of the kinds that take over), NotAllowed (over), Conflict."""
    about, incident = incident_of(matter_id, actor)
    if incident is None or incident.ended_at is not None or about.matter.state not in procedures.LIVE:
        raise NotAllowed("This incident is over.")
    step = present_step(incident)
    told = _taking(step, actor)
    old = about.matter.holder_post_id
    if old == told.post_id:
        return incident
    if told.acknowledged_at is None:
        _note(step, told, about, actor)
    procedures.succeed(
        about.pk, from_post=old, to_post=told.post_id, reason="", actor=actor,
    )  # fmt: skip
    fresh = procedures.Matter.objects.get(pk=about.pk)
    if fresh.holder_post_id != told.post_id:
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    say(about, actor, N_("%(post)s took the case over."), post=orgs.post_label(told.post_id))
    record(events.TAKEN, about, actor, {"level": step.level, "from": old, "to": told.post_id})
    before = orgs.holder_of(old)
    if before.person_id is not None and before.person_id != actor.person_id:
        notices.tell(
            [before.person_id], lambda: words("incident_taken", about, step.level, post=told.post_id),
            key=f"incident-taken-{step.pk}-{told.post_id}", about=incident.pk, by_sms=False,
        )  # fmt: skip
    return incident


def _taking(step: Step, actor: Actor) -> Told:
    level = levels.level_of(step.level)
    kinds = level.takes_over if level is not None else ()
    mine = {p.post_id for p in actor.posts if p.kind in kinds and Permission.REQUEST_HANDLE in p.permissions}
    found = Told.objects.filter(step=step.pk, post__in=mine).order_by("pk").first()
    if found is None:
        raise Forbidden("Your posts do not take over incidents of this level.")
    return found
