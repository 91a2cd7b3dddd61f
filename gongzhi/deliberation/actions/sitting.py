"""A meeting sits: sign in, vote, close; afterwards objections, and the minutes are frozen."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.verdict import counts_of, decide, stored, stored_reason
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.meetings import change, record
from gongzhi.deliberation.actions.tell import tell_proposer
from gongzhi.deliberation.models import Meeting, Motion, Objection, Seat, Vote
from gongzhi.deliberation.queries import meetings as queries
from gongzhi.deliberation.queries import minutes
from gongzhi.deliberation.queries.assembly import attendance, by_poll, roll_hash
from gongzhi.deliberation.queries.record import digest_of, record_of
from gongzhi.deliberation.rules.meetings import PRESENT, Choice, Signed, State, check_close, check_counts
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting


@transaction.atomic
def open_(meeting: Meeting, *, actor: Actor) -> None:
    """On its day: who holds a post of the body now is entitled, and nobody is added later.

    Raises Forbidden, NotAllowed (not told yet, not its day), Conflict."""
    queries.require_holds(actor, meeting)
    if meeting.state != State.NOTICED:
        raise NotAllowed("Tell the members first.")
    if clock.today() < clock.local(meeting.starts_at).date():
        raise NotAllowed("The meeting is not today.")
    members = queries.members_now(meeting)
    if not members and meeting.electorate is None:
        raise NotAllowed("This body has no members yet.")
    change(meeting, state=State.OPEN.value, opened_at=clock.now())
    Seat.objects.bulk_create([Seat(meeting=meeting, appointment=m) for m in members])
    entitled = meeting.electorate.rows if meeting.electorate is not None else len(members)
    record(events.MEETING_OPENED, meeting, actor, {"entitled": entitled})


@transaction.atomic
def sign(meeting: Meeting, seat_id: int | None, how: Signed, *, actor: Actor) -> Seat:
    """A member signs in by the own account (`seat_id` None), or who holds the meeting enters the paper list.

    Raises Forbidden, NotFound, NotAllowed (it does not sit; a vote was taken)."""
    if meeting.state != State.OPEN:
        raise NotAllowed("This meeting does not sit.")
    rows = Seat.objects.filter(meeting=meeting).select_related("appointment")
    if seat_id is None:
        seat = rows.filter(appointment__person=actor.person_id).first() if actor.person_id is not None else None
        if seat is None:
            raise Forbidden("You are not on the list of this meeting.")
        how = Signed.ACCOUNT
    else:
        queries.require_holds(actor, meeting)
        seat = rows.filter(pk=seat_id).first()
        if seat is None:
            raise NotFound("There is no such member.")
        if how is Signed.ACCOUNT:
            raise NotAllowed("By an account members sign for themselves.")
    if how not in PRESENT and Vote.objects.filter(seat=seat).exists():
        raise NotAllowed("This member has voted.")
    Seat.objects.filter(pk=seat.pk).update(signed=how, signed_at=clock.now() if how else None)
    seat.signed = how.value
    record(events.MEETING_SIGNED, meeting, actor, {"seat": seat.pk, "how": how.value})
    return seat


@transaction.atomic
def vote_by_hands(meeting: Meeting, motion_id: int, counts: Mapping[Choice, int], *, actor: Actor) -> Motion:
    """The hands as they were counted; everybody present counts once. Raises as `_decide`, and Invalid."""
    motion = _motion(meeting, motion_id, actor, "show")
    present = sum(1 for s in queries.entitled(meeting) if s.signed in PRESENT)
    check_counts(present, counts)
    return _decide(meeting, motion, counts, actor)


@transaction.atomic
def vote_by_name(meeting: Meeting, motion_id: int, choices: Mapping[int, Choice], *, actor: Actor) -> Motion:
    """Who voted how, by seat. Whoever is present and named nowhere abstains. Raises as `_decide`, and Invalid."""
    motion = _motion(meeting, motion_id, actor, "named")
    seats = {s.pk: s for s in queries.entitled(meeting) if s.signed in PRESENT}
    if not set(choices) <= set(seats):
        raise Invalid("Only who is present votes.", field="votes")
    given = {pk: choices.get(pk, Choice.ABSTAINED) for pk in seats}
    try:
        with transaction.atomic():
            Vote.objects.bulk_create([Vote(motion=motion, seat=seats[pk], choice=c.value) for pk, c in given.items()])
    except IntegrityError:
        raise Conflict("Somebody else changed this meeting meanwhile.") from None
    return _decide(meeting, motion, {c: list(given.values()).count(c) for c in Choice}, actor)


def _motion(meeting: Meeting, motion_id: int, actor: Actor, vote: str) -> Motion:
    queries.require_holds(actor, meeting)
    if meeting.state != State.OPEN:
        raise NotAllowed("This meeting does not sit.")
    motion = Motion.objects.filter(pk=motion_id, meeting=meeting).first()
    if motion is None or motion.vote != vote or by_poll(meeting, motion):
        raise NotFound("There is no such motion.")
    if motion.passed is not None:
        raise Conflict("It was voted on.")
    if motion.topic_id is not None and "hold" in procedures.waiting_of([motion.topic_id]).get(motion.topic_id, {}):
        raise NotAllowed("The supervisors hold this topic: it is not voted on until the hold has ended.")
    return motion


def _decide(meeting: Meeting, motion: Motion, counts: Mapping[Choice, int], actor: Actor) -> Motion:
    """The verdict by the rule of the day. Raises NotAllowed where there is no quorum: nothing is decided then."""
    rules = queries.rule_on(motion.rule)
    seats = queries.entitled(meeting)
    present = sum(1 for s in seats if s.signed in PRESENT)
    agreed, against, abstained = (counts.get(c, 0) for c in (Choice.FOR, Choice.AGAINST, Choice.ABSTAINED))
    raw = {"entitled": len(seats), "present": present, "for": agreed, "against": against, "abstained": abstained}
    found = decide(rules, counts_of(raw, rules))
    if not found.valid:
        words = " ".join(queries.reason_words(stored_reason(r)) for r in found.reasons if not r.met)
        raise NotAllowed("There is no quorum, so nothing can be decided. %(words)s", words=words)
    columns = {
        "agreed": agreed, "against": against, "abstained": abstained, "passed": found.passed,
        "verdict": stored(found),
    }  # fmt: skip
    if not Motion.objects.filter(pk=motion.pk, passed=None).update(**columns):
        raise Conflict("It was voted on.")
    motion.refresh_from_db()
    codes: dict[str, str | int | bool | None] = {
        "motion": motion.pk, "rule": motion.rule, "valid": found.valid, "passed": found.passed, "entitled": len(seats),
        "present": present, "agreed": agreed, "against": against, "abstained": abstained,
    }  # fmt: skip
    record(events.MOTION_VOTED, meeting, actor, codes)
    return motion


@transaction.atomic
def override(meeting: Meeting, motion_id: int, *, passed: bool, reason: str, actor: Actor) -> Motion:
    """Set a verdict aside, by name and with a reason that everybody reads; of a vote by poll its result says so too.

    Raises Forbidden, Invalid, NotAllowed, Conflict."""
    by = post_for(actor, Permission.TOPIC_RUN, places.ancestors(meeting.place_id))
    motion = Motion.objects.filter(pk=motion_id, meeting=meeting).first()
    if motion is None or motion.verdict is None or meeting.state != State.OPEN:
        raise NotAllowed("There is no verdict that could be set aside.")
    if len(reason.strip()) < 4:
        raise Invalid("Say why: the reason is published.", field="reason")
    if motion.poll_id is not None:
        voting.override_result(motion.poll_id, passed=passed, reason=reason, actor=actor, within=meeting.pk)
    Motion.objects.filter(pk=motion.pk).update(
        passed=passed, override=reason.strip()[:300], override_by=by.appointment_id
    )
    motion.refresh_from_db()
    record(
        events.MOTION_OVERRIDDEN, meeting, actor, {"motion": motion.pk, "passed": passed}, {"reason": reason.strip()}
    )
    return motion


@transaction.atomic
def close(meeting: Meeting, *, notes: str, actor: Actor) -> None:
    """Its decisions stand, and take the topics on. Refused while the list of attendance is not complete, a motion has
    no verdict, or there is no quorum (then it is dropped instead). Raises Forbidden, NotAllowed, Conflict."""
    queries.require_holds(actor, meeting)
    if meeting.state != State.OPEN:
        raise NotAllowed("This meeting does not sit.")
    motions = list(Motion.objects.filter(meeting=meeting).select_related("topic__matter").order_by("position"))
    if running := [m.title for m in motions if m.passed is None and m.poll_id is not None]:
        raise NotAllowed("The vote is not released yet: %(titles)s.", titles="、".join(running[:5]))
    check_close(_unsigned(meeting), [m.title for m in motions if m.passed is None])
    if not motions:
        raise NotAllowed("Nothing was decided: call the meeting off instead, with the reason.")
    if all(m.is_void for m in motions):
        raise NotAllowed("There was no quorum: call the meeting off instead, with the reason.")
    there = attendance(meeting)
    change(meeting, state=State.CLOSED.value, closed_at=clock.now(), notes=notes.strip())
    codes: dict[str, str | int | bool | None] = {"entitled": there.entitled, "present": there.present}
    if meeting.electorate_id is not None:
        codes["hash"] = roll_hash(meeting)
    record(events.MEETING_CLOSED, meeting, actor, codes, {"notes": notes.strip()})
    for motion in motions:
        if motion.topic is not None and not motion.is_void:
            _take_on(motion, there.entitled, there.present, actor)


def _unsigned(meeting: Meeting) -> list[str]:
    """Members who neither signed nor were entered as absent. Of an electorate nobody: who did not sign by the closing
    of the roll is absent."""
    return [s.name for s in queries.entitled(meeting) if s.signed == Signed.NOT]


def _take_on(motion: Motion, entitled: int, present: int, actor: Actor) -> None:
    topic = motion.topic
    assert topic is not None
    data = {
        "meeting": motion.meeting_id, "rule": motion.rule, "passed": bool(motion.passed), "entitled": entitled,
        "present": present, "agreed": motion.agreed, "against": motion.against, "abstained": motion.abstained,
    }  # fmt: skip
    if topic.matter.step != motion.step:
        raise Conflict("A topic has moved on meanwhile: %(title)s", title=topic.matter.title)
    procedures.conclude(topic.pk, passed=bool(motion.passed), actor=actor, data=data)

    def words() -> str:
        values = {"title": topic.matter.title, "n": motion.agreed, "m": present}
        if motion.passed:
            return _("Your topic “%(title)s” was adopted: %(n)s of %(m)s present voted for it.") % values
        return _("Your topic “%(title)s” was not adopted: %(n)s of %(m)s present voted for it.") % values

    tell_proposer(topic, words, key=f"decided-{motion.pk}")


@transaction.atomic
def object_(meeting: Meeting, words: str, *, actor: Actor) -> Objection:
    """What a member who was there holds against the minutes. Raises Forbidden, Invalid, NotAllowed."""
    seat = queries.seat_of(actor, meeting)
    if seat is None or seat.signed not in PRESENT:
        raise Forbidden("Who was present objects to the minutes.")
    if meeting.state != State.CLOSED:
        raise NotAllowed("The minutes are not open to objections.")
    if len(words.strip()) < 2:
        raise Invalid("Say it in a few words.", field="words")
    made = Objection(meeting=meeting, seat=seat, words=words.strip()[:1000])
    made.save(force_insert=True)
    record(events.MEETING_OBJECTED, meeting, actor, {"seat": seat.pk}, {"words": made.words})
    return made


@transaction.atomic
def freeze(meeting: Meeting, *, actor: Actor) -> str:
    """The minutes as compiled from what happened, with the objections, never changed again; their digest.

    Raises Forbidden, NotAllowed, Conflict."""
    queries.require_holds(actor, meeting)
    if meeting.state != State.CLOSED:
        raise NotAllowed("Close the meeting first.")
    compiled = minutes.compiled(meeting)
    digest = digest_of(compiled)
    change(meeting, state=State.FINAL.value, minutes=compiled, digest=digest)
    record(events.MINUTES_FROZEN, meeting, actor, {"digest": digest, "record": digest_of(record_of(compiled))})
    return digest
