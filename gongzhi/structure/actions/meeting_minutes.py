"""At a joint meeting and after it: who came, the conclusions, the minutes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotAllowed, NotFound
from gongzhi.structure import events
from gongzhi.structure.actions.changed import changed
from gongzhi.structure.actions.meetings import Code, change, record
from gongzhi.structure.models import Attendance, Guest, JointMeeting, Topic
from gongzhi.structure.queries import meetings as queries
from gongzhi.structure.rules.meetings import MeetingState, Signed, TopicState

EARLY_MINUTES = 60  # the doors open so long before


def require_begun(meeting: JointMeeting) -> None:
    """Raise NotAllowed unless the meeting is on, or about to begin, or its minutes are not closed yet."""
    begins = meeting.starts_at
    if meeting.state != MeetingState.INVITED or begins is None:
        raise NotAllowed("This meeting has no day, or is over.")
    if (begins - clock.now()).total_seconds() > EARLY_MINUTES * 60:
        raise NotAllowed("The meeting has not begun.")


@transaction.atomic
def sign_in(meeting: JointMeeting, *, actor: Actor) -> None:
    """Sign in by the own account, in an office of a body that is called or of the one that convenes. Signing in twice
    changes nothing. Raises Forbidden, NotAllowed."""
    require_begun(meeting)
    guests = {g.body_id: g for g in Guest.objects.filter(meeting=meeting).exclude(body=None).order_by("id")}
    by = next((p for p in actor.posts if p.body_id in guests or p.body_id == meeting.body_id), None)
    if by is None:
        raise Forbidden("Your body is not invited.")
    if Attendance.objects.filter(meeting=meeting, appointment=by.appointment_id).exists():
        return
    Attendance(meeting=meeting, appointment_id=by.appointment_id).save(force_insert=True)
    guest = guests.get(by.body_id)
    if guest is not None:
        own = guest.people + 1 if guest.signed == Signed.OWN else max(guest.people, 1)
        Guest.objects.filter(pk=guest.pk).update(signed=Signed.OWN, signed_at=clock.now(), people=own)
    codes: dict[str, Code] = {"guest": guest.pk if guest else None, "how": Signed.OWN.value}
    record(events.MEETING_SIGNED, meeting, actor, codes)


@transaction.atomic
def tick(meeting: JointMeeting, came: Mapping[int, int], *, actor: Actor) -> None:
    """The list as staff tick it: guest → how many persons came (0: nobody). Who signed in stays counted.

    Raises Forbidden, NotAllowed, NotFound (a guest of another meeting). As many writes as rows that change.
    """
    queries.require_holds(actor, meeting)
    require_begun(meeting)
    guests = {g.pk: g for g in Guest.objects.filter(meeting=meeting).order_by("id")}
    if not set(came) <= set(guests):
        raise NotFound("There is no such guest.")
    now = clock.now()
    changed: list[Guest] = []
    for pk in sorted(came):
        guest, people = guests[pk], max(0, min(came[pk], 500))
        if guest.people == people or (guest.signed == Signed.OWN and people < guest.people):
            continue
        guest.people = people
        if guest.signed != Signed.OWN:
            guest.signed = (Signed.LIST if people else Signed.NOT).value
            guest.signed_at = now if people else None
        changed.append(guest)
    Guest.objects.bulk_update(changed, ["people", "signed", "signed_at"])
    for guest in changed:
        codes: dict[str, Code] = {"guest": guest.pk, "how": guest.signed, "people": guest.people}
        record(events.MEETING_SIGNED, meeting, actor, codes)


@transaction.atomic
def write_minutes(meeting: JointMeeting, conclusions: Mapping[int, str], notes: str, *, actor: Actor) -> None:
    """The conclusion of each topic on the agenda and what else was said; as often as needed until it is closed."""
    queries.require_holds(actor, meeting)
    require_begun(meeting)
    topics = list(Topic.objects.filter(meeting=meeting, state=TopicState.AGENDA).order_by("position", "id"))
    changed = [t for t in topics if t.pk in conclusions and t.conclusion != conclusions[t.pk].strip()]
    for topic in changed:
        topic.conclusion = conclusions[topic.pk].strip()
    Topic.objects.bulk_update(changed, ["conclusion"])
    change(meeting, notes=notes.strip())
    texts = {"notes": notes.strip(), "conclusions": "\n".join(f"{t.title}: {t.conclusion}" for t in changed)}
    record(events.MEETING_MINUTED, meeting, actor, {"topics": len(changed)}, texts)


@transaction.atomic
def close(meeting: JointMeeting, *, actor: Actor) -> None:
    """The meeting was held: from now on its minutes stand and it counts. Raises NotAllowed without anybody present or
    without conclusions."""
    queries.require_holds(actor, meeting)
    require_begun(meeting)
    if meeting.starts_at is None or meeting.starts_at > clock.now():
        raise NotAllowed("The meeting has not begun.")
    if not Guest.objects.filter(meeting=meeting).exclude(signed=Signed.NOT).exists():
        raise NotAllowed("Nobody is entered as present.")
    if Topic.objects.filter(meeting=meeting, state=TopicState.AGENDA, conclusion="").exists():
        raise NotAllowed("A topic of the agenda has no conclusion yet.")
    day = clock.local(meeting.starts_at).date()
    change(meeting, state=MeetingState.HELD.value, held_on=day)
    record(events.MEETING_HELD, meeting, actor, {"on": str(day)})
    changed(meeting.place_id)
