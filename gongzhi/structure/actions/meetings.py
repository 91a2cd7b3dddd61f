"""Before a joint meeting: call it, propose topics, make the agenda, invite, answer, call off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.kit.words import moment as moment_words
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure import events
from gongzhi.structure.models import Guest, JointMeeting, Topic
from gongzhi.structure.queries import meetings as queries
from gongzhi.structure.rules.meetings import Answer, MeetingState, TopicState

OPEN = (MeetingState.CALLED, MeetingState.INVITED)
Code = str | int | bool | None


@transaction.atomic
def call(
    *, actor: Actor, kind: str, body_id: int, title: str, topics_until: date, called: Iterable[int | None]
) -> JointMeeting:
    """Call a joint meeting of `body_id` and ask the bodies of `called` (None: the residents' side) for topics.

    Raises NotFound, Forbidden, Invalid (a body that this kind does not bring together, a day in the past).
    """
    body = orgs.Body.objects.select_related("place").filter(pk=body_id).first()
    rule = queries.kind_of(kind)
    if body is None or rule is None or body.kind != rule.convened_by:
        raise NotFound("There is no such kind of joint meeting here.")
    by = post_for(actor, Permission.MEETING_HOLD, places.ancestors(body.place_id))
    if topics_until < clock.today():
        raise Invalid("This day is over.", field="topics_until")
    wanted = set(called)
    invited = [(side, b) for side, b in queries.called_bodies(rule, body) if (b.pk if b else None) in wanted]
    if not invited:
        raise Invalid("Choose who is to come.", field="called")
    meeting = JointMeeting(
        kind=kind, title=title.strip(), body=body, place_id=body.place_id, post_id=by.post_id, topics_until=topics_until
    )
    meeting.save(force_insert=True)
    posts = queries.posts_of(b.pk for _side, b in invited if b)
    Guest.objects.bulk_create(
        [
            Guest(meeting=meeting, side=side.key, body=b, post=posts.get(b.pk) if b else None, people=0)
            for side, b in _once(invited)
        ]
    )
    record(events.MEETING_CALLED, meeting, actor, {"kind": kind, "body": body.pk, "until": str(topics_until)},
           {"title": meeting.title}, first=True)  # fmt: skip
    _tell(meeting, _called_words, key=f"called-{meeting.pk}", actor=actor)
    return meeting


def _once(invited: Iterable[tuple[packs.Side, orgs.Body | None]]) -> list[tuple[packs.Side, orgs.Body | None]]:
    """Each body in the first of its sides."""
    seen: dict[int | None, tuple[packs.Side, orgs.Body | None]] = {}
    for side, body in invited:
        seen.setdefault(body.pk if body else None, (side, body))
    return list(seen.values())


def record(
    tag: str, meeting: JointMeeting, actor: Actor, codes: Mapping[str, Code] | None = None,
    texts: Mapping[str, str] | None = None, *, first: bool = False,
) -> None:  # fmt: skip
    """An entry in the stream of the meeting."""
    ledger.record(tag, stream=meeting.pk, actor=actor, codes=dict(codes or {}), texts=dict(texts or {}), first=first)


@transaction.atomic
def propose(meeting: JointMeeting, *, actor: Actor, title: str, text: str, body_id: int | None = None) -> Topic:
    """A topic of one's own body; who holds the meeting enters it for `body_id` (by phone), also after the day.

    Raises Forbidden, Invalid, NotAllowed (the meeting is over, the day for topics too).
    """
    called = dict(Guest.objects.filter(meeting=meeting).exclude(body=None).values_list("body_id", "pk"))
    own = [p.body_id for p in actor.posts if p.body_id in called or p.body_id == meeting.body_id]
    staff = queries.holds(actor, meeting)
    if not staff and (not own or (body_id is not None and body_id not in own)):
        raise Forbidden("Your posts do not allow this here.")
    if meeting.state not in OPEN:
        raise NotAllowed("This meeting is over.")
    if not staff and meeting.topics_until < clock.today():
        raise NotAllowed("The day for topics is over. Speak to whoever convenes the meeting.")
    whose = body_id or (own[0] if own else meeting.body_id)
    if whose not in called and whose != meeting.body_id:
        raise Invalid("Choose one of the bodies.", field="body")
    topic = Topic(
        meeting=meeting, title=title.strip(), text=text.strip(), body_id=whose, by_phone=whose not in own,
        position=_after_last(meeting), state=TopicState.PROPOSED.value,
    )  # fmt: skip
    topic.save(force_insert=True)
    codes: dict[str, Code] = {"topic": topic.pk, "body": whose, "by_phone": topic.by_phone}
    record(events.TOPIC_PROPOSED, meeting, actor, codes, {"title": topic.title, "text": topic.text})
    return topic


def _after_last(meeting: JointMeeting) -> int:
    return (Topic.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def choose_topic(topic_id: int, meeting: JointMeeting, *, actor: Actor, state: TopicState, reason: str = "") -> None:
    """Put a topic on the agenda (behind the others), or leave it out with the reason; either way back again."""
    queries.require_holds(actor, meeting)
    if meeting.state not in OPEN:
        raise NotAllowed("This meeting is over.")
    if state is TopicState.LEFT_OUT and not reason.strip():
        raise Invalid("Say why.", field="reason")
    position = _after_last(meeting)
    changed = Topic.objects.filter(pk=topic_id, meeting=meeting).exclude(state=state)
    if not changed.update(state=state, reason=reason.strip()[:200], position=position):
        raise Conflict("This topic stands there already.")
    record(events.TOPIC_CHOSEN, meeting, actor, {"topic": topic_id, "state": state.value}, {"reason": reason.strip()})


@transaction.atomic
def raise_topic(topic_id: int, meeting: JointMeeting, *, actor: Actor) -> None:
    """One place up on the agenda."""
    queries.require_holds(actor, meeting)
    rows = list(Topic.objects.filter(meeting=meeting, state=TopicState.AGENDA).order_by("position", "id"))
    at = next((i for i, t in enumerate(rows) if t.pk == topic_id), None)
    if at is None:
        raise NotFound("There is no such topic on the agenda.")
    if at == 0:
        return
    above, below = rows[at - 1].position, rows[at].position
    Topic.objects.filter(pk=topic_id).update(position=above)
    Topic.objects.filter(pk=rows[at - 1].pk).update(position=below)
    record(events.TOPIC_CHOSEN, meeting, actor, {"topic": topic_id, "state": "up"})


@transaction.atomic
def invite(meeting: JointMeeting, *, actor: Actor, starts_at: datetime, venue: str) -> JointMeeting:
    """Set day and place (again) and send the invitations: to the inbox and by SMS of whoever holds the posts now.

    Raises Forbidden, Invalid (past, too soon), NotAllowed, Conflict.
    """
    queries.require_holds(actor, meeting)
    rule = queries.kind_of(meeting.kind)
    if meeting.state not in OPEN:
        raise NotAllowed("This meeting is over.")
    days = (clock.local(starts_at).date() - clock.today()).days
    if starts_at <= clock.now():
        raise Invalid("Choose a time that lies ahead.", field="starts_at")
    if rule and days < rule.notice_days and not meeting.invitations:
        raise Invalid(
            "The rules ask for an invitation at least %(days)s days before.", field="starts_at", days=rule.notice_days
        )
    if not Topic.objects.filter(meeting=meeting, state=TopicState.AGENDA).exists():
        raise Invalid("Put at least one topic on the agenda first.", field="starts_at")
    change(meeting, state=MeetingState.INVITED.value, starts_at=starts_at, venue=venue.strip(),
           invitations=meeting.invitations + 1)  # fmt: skip
    Guest.objects.filter(meeting=meeting).update(answer=Answer.NONE, reason="")
    record(events.MEETING_INVITED, meeting, actor, {"at": starts_at.isoformat()}, {"venue": meeting.venue})
    _tell(meeting, _invited_words, key=f"invited-{meeting.pk}-{meeting.invitations}", actor=actor, by_sms=True)
    return meeting


def change(meeting: JointMeeting, **columns: object) -> None:
    """Write on condition that nobody changed the meeting meanwhile; raises Conflict."""
    found = JointMeeting.objects.filter(pk=meeting.pk, version=meeting.version)
    if not found.update(version=F("version") + 1, **columns):
        raise Conflict("Somebody else changed this meeting meanwhile.")
    meeting.version += 1
    for name, value in columns.items():
        setattr(meeting, name, value)


@transaction.atomic
def answer(meeting: JointMeeting, *, actor: Actor, comes: bool, reason: str = "") -> None:
    """Say for one's own body whether it comes; who cannot says why. Raises Forbidden, Invalid, NotAllowed."""
    guest = own_guest(meeting, actor)
    if meeting.state != MeetingState.INVITED or (meeting.starts_at and meeting.starts_at < clock.now()):
        raise NotAllowed("There is nothing to answer any more.")
    if not comes and not reason.strip():
        raise Invalid("Say why.", field="reason")
    said = Answer.COMES if comes else Answer.CANNOT
    Guest.objects.filter(pk=guest.pk).update(answer=said, reason=reason.strip()[:200])
    record(events.MEETING_ANSWERED, meeting, actor, {"guest": guest.pk, "answer": said.value}, {"reason": reason})
    if not comes:
        holder = orgs.holder_of(meeting.post_id)
        with translation.override(settings.LANGUAGE_CODE):
            name = guest.body.name if guest.body else ""
            text = _("%(body)s cannot come to “%(title)s”: %(reason)s")
            text %= {"body": name, "title": meeting.title, "reason": reason.strip()}
        _inapp(holder.person_id, text, f"cannot-{guest.pk}-{meeting.version}-{meeting.invitations}", meeting.pk)


def own_guest(meeting: JointMeeting, actor: Actor) -> Guest:
    """The place at the table of one of the actor's bodies. Raises Forbidden."""
    bodies = sorted({p.body_id for p in actor.posts})
    found = Guest.objects.filter(meeting=meeting, body__in=bodies).select_related("body").order_by("id").first()
    if found is None:
        raise Forbidden("Your body is not invited.")
    return found


@transaction.atomic
def drop(meeting: JointMeeting, *, actor: Actor, reason: str) -> None:
    """Call the meeting off, with the reason, which all that were called hear. Raises Forbidden, Invalid, NotAllowed."""
    queries.require_holds(actor, meeting)
    if meeting.state not in OPEN:
        raise NotAllowed("This meeting is over.")
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    change(meeting, state=MeetingState.DROPPED.value, reason=reason.strip()[:200])
    record(events.MEETING_DROPPED, meeting, actor, {}, {"reason": reason})
    _tell(meeting, _dropped_words, key=f"dropped-{meeting.pk}", actor=actor, by_sms=meeting.invitations > 0)


def _called_words(meeting: JointMeeting) -> str:
    values = {"title": meeting.title, "day": f"{meeting.topics_until:%Y-%m-%d}", "body": meeting.body.name}
    return _("%(body)s calls “%(title)s”. Please propose topics until %(day)s.") % values


def _invited_words(meeting: JointMeeting) -> str:
    values = {"title": meeting.title, "venue": meeting.venue, "body": meeting.body.name}
    values["when"] = moment_words(meeting.starts_at)
    return _("%(body)s invites you to “%(title)s”: %(when)s, %(venue)s. Please say whether you come.") % values


def _dropped_words(meeting: JointMeeting) -> str:
    return _("“%(title)s” will not take place: %(reason)s") % {"title": meeting.title, "reason": meeting.reason}


def _tell(
    meeting: JointMeeting, words: Callable[[JointMeeting], str], *, key: str, actor: Actor, by_sms: bool = False
) -> None:
    """A message to whoever answers now for the posts of those called; once for each `key`. At most five queries."""
    guests = Guest.objects.filter(meeting=meeting).exclude(post=None).order_by("id")
    holders = orgs.holders_of(guests.values_list("post_id", flat=True))
    persons = {h.person_id for h in holders.values() if h.person_id is not None} - {actor.person_id}
    notices.tell(persons, lambda: words(meeting), key=key, about=meeting.pk, by_sms=by_sms)


def _inapp(person_id: int | None, text: str, key: str, about: int) -> None:
    if person_id is not None:
        notices.send(channel="inapp", text=text, key=key, person_id=person_id, about=about)
