"""What a joint meeting decided: a task with owner and day, reported with evidence, struck off by who convened it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.core.worktime import Limit, Unit
from gongzhi.files import public as files
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.structure import events
from gongzhi.structure.actions.meeting_minutes import require_begun
from gongzhi.structure.actions.meetings import record
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.kinds import JOINT_TASK
from gongzhi.structure.models import GivenTask, JointMeeting, Topic
from gongzhi.structure.queries import meetings as queries
from gongzhi.structure.rules.meetings import MeetingState

DO, CHECK = "do", "check"  # steps of the procedure `joint-task`


@transaction.atomic
def decide(
    meeting: JointMeeting, *, actor: Actor, title: str, owner: int, due_on: date, topic_id: int | None = None
) -> GivenTask:
    """A task of the meeting: `owner` carries it out until `due_on`. Raises Forbidden, Invalid, NotAllowed."""
    queries.require_holds(actor, meeting)
    if meeting.state != MeetingState.HELD:
        require_begun(meeting)
    if owner not in {pk for pk, _label in queries.owners_for(meeting)}:
        raise Invalid("Choose one of the posts.", field="owner")
    if topic_id is not None and not Topic.objects.filter(pk=topic_id, meeting=meeting).exists():
        raise Invalid("Choose one of the topics.", field="topic")
    rule = queries.kind_of(meeting.kind)
    made = give(
        actor=actor, title=title, owner=owner, due_on=due_on, place_id=meeting.place_id, giver=meeting.post_id,
        procedure=rule.task if rule else JOINT_TASK, meeting=meeting, topic_id=topic_id,
    )  # fmt: skip
    record(events.TASK_DECIDED, meeting, actor, {"task": made.pk, "owner": owner, "due": str(due_on)})
    return made


def give(
    *, actor: Actor, title: str, owner: int, due_on: date, place_id: int, giver: int, procedure: str = JOINT_TASK,
    **source: Any,
) -> GivenTask:  # fmt: skip
    """A task held by `owner` until `due_on`, struck off by `giver`; inside the caller's transaction, who has checked
    the posts. `source`: the columns that say where it comes from. Raises Invalid."""
    days = (due_on - clock.today()).days
    if days < 1:
        raise Invalid("Choose a day that lies ahead.", field="due_on")
    matter = procedures.open_matter(
        kind=JOINT_TASK, procedure=procedure, place_id=place_id, title=title.strip(), holder_post=owner,
        holder_person=orgs.holder_of(owner).person_id, actor=actor, limit=Limit(days, Unit.CALENDAR_DAYS),
    )  # fmt: skip
    made = GivenTask(matter=matter, giver_id=giver, owner_id=owner, due_on=due_on, **source)
    made.save(force_insert=True)
    return made


@transaction.atomic
def report(task: GivenTask, *, actor: Actor, words: str, photos: Sequence[int] = ()) -> None:
    """It is done: evidence in words and pictures; it goes to the post that convened the meeting."""
    matter = task.matter
    if matter.step != DO or matter.state != "open":
        raise NotAllowed("This task is not being worked on.")
    if matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only the post that holds the matter can do this.")
    if not words.strip():
        raise Invalid("Say what was done.", field="words")
    files.attach(photos, about=matter.pk)
    matter = procedures.choose(
        matter.pk, outcome="report", actor=actor, vouched=True, version=matter.version, internal_text=words.strip()
    )
    convener = orgs.successor_of(task.giver_id) or matter.holder_post_id
    if convener != matter.holder_post_id:
        with translation.override(settings.LANGUAGE_CODE):
            why = _("To be checked by who convened the meeting")
        procedures.succeed(matter.pk, from_post=matter.holder_post_id, to_post=convener, reason=why, actor=actor)
    GivenTask.objects.filter(pk=task.pk).update(evidence=words.strip(), reported_at=clock.now(), giver=convener)
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Reported as done, to be struck off: %(title)s") % {"title": matter.title}
    tell(orgs.holder_of(convener).person_id, text, key=f"reported-{matter.pk}-{matter.version}", about=matter.pk)


@transaction.atomic
def strike(task: GivenTask, *, actor: Actor, words: str) -> None:
    """销号: checked against the evidence, by the post that convened the meeting (or who holds it now)."""
    _require_checks(task, actor)
    procedures.choose(
        task.matter_id, outcome="strike", actor=actor, vouched=True, version=task.matter.version,
        public_text=words.strip() or task.evidence,
    )  # fmt: skip
    GivenTask.objects.filter(pk=task.pk).update(struck_at=clock.now())
    if task.meeting is not None:
        record(events.TASK_STRUCK, task.meeting, actor, {"task": task.pk})


@transaction.atomic
def return_task(task: GivenTask, *, actor: Actor, reason: str) -> None:
    """Not done yet: back to its owner, with the reason."""
    _require_checks(task, actor)
    if not reason.strip():
        raise Invalid("Say why.", field="words")
    matter = procedures.choose(
        task.matter_id, outcome="back", actor=actor, vouched=True, version=task.matter.version,
        reason=reason.strip(), internal_text=reason.strip(),
    )  # fmt: skip
    owner = orgs.successor_of(task.owner_id) or matter.holder_post_id  # its post may have ended meanwhile
    if matter.holder_post_id != owner:
        procedures.succeed(
            matter.pk, from_post=matter.holder_post_id, to_post=owner, reason=reason.strip(), actor=actor
        )
    GivenTask.objects.filter(pk=task.pk).update(reported_at=None, owner=owner)
    if task.meeting is not None:
        record(events.TASK_RETURNED, task.meeting, actor, {"task": task.pk})
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Not struck off yet: %(title)s. %(reason)s") % {"title": matter.title, "reason": reason.strip()}
    tell(orgs.holder_of(owner).person_id, text, key=f"returned-{matter.pk}-{matter.version}", about=matter.pk)


def _require_checks(task: GivenTask, actor: Actor) -> None:
    if task.matter.step != CHECK or task.matter.state != "open":
        raise NotAllowed("Nothing is reported that could be struck off.")
    if task.matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only the post that convened the meeting strikes its tasks off.")
