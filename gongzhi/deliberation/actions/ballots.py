"""Votes of a meeting that are given in `voting`: all of an electorate, the secret ones of a body. The meeting opens the
vote, two count, and what it came to is released on the spot: until then nobody reads a count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.verdict import OWNERS
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.meetings import Code, record
from gongzhi.deliberation.models import Meeting, Motion
from gongzhi.deliberation.queries import assembly, meetings
from gongzhi.deliberation.rules.meetings import PRESENT, State
from gongzhi.places import public as places
from gongzhi.voting import public as voting
from gongzhi.voting.public import Channel, Poll, PollState, Secrecy

LASTS = timedelta(days=1)  # if nobody releases it the clock closes it then


def _motion(meeting: Meeting, motion_id: int, *, started: bool) -> Motion:
    if meeting.state != State.OPEN:
        raise NotAllowed("This meeting does not sit.")
    motion = Motion.objects.filter(pk=motion_id, meeting=meeting).first()
    if motion is None or not assembly.by_poll(meeting, motion):
        raise NotFound("There is no such motion.")
    if motion.passed is not None:
        raise Conflict("It was voted on.")
    if started and motion.poll_id is None:
        raise NotAllowed("The vote has not been started.")
    if not started and motion.poll_id is not None:
        raise NotAllowed("The vote is running already.")
    return motion


@transaction.atomic
def start(meeting: Meeting, motion_id: int, *, actor: Actor) -> Motion:
    """Open the vote on a motion, by the frozen register; of a body a register of its members is made for it. On line
    too only where the rule set says so. Needs `topic:run` and `vote:hold` (of a body `electorate:edit` too).

    Raises Forbidden, NotFound, Conflict, NotAllowed (no quorum, it does not sit)."""
    meetings.require_holds(actor, meeting)
    require(actor, Permission.VOTE_HOLD, places.ancestors(meeting.place_id))
    motion = _motion(meeting, motion_id, started=False)
    rule, there = meetings.rule_on(motion.rule), assembly.attendance(meeting)
    if rule.rule not in OWNERS:  # of owners those take part who vote, wherever they are
        found = meetings.quorum(there, [rule])
        if not found.enough:
            words = " ".join(found.words)
            raise NotAllowed("There is no quorum, so nothing can be decided. %(words)s", words=words)
    now = clock.now()
    ways = {Secrecy.SHOW: [Channel.MEETING], Secrecy.SECRET: [Channel.PAPER]}.get(
        Secrecy(motion.vote), [Channel.MEETING, Channel.PAPER]
    )
    if motion.vote != Secrecy.SHOW and voting.online_allowed(motion.rule, clock.local(now + LASTS).date()):
        ways = [*ways, Channel.ONLINE]
    made = voting.open_poll(
        electorate=meeting.electorate_id or _members(meeting, actor), rule=motion.rule, question=motion.title,
        secrecy=motion.vote, channels=[w.value for w in ways], opens_at=now, closes_at=now + LASTS, about=meeting.pk,
        actor=actor, present=None if rule.rule in OWNERS else there.present,
    )  # fmt: skip
    Motion.objects.filter(pk=motion.pk).update(poll=made)
    motion.poll = made
    record(events.VOTE_STARTED, meeting, actor, {"motion": motion.pk, "poll": made.pk, "present": there.present})
    return motion


def _members(meeting: Meeting, actor: Actor) -> int:
    """The register of the members who are entitled: one for all secret votes of the meeting."""
    known = Motion.objects.filter(meeting=meeting).exclude(poll=None).values_list("poll__electorate", flat=True).first()
    if known is not None:
        return int(known)
    made = voting.open_register(
        place_id=meeting.place_id, kind=voting.RegisterKind.REPRESENTATIVES.value, title=meeting.title,
        body_id=meeting.body_id, actor=actor,
    )  # fmt: skip
    seen: dict[str, int] = {}
    drafts = []
    for seat in meetings.entitled(meeting):
        seen[seat.name] = seen.get(seat.name, 0) + 1
        twin = f"（{seen[seat.name]}）" if seen[seat.name] > 1 else ""
        assert seat.appointment is not None
        drafts.append(voting.RowDraft(seat.name + twin, person_id=seat.appointment.person_id))
    voting.add_rows(made.pk, drafts, actor=actor)
    voting.freeze_register(made.pk, actor=actor)
    return made.pk


def _present(meeting: Meeting, poll: Poll) -> dict[int, int | None]:
    """The electors who are there, with the holder of the proxy."""
    if meeting.electorate_id is not None:
        return assembly.present_electors(meeting)
    linked = voting.linked(poll.electorate_id)
    seats = [s.appointment for s in meetings.entitled(meeting) if s.signed in PRESENT and s.appointment is not None]
    return {linked[a.person_id]: None for a in seats if a.person_id in linked}


@transaction.atomic
def give(meeting: Meeting, motion_id: int, *, actor: Actor) -> int:
    """Everybody who is there and has not voted takes a ballot paper; how many did. Raises Forbidden, NotFound,
    Conflict, NotAllowed."""
    if not assembly.may_count(actor, meeting):
        raise Forbidden("Your posts do not allow this here.")
    motion = _motion(meeting, motion_id, started=True)
    assert motion.poll is not None
    given = voting.give_papers(motion.poll.pk, _present(meeting, motion.poll), actor=actor)
    record(events.PAPERS_GIVEN, meeting, actor, {"motion": motion.pk, "people": given})
    return given


@transaction.atomic
def count(meeting: Meeting, motion_id: int, counts: Mapping[str, int], *, actor: Actor) -> bool:
    """The hands, or the papers of the box, as one of two people counted them; whether both have, and agree.

    `counts`: for, against, abstain, blank, invalid. Raises Forbidden, NotFound, Conflict, Invalid, NotAllowed (one
    person twice; the two differ: count anew)."""
    if not assembly.may_count(actor, meeting):
        raise Forbidden("Your posts do not allow this here.")
    motion = _motion(meeting, motion_id, started=True)
    assert motion.poll is not None
    if motion.vote == Secrecy.NAMED:
        raise NotAllowed("These votes are entered one by one.")
    if motion.vote == Secrecy.SHOW and sum(counts.values()) > assembly.attendance(meeting).present:
        there = assembly.attendance(meeting).present
        raise Invalid(
            "%(n)s votes from %(m)s present: more votes than people.", field="agreed", n=sum(counts.values()), m=there
        )
    box = next(iter(voting.boxes(motion.poll.pk)), None)
    if box is None:
        channel = Channel.MEETING if motion.vote == Secrecy.SHOW else Channel.PAPER
        voting.enter_counts(motion.poll.pk, counts, channel=channel.value, actor=actor, two=True)
        return False
    if box.state == voting.VoiceState.DISPUTED:
        raise NotAllowed("The two counts differ: both count anew.")
    if box.state == voting.VoiceState.COUNTED:
        raise NotAllowed("It is counted.")
    if box.first_by == actor.person_id:
        raise NotAllowed("Another person counts the second time.")
    return voting.confirm_counts(box.id, counts, actor=actor).state == voting.VoiceState.COUNTED


@transaction.atomic
def recount(meeting: Meeting, motion_id: int, *, actor: Actor) -> None:
    """Two counts that differ are put aside. Raises Forbidden, NotFound, Conflict, NotAllowed."""
    meetings.require_holds(actor, meeting)
    motion = _motion(meeting, motion_id, started=True)
    assert motion.poll is not None
    for box in voting.boxes(motion.poll.pk):
        voting.recount(box.id, actor=actor)


@transaction.atomic
def name_voices(meeting: Meeting, motion_id: int, choices: Mapping[int, str], *, actor: Actor) -> int:
    """How those who are there voted by name, as it was called; how many were entered. By elector: for, against,
    abstain. Raises Forbidden, NotFound, Invalid (not there), Conflict (has voted), NotAllowed."""
    if not assembly.may_count(actor, meeting):
        raise Forbidden("Your posts do not allow this here.")
    motion = _motion(meeting, motion_id, started=True)
    assert motion.poll is not None
    there = _present(meeting, motion.poll)
    if not set(choices) <= set(there):
        raise Invalid("Only who is present votes.", field="votes")
    for elector_id in sorted(choices):
        voting.cast_named(
            motion.poll.pk, elector_id, [choices[elector_id]], channel=Channel.MEETING.value, actor=actor,
            by_proxy=there[elector_id],
        )  # fmt: skip
    return len(choices)


@transaction.atomic
def call_off(meeting: Meeting, motion_id: int, *, reason: str, actor: Actor) -> Motion:
    """The vote is called off, and may be started anew: nothing of it is counted. Raises Forbidden, NotFound, Conflict,
    Invalid, NotAllowed."""
    meetings.require_holds(actor, meeting)
    motion = _motion(meeting, motion_id, started=True)
    assert motion.poll is not None
    voting.cancel_poll(motion.poll.pk, reason=reason, actor=actor, within=meeting.pk)
    Motion.objects.filter(pk=motion.pk).update(poll=None)
    return motion


@transaction.atomic
def release(meeting: Meeting, motion_id: int, *, actor: Actor) -> Motion:
    """Close the vote and make it public on the spot: the counts, and the verdict by the rule of the day.

    Without quorum the verdict says so and nothing is decided. Raises Forbidden, NotFound, Conflict, NotAllowed (not
    counted; somebody voted who is not on the list of attendance)."""
    meetings.require_holds(actor, meeting)
    motion = _motion(meeting, motion_id, started=True)
    poll = voting.poll(motion.poll_id or 0)
    present = None if motion.rule in OWNERS else _checked(meeting, motion, poll)
    if poll.state == PollState.OPEN:
        voting.close_poll(poll.pk, present=present, actor=actor, within=meeting.pk)
    outcome = voting.release(poll.pk, present=present, actor=actor, within=meeting.pk)
    found, verdict = outcome.counts, outcome.verdict
    assert verdict is not None  # a motion has a rule
    abstained = found.get("abstain", 0) + found.get("blank", 0) + found.get("invalid", 0)
    columns = {
        "agreed": found.get("for", 0), "against": found.get("against", 0), "abstained": abstained,
        "passed": outcome.passed, "verdict": dict(verdict),
    }  # fmt: skip
    Motion.objects.filter(pk=motion.pk).update(**columns)
    motion.refresh_from_db()
    codes: dict[str, Code] = {
        "motion": motion.pk, "rule": motion.rule, "valid": verdict["valid"], "passed": bool(outcome.passed),
        "entitled": outcome.figures["entitled"], "present": outcome.figures["present"], "agreed": motion.agreed,
        "against": motion.against, "abstained": abstained,
    }  # fmt: skip
    record(events.MOTION_VOTED, meeting, actor, codes)
    return motion


def _checked(meeting: Meeting, motion: Motion, poll: Poll) -> int:
    """How many are there, where nobody has voted who is not."""
    there = _present(meeting, poll)
    if more := len(voting.voters([poll.pk]) - set(there)):
        raise NotAllowed(
            "%(n)s have voted who are not on the list of attendance: let them sign, or strike their votes.", n=more
        )
    counted = any(b.state == voting.VoiceState.COUNTED for b in voting.boxes(poll.pk))
    papers = [c for c in voting.turnout_of(poll).channels if c != Channel.ONLINE]
    if not counted and (motion.vote == Secrecy.SHOW or (motion.vote == Secrecy.SECRET and papers)):
        raise NotAllowed("Two people must have counted first.")
    return assembly.attendance(meeting).present
