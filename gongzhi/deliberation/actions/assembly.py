"""Meetings of an electorate: called by its register, who demanded it on record; who comes, in person or by proxy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, Permission, post_for, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.core.ids import new_id
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.meetings import Code, record
from gongzhi.deliberation.models import Meeting, Motion, Seat
from gongzhi.deliberation.queries import meetings as queries
from gongzhi.deliberation.rules.assembly import check_demand, fits
from gongzhi.deliberation.rules.meetings import Signed, State
from gongzhi.places import public as places
from gongzhi.voting import public as voting


@transaction.atomic
def call_electorate(
    *, actor: Actor, register_id: int, rule: str, title: str, starts_at: datetime, venue: str, demand_by: str = "",
    demand_count: int | None = None, demand_of: int | None = None, demand_paper: str = "",
) -> Meeting:  # fmt: skip
    """A meeting of those who stand in a frozen register. `rule`: by which the meeting is called (its notice, and who
    may demand one: `demand_count` of `demand_of`, their signatures at `demand_paper`; none: called without demand).

    Needs `topic:run` and `vote:hold` there. Raises Forbidden, NotFound, NotAllowed (not frozen), Invalid."""
    register = voting.register(register_id)
    where = places.ancestors(register.place_id)
    require(actor, Permission.VOTE_HOLD, where)
    by = post_for(actor, Permission.TOPIC_RUN, where)
    if register.state != voting.RegisterState.FROZEN:
        raise NotAllowed("Freeze the register first.")
    if starts_at <= clock.now():
        raise Invalid("Choose a time that lies ahead.", field="starts_at")
    found = voting.rule_set_on(rule, clock.local(starts_at).date())
    if found is None:
        raise Invalid("On this day no rule of this name is in force.", field="rule")
    if not fits(rule, register.kind):
        raise Invalid("This rule is for another kind of register.", field="rule")
    check_demand(found.demands, demand_by, demand_count, demand_of, demand_paper)
    asked = bool(demand_by)
    meeting = Meeting(
        electorate=register, place_id=register.place_id, post_id=by.post_id, title=title.strip(), starts_at=starts_at,
        venue=venue.strip(), rule=rule, notice_days=found.notice_days or 0, demand_by=demand_by,
        demand_count=demand_count if asked else None, demand_of=demand_of if asked else None,
        demand_paper=demand_paper.strip()[:120] if asked else "",
    )  # fmt: skip
    meeting.save(force_insert=True)
    codes: dict[str, Code] = {"register": register.pk, "at": starts_at.isoformat(), "rule": rule}
    if asked:
        codes |= {"by": demand_by, "count": demand_count, "of": demand_of}
    record(events.ASSEMBLY_CALLED, meeting, actor, codes, {"title": meeting.title, "venue": meeting.venue}, first=True)
    return meeting


def came(meeting: Meeting, elector: voting.Elector, *, actor: Actor) -> list[Seat]:
    """An elector signs in on the spot, having shown that it is they (account or code of the letter), and is there for
    those too whose proxy they hold. The caller has made sure of both, and of the code of the room.

    Raises NotAllowed (it does not sit; the proxy was given to somebody else)."""
    return _enter(meeting, [elector], Signed.ACCOUNT, actor)


def enter(meeting: Meeting, elector_ids: Sequence[int], how: Signed, *, actor: Actor) -> list[Seat]:
    """Who holds the meeting enters the paper list: these are there, or (`Signed.NOT`) were entered by mistake.

    Raises Forbidden, NotFound, NotAllowed (has voted; the proxy was given to somebody else)."""
    queries.require_holds(actor, meeting)
    electors = [voting.elector(pk, meeting.electorate_id) for pk in elector_ids]
    if how is Signed.NOT:
        return _strike(meeting, electors, actor)
    if how is not Signed.PAPER:
        raise NotAllowed("By an account members sign for themselves.")
    return _enter(meeting, electors, how, actor)


@transaction.atomic
def _enter(meeting: Meeting, electors: Iterable[voting.Elector], how: Signed, actor: Actor) -> list[Seat]:
    _sits(meeting)
    now, made = clock.now(), []
    there = set(Seat.objects.filter(meeting=meeting).values_list("elector", flat=True))
    for one in electors:
        spoken = voting.speaks_for(one)
        if not spoken:
            raise NotAllowed("%(name)s has given a proxy: who holds it signs in.", name=one.name)
        for given in spoken:
            if given.pk in there:
                continue
            there.add(given.pk)
            by = one.pk if given.pk != one.pk else None
            made.append(Seat(
                id=new_id(), meeting=meeting, elector_id=given.pk, by_id=by, signed=how.value, signed_at=now
            ))  # fmt: skip
    if not made:
        return []
    try:
        with transaction.atomic():
            Seat.objects.bulk_create(made)
    except IntegrityError:
        raise Conflict("Somebody else changed this meeting meanwhile.") from None
    _record(meeting, made, how, actor)
    return made


@transaction.atomic
def _strike(meeting: Meeting, electors: Sequence[voting.Elector], actor: Actor) -> list[Seat]:
    _sits(meeting)
    rows = Seat.objects.filter(meeting=meeting, elector__in=[e.pk for e in electors])
    gone = list((rows | Seat.objects.filter(meeting=meeting, by__in=[e.pk for e in electors])).order_by("id"))
    polls = Motion.objects.filter(meeting=meeting).exclude(poll=None).values_list("poll", flat=True)
    if voting.voters(polls) & {s.elector_id for s in gone}:
        raise NotAllowed("This member has voted.")
    Seat.objects.filter(pk__in=[s.pk for s in gone]).delete()
    if gone:
        _record(meeting, gone, Signed.NOT, actor)
    return gone


def _sits(meeting: Meeting) -> None:
    if meeting.state != State.OPEN or meeting.electorate_id is None:
        raise NotAllowed("This meeting does not sit.")


def _record(meeting: Meeting, seats: Sequence[Seat], how: Signed, actor: Actor) -> None:
    """Which entries of the register, as a hash: their names stand in the register alone."""
    hashed = hashlib.sha256(" ".join(str(s.elector_id) for s in seats).encode()).hexdigest()
    codes: dict[str, Code] = {"how": how.value, "people": len(seats), "hash": hashed}
    record(events.ELECTORS_SIGNED, meeting, actor, codes)


def sign_in(meeting: Meeting, *, actor: Actor) -> list[Seat]:
    """The electors linked to an account sign in. Raises Forbidden (not on the roll), and as `came`."""
    mine = voting.electors_of_person(actor.person_id, meeting.electorate_id or 0)
    if not mine:
        raise Forbidden("You are not on the list of this meeting.")
    return _enter(meeting, mine, Signed.ACCOUNT, actor)
