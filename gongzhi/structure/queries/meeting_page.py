"""What the page of one joint meeting shows. About ten queries, however many guests, topics and tasks there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.structure.models import Attendance, GivenTask, Guest, JointMeeting, Topic
from gongzhi.structure.queries import meetings as queries
from gongzhi.structure.rules.meetings import Answer, MeetingState, Signed, TopicState

STATES = {
    MeetingState.CALLED.value: lambda: _("Calling for topics"),
    MeetingState.INVITED.value: lambda: _("Invitations sent"),
    MeetingState.HELD.value: lambda: _("Held"),
    MeetingState.DROPPED.value: lambda: _("Called off"),
}


def state_words(state: str) -> str:
    """The state of a meeting as a list says it."""
    return STATES[state]()


@dataclass(frozen=True, slots=True)
class GuestRow:
    """Somebody who is called, as the list of guests shows it."""

    guest: Guest
    name: str
    side: str
    post: str
    answer: str
    colour: str
    signed: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A meeting as its page shows it. `staff`: the actor holds it; `own`: the actor's place at the table."""

    meeting: JointMeeting
    kind: str
    state: str
    staff: bool
    own: Guest | None
    may_sign: bool  # in an office of a body that is called, or of the convening one
    signed: bool
    guests: list[GuestRow]
    agenda: list[Topic]
    proposed: list[Topic]
    left_out: list[Topic]
    tasks: list[GivenTask]
    bodies: list[tuple[int, str]]  # for which the actor may propose a topic
    begun: bool
    came: int
    steps: list[dict[str, str]]

    @property
    def live(self) -> bool:
        """Whether it is still to come or on."""
        return self.meeting.state in (MeetingState.CALLED, MeetingState.INVITED)


def sheet(meeting: JointMeeting, actor: Actor) -> Sheet:
    """The meeting for its page; the caller has found it by `queries.find`."""
    staff = queries.holds(actor, meeting)
    found = list(Guest.objects.filter(meeting=meeting).select_related("body", "post").order_by("id"))
    bodies = {p.body_id for p in actor.posts}
    own = next((g for g in found if g.body_id in bodies), None)
    topics = list(Topic.objects.filter(meeting=meeting).select_related("body").order_by("position", "id"))
    by_state = {s: [t for t in topics if t.state == s] for s in TopicState}
    may_for = [(g.body.pk, g.body.name) for g in found if g.body and (staff or g.body_id in bodies)]
    if staff or meeting.body_id in bodies:
        may_for.insert(0, (meeting.body_id, meeting.body.name))
    if not staff and meeting.topics_until < clock.today():
        may_for = []
    offices = [p.appointment_id for p in actor.posts]
    signed = Attendance.objects.filter(meeting=meeting, appointment__in=offices).exists()
    begins = meeting.starts_at
    return Sheet(
        meeting=meeting, kind=queries.title_of(meeting.kind), state=state_words(meeting.state), staff=staff, own=own,
        may_sign=own is not None or meeting.body_id in bodies, signed=signed,
        guests=_guests(meeting, found), agenda=by_state[TopicState.AGENDA], proposed=by_state[TopicState.PROPOSED],
        left_out=by_state[TopicState.LEFT_OUT], tasks=list(tasks_of(meeting)), bodies=[(pk, n) for pk, n in may_for],
        begun=begins is not None and (begins - clock.now()).total_seconds() <= 3600,
        came=sum(g.people for g in found), steps=_steps(meeting),
    )  # fmt: skip


def tasks_of(meeting: JointMeeting) -> QuerySet[GivenTask]:
    """The tasks that it decided, in order."""
    rows = GivenTask.objects.filter(meeting=meeting).select_related("matter", "owner__body", "topic")
    return rows.order_by("matter_id")


def _guests(meeting: JointMeeting, found: list[Guest]) -> list[GuestRow]:
    rule = queries.kind_of(meeting.kind)
    sides = {s.key: packs.named(s) for s in rule.sides} if rule else {}
    answers = {
        Answer.NONE.value: (_("no answer yet"), "grey"),
        Answer.COMES.value: (_("comes"), "green"),
        Answer.CANNOT.value: (_("cannot come"), "red"),
    }
    signed = {
        Signed.NOT.value: "",
        Signed.OWN.value: _("signed in by the own account"),
        Signed.LIST.value: _("ticked on the list"),
    }
    return [
        GuestRow(
            guest=g, name=g.body.name if g.body else sides.get(g.side, g.side), side=sides.get(g.side, g.side),
            post=g.post.title if g.post else "", answer=answers[g.answer][0], colour=answers[g.answer][1],
            signed=signed[g.signed],
        )
        for g in found
    ]  # fmt: skip


def _steps(meeting: JointMeeting) -> list[dict[str, str]]:
    labels = [_("Topics and agenda"), _("Invitation"), _("Meeting and minutes"), _("Tasks struck off")]
    at = {MeetingState.CALLED: 0, MeetingState.INVITED: 1, MeetingState.HELD: 3}.get(MeetingState(meeting.state))
    if at == 1 and meeting.starts_at and meeting.starts_at <= clock.now():
        at = 2
    if at is None:
        return [{"label": label, "state": "stopped" if i == 0 else "todo"} for i, label in enumerate(labels)]
    return [
        {"label": label, "state": "done" if i < at else "current" if i == at else "todo"}
        for i, label in enumerate(labels)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the meeting's history."""

    at: datetime
    title: Any


def history(meeting: JointMeeting) -> list[Line]:
    """What happened, the latest first, from the ledger. Two queries."""
    return [Line(e.at, e.label) for e in reversed(ledger.entries_of(meeting.pk))]
