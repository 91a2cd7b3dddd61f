"""Before a meeting: call it, put motions on the agenda, tell the members; call it off."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.worktime import Limit
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.tell import tell_entitled
from gongzhi.deliberation.models import Meeting, Motion, Topic
from gongzhi.deliberation.queries import meetings as queries
from gongzhi.deliberation.queries.assembly import attendance
from gongzhi.deliberation.rules.assembly import fits
from gongzhi.deliberation.rules.meetings import BEFORE, State, check_notice
from gongzhi.kit.words import moment as moment_words
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting

Code = str | int | bool | None


def record(
    tag: str, meeting: Meeting, actor: Actor, codes: dict[str, Code], texts: dict[str, str] | None = None,
    *, first: bool = False,
) -> None:  # fmt: skip
    """An entry in the stream of the meeting."""
    given = {name: text for name, text in (texts or {}).items() if text}
    ledger.record(tag, stream=meeting.pk, actor=actor, codes=codes, texts=given, first=first)


def change(meeting: Meeting, **columns: object) -> None:
    """Write on condition that nobody changed the meeting meanwhile; raises Conflict."""
    found = Meeting.objects.filter(pk=meeting.pk, version=meeting.version)
    if not found.update(version=F("version") + 1, **columns):
        raise Conflict("Somebody else changed this meeting meanwhile.")
    meeting.version += 1
    for name, value in columns.items():
        setattr(meeting, name, value)


@transaction.atomic
def call(*, actor: Actor, body_id: int, title: str, starts_at: datetime, venue: str) -> Meeting:
    """A meeting of a body that decides about topics. Raises NotFound, Forbidden, Invalid (a time that is over)."""
    body = next((b for b in queries.bodies_to_call(actor) if b.pk == body_id), None)
    if body is None:
        raise NotFound("There is no such body.")
    by = post_for(actor, Permission.TOPIC_RUN, places.ancestors(body.place_id))
    if starts_at <= clock.now():
        raise Invalid("Choose a time that lies ahead.", field="starts_at")
    meeting = Meeting(
        body=body, place_id=body.place_id, post_id=by.post_id, title=title.strip(), starts_at=starts_at,
        venue=venue.strip(),
    )  # fmt: skip
    meeting.save(force_insert=True)
    codes: dict[str, Code] = {"body": body.pk, "at": starts_at.isoformat()}
    record(events.MEETING_CALLED, meeting, actor, codes, {"title": meeting.title, "venue": meeting.venue}, first=True)
    return meeting


@transaction.atomic
def put_topic(meeting: Meeting, topic: Topic, *, actor: Actor, text: str = "") -> Motion:
    """A topic that stands before this body or electorate: the rule and the way of voting are those of its step.

    Raises Forbidden, NotAllowed (the members were told already, the topic stands elsewhere), Conflict (it is on the
    agenda of another meeting)."""
    step = queries.decided_by(topic, meeting)
    if step is None or step.meets is None:
        raise NotAllowed("This topic does not stand before this body.")
    return _put(
        meeting, actor, title=topic.matter.title, text=text, rule=step.meets.rule, vote=step.meets.vote, topic=topic,
        step=step.key,
    )  # fmt: skip


@transaction.atomic
def put_motion(meeting: Meeting, *, actor: Actor, title: str, text: str, rule: str, vote: str) -> Motion:
    """A motion of the meeting's own. Raises as `put_topic`, and Invalid."""
    if vote not in ("show", "named", "secret"):
        raise Invalid("Choose how it is voted on.", field="vote")
    return _put(meeting, actor, title=title, text=text, rule=rule, vote=vote)


def _put(
    meeting: Meeting, actor: Actor, *, title: str, text: str, rule: str, vote: str, topic: Topic | None = None,
    step: str = "",
) -> Motion:  # fmt: skip
    queries.require_holds(actor, meeting)
    if meeting.state != State.CALLED:
        raise NotAllowed("The members were told of this agenda: call another meeting for what is new.")
    queries.rule_on(rule, clock.local(meeting.starts_at).date())
    if not fits(rule, meeting.electorate.kind if meeting.electorate is not None else ""):
        raise Invalid("This rule is for another kind of register.", field="rule")
    if queries.are_owners(meeting) and vote != "named":
        raise Invalid("Owners vote by name: the area of each counts.", field="vote")
    last = Motion.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
    motion = Motion(
        meeting=meeting, position=last + 1, title=title.strip()[:120], text=text.strip(), topic=topic, step=step,
        rule=rule, vote=vote,
    )  # fmt: skip
    try:
        with transaction.atomic():
            motion.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This topic is on the agenda of a meeting already.") from None
    codes: dict[str, Code] = {"motion": motion.pk, "rule": rule, "vote": vote}
    if topic is not None:
        codes |= {"matter": topic.pk, "step": step}
    record(events.MOTION_PUT, meeting, actor, codes, {"title": motion.title, "text": motion.text})
    return motion


@transaction.atomic
def remove(meeting: Meeting, motion_id: int, *, actor: Actor) -> None:
    """Take a motion off the agenda before it is voted on. Raises Forbidden, NotFound, NotAllowed."""
    queries.require_holds(actor, meeting)
    motion = Motion.objects.filter(pk=motion_id, meeting=meeting).first()
    if motion is None:
        raise NotFound("There is no such motion.")
    if motion.passed is not None:
        raise NotAllowed("It was voted on.")
    if motion.poll_id is not None:
        raise NotAllowed("A vote on it is running: call that off first.")
    if meeting.state not in (*BEFORE, State.OPEN):
        raise NotAllowed("This meeting is over.")
    motion.delete()
    record(events.MOTION_REMOVED, meeting, actor, {"motion": motion_id}, {"title": motion.title})


@transaction.atomic
def notify(meeting: Meeting, *, actor: Actor, reason: str = "") -> None:
    """Tell the members: day, place, agenda. From then on the agenda stands. What is shorter than the rules ask needs a
    reason, which is published with the minutes. Raises Forbidden, Invalid, NotAllowed, Conflict."""
    queries.require_holds(actor, meeting)
    if meeting.state != State.CALLED:
        raise NotAllowed("The members were told already.")
    motions = list(Motion.objects.filter(meeting=meeting).select_related("topic__matter").order_by("position"))
    if not motions:
        raise Invalid("Put at least one motion on the agenda first.", field="reason")
    people = _entitled_now(meeting)
    if not people:
        raise NotAllowed("Nobody holds a post of this body: there is nobody to tell.")
    today, day = clock.today(), clock.local(meeting.starts_at).date()
    needed = max(meeting.notice_days, *(_notice(m) for m in motions))
    rule = voting.rule_set_on(meeting.rule, day)
    short = (day - today).days < needed
    if short and rule is not None and rule.notice_strict:
        raise Invalid(
            "The law asks for a notice of %(days)s days, whatever the reason (%(article)s). Choose a later day.",
            field="reason", days=needed, article=rule.notice_article,
        )  # fmt: skip
    check_notice(today, day, needed, reason)
    change(
        meeting, state=State.NOTICED.value, noticed_at=clock.now(), notice_days=needed,
        haste=reason.strip()[:300] if short else "",
    )  # fmt: skip
    codes: dict[str, Code] = {"at": meeting.starts_at.isoformat(), "days": needed, "people": people}
    record(events.MEETING_NOTICED, meeting, actor, codes, {"haste": meeting.haste})

    def words() -> str:
        agenda = "；".join(f"{m.position}. {m.title}" for m in motions)
        values = {"title": meeting.title, "when": moment_words(meeting.starts_at), "venue": meeting.venue}
        return _("Meeting “%(title)s”: %(when)s, %(venue)s. Agenda: %(agenda)s.") % (values | {"agenda": agenda})

    tell_entitled(meeting, words, key=f"meeting-{meeting.pk}")


def _entitled_now(meeting: Meeting) -> int:
    return meeting.electorate.rows if meeting.electorate is not None else len(queries.members_now(meeting))


def _notice(motion: Motion) -> int:
    """Calendar days of notice that the step of a motion asks for; 3 where it has none."""
    if motion.topic is None:
        return 3
    step = procedures.step_of(motion.topic.matter)
    limit: Limit | None = step.meets.notice if step.meets else None
    return limit.amount if limit and limit.unit == "calendar_days" else 3


@transaction.atomic
def move(meeting: Meeting, *, actor: Actor, starts_at: datetime, venue: str) -> None:
    """Another day or venue, until the members are told. Raises Forbidden, Invalid, NotAllowed, Conflict."""
    queries.require_holds(actor, meeting)
    if meeting.state != State.CALLED:
        raise NotAllowed("The members know day and venue already: call it off, and call another one.")
    if starts_at <= clock.now():
        raise Invalid("Choose a time that lies ahead.", field="starts_at")
    change(meeting, starts_at=starts_at, venue=venue.strip())
    record(events.MEETING_MOVED, meeting, actor, {"at": starts_at.isoformat()}, {"venue": meeting.venue})


@transaction.atomic
def drop(meeting: Meeting, *, actor: Actor, reason: str) -> None:
    """It does not take place, or breaks up without quorum; its topics wait for another. Raises Forbidden, Invalid,
    NotAllowed (something was decided already)."""
    queries.require_holds(actor, meeting)
    if meeting.state not in (*BEFORE, State.OPEN):
        raise NotAllowed("This meeting is over.")
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    voted = Motion.objects.filter(meeting=meeting).order_by("position")
    if any(m.passed is not None and not m.is_void for m in voted):
        raise NotAllowed("Something was voted on: close the meeting instead, and take the rest off the agenda.")
    told = meeting.state != State.CALLED
    present = attendance(meeting).present
    for motion in voted:
        if motion.poll_id is not None and motion.passed is None:
            voting.cancel_poll(motion.poll_id, reason=reason, actor=actor, within=meeting.pk)
    change(meeting, state=State.DROPPED.value, reason=reason.strip()[:300])
    Motion.objects.filter(meeting=meeting).update(topic=None)  # free for another meeting
    record(events.MEETING_DROPPED, meeting, actor, {"present": present}, {"reason": reason.strip()})
    if told:

        def words() -> str:
            return _("“%(title)s” does not take place: %(reason)s") % {"title": meeting.title, "reason": meeting.reason}

        tell_entitled(meeting, words, key=f"dropped-{meeting.pk}")
