"""The assembly: called, opened, signed in, scrutineers approved, ballots given out, counted twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.verdict.counts import fewest
from gongzhi.elections import events
from gongzhi.elections.actions.shared import record
from gongzhi.elections.models import Attendance, Election, Nominee, Officer
from gongzhi.elections.queries import assembly as reads
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.rules.words import Role, leading
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting

HOURS = 12  # a ballot is open at most so long; it is closed when all is counted
CHANNEL = voting.Channel.MEETING.value


@transaction.atomic
def call(election: Election, *, vote_at: datetime, venue: str, actor: Actor) -> None:
    """Set day and place, within the notice of the step; again moves it. Raises Forbidden, Invalid, NotAllowed."""
    queries.require_runs(actor, election)
    matter = queries.require_step(election, "vote")
    if election.opened_at is not None:
        raise NotAllowed("The assembly has been opened already.")
    meets = procedures.step_of(matter).meets
    first = clock.today() + timedelta(days=meets.notice.amount if meets else 0)
    if clock.local(vote_at).date() < first:
        raise Invalid("Tell people in time: not before %(day)s.", field="vote_at", day=first.isoformat())
    roll = queries.rule_set(election).roll_days or 0
    register = election.electorate
    if register is None or (roll and register.published_on is None):
        raise NotAllowed("Enter the voters and publish the register first.")
    if (
        roll
        and register.published_on is not None
        and clock.local(vote_at).date() < register.published_on + timedelta(days=roll)
    ):
        raise Invalid("The register must have been public for %(n)s days before the vote.", field="vote_at", n=roll)
    if len(venue.strip()) < 2:
        raise Invalid("Say where.", field="venue")
    Election.objects.filter(pk=election.pk).update(vote_at=vote_at, venue=venue.strip()[:120])
    election.vote_at, election.venue = vote_at, venue.strip()[:120]
    record(events.CALLED, election, actor, {"at": vote_at.isoformat()}, {"venue": election.venue})


@transaction.atomic
def open_(election: Election, *, actor: Actor) -> None:
    """On its day, by a frozen register. Raises Forbidden, NotAllowed, Conflict."""
    queries.require_runs(actor, election)
    queries.require_step(election, "vote")
    if election.vote_at is None or clock.today() < clock.local(election.vote_at).date():
        raise NotAllowed("The assembly is not today.")
    register = election.electorate
    if register is None:
        raise NotAllowed("Enter the voters and publish the register first.")
    if register.state != voting.RegisterState.FROZEN:
        voting.freeze_register(register.pk, actor=actor)
        register = election.electorate = voting.register(register.pk)
    if not Election.objects.filter(pk=election.pk, opened_at=None).update(opened_at=clock.now()):
        raise Conflict("The assembly has been opened already.")
    election.opened_at = clock.now()
    record(events.SITS, election, actor, {"entitled": register.rows})


def _sits(election: Election, actor: Actor) -> None:
    queries.require_runs(actor, election)
    queries.require_step(election, "vote")
    if election.opened_at is None:
        raise NotAllowed("Open the assembly first.")


def elector_of(election: Election, elector_id: int) -> voting.Elector:
    """An entry of the register. Raises NotFound."""
    found = voting.Elector.objects.filter(pk=elector_id, electorate=election.electorate_id).first()
    if found is None:
        raise NotFound("There is no such entry in the register.")
    return found


@transaction.atomic
def sign_in(election: Election, elector_id: int, *, actor: Actor, here: bool = True) -> None:
    """Somebody of the register came; or was entered by mistake. Who comes while ballots are out gets one at once.

    Raises Forbidden, NotFound, NotAllowed, Conflict."""
    _sits(election, actor)
    found = elector_of(election, elector_id)
    running = reads.running(election)
    if not here:
        if reads.was_given(running, found.pk):
            raise NotAllowed("This voter has a ballot already.")
        if not Attendance.objects.filter(election=election, elector=found).delete()[0]:
            raise Conflict("This voter is not signed in.")
    else:
        try:
            with transaction.atomic():
                Attendance(election=election, elector=found).save(force_insert=True)
        except IntegrityError:
            raise Conflict("This voter is signed in already.") from None
        if running is not None:
            _give(running, [found], actor)
    record(events.SIGNED, election, actor, {"elector": found.pk, "here": here})


@transaction.atomic
def sign_in_many(election: Election, elector_ids: list[int], *, actor: Actor) -> int:
    """The same for a whole sheet, before the ballots are out; who is signed in already stays. How many came new."""
    _sits(election, actor)
    if reads.running(election) is not None:
        raise NotAllowed("The ballots are out. Sign in one by one.")
    here = set(Attendance.objects.filter(election=election).values_list("elector", flat=True))
    rows = voting.Elector.objects.filter(pk__in=elector_ids, electorate=election.electorate_id).order_by("id")
    made = [Attendance(election=election, elector=e) for e in rows if e.pk not in here]
    Attendance.objects.bulk_create(made)
    for one in made:
        record(events.SIGNED, election, actor, {"elector": one.elector_id, "here": True})
    return len(made)


@transaction.atomic
def name_officer(election: Election, elector_id: int, role: str, *, actor: Actor) -> None:
    """Propose a scrutineer or teller, of the register, who is here and does not stand.

    Raises Forbidden, NotFound, NotAllowed, Conflict."""
    _sits(election, actor)
    found = elector_of(election, elector_id)
    if role not in set(Role):
        raise Invalid("Choose what they do.", field="role")
    if election.officers_agreed is not None:
        raise NotAllowed("They have been approved already.")
    if queries.is_candidate(election, elector_id=found.pk) or (
        found.person_id is not None and queries.is_candidate(election, person_id=found.person_id)
    ) or found.name in {n.name for n in queries.candidates(election)}:  # fmt: skip
        raise NotAllowed("Who stands cannot watch over the count.")
    if not Attendance.objects.filter(election=election, elector=found).exists():
        raise NotAllowed("Sign them in first.")
    try:
        with transaction.atomic():
            Officer(election=election, elector=found, name=found.name, role=role).save(force_insert=True)
    except IntegrityError:
        raise Conflict("This person is named already.") from None


@transaction.atomic
def drop_officer(election: Election, officer_id: int, *, actor: Actor) -> None:
    """Take a name back before they are approved. Raises Forbidden, NotFound, NotAllowed."""
    _sits(election, actor)
    if election.officers_agreed is not None:
        raise NotAllowed("They have been approved already.")
    if not Officer.objects.filter(pk=officer_id, election=election).delete()[0]:
        raise NotFound("There is nobody so named.")


@transaction.atomic
def approve_officers(election: Election, *, agreed: int, actor: Actor) -> None:
    """The meeting approves them by hands: more than half of those here. Raises Forbidden, Invalid, NotAllowed."""
    _sits(election, actor)
    rows = list(Officer.objects.filter(election=election))
    watching = sum(1 for r in rows if r.role == Role.SCRUTINEER)
    tellers = len(rows) - watching
    least = queries.way_of(election).scrutineers
    if watching < least or tellers < 1:
        raise NotAllowed("Name at least %(n)s scrutineers and a teller.", n=least)
    here = queries.present(election)
    if agreed > here:
        raise Invalid("More hands than people: %(n)s are here.", field="agreed", n=here)
    if agreed * 2 <= here:
        raise Invalid("More than half of those here must agree.", field="agreed")
    Election.objects.filter(pk=election.pk).update(officers_agreed=agreed)
    election.officers_agreed = agreed
    codes = {"scrutineers": watching, "tellers": tellers, "agreed": agreed, "present": here}
    record(events.OFFICERS, election, actor, codes)


@transaction.atomic
def give_ballots(election: Election, *, actor: Actor) -> voting.Poll:
    """Open the ballot (the next one after one that left seats empty) and give a paper to everybody here.

    Raises Forbidden, NotAllowed (no quorum, nobody watches, one is open)."""
    _sits(election, actor)
    if election.officers_agreed is None:
        raise NotAllowed("The scrutineers have not been approved yet.")
    if reads.running(election) is not None:
        raise Conflict("A ballot is open already.")
    quorum = reads.quorum(election)
    if not quorum.enough:
        raise NotAllowed("There is no quorum, so nothing can be decided. %(words)s", words=" ".join(quorum.words))
    poll = _open_recall(election, actor) if election.recall else _open_round(election, actor)
    came = Attendance.objects.filter(election=election).select_related("elector").order_by("elector")
    _give(poll, [a.elector for a in came], actor)
    codes = {"poll": poll.pk, "round": len(queries.polls(election)), "present": quorum.present}
    record(events.BALLOT, election, actor, codes)
    return poll


def _give(poll: voting.Poll, electors: list[voting.Elector], actor: Actor) -> None:
    for came in electors:
        for one in voting.speaks_for(came):
            voting.give_paper(
                poll.pk,
                one.pk,
                actor=actor,
                channel=CHANNEL,
                by_proxy=None if one.pk == came.pk else came.pk,
                within=poll.about,
            )


def _open_recall(election: Election, actor: Actor) -> voting.Poll:
    now = clock.now()
    assert election.electorate_id is not None
    return voting.open_poll(
        electorate=election.electorate_id, rule=queries.way_of(election).rule, question=election.matter.title[:200],
        secrecy="secret", channels=[CHANNEL], opens_at=now, closes_at=now + timedelta(hours=HOURS), about=election.pk,
        actor=actor,
    )  # fmt: skip


def _open_round(election: Election, actor: Actor) -> voting.Poll:
    rows, seats, runoff = round_of(election)
    count = len(queries.polls(election)) + 1
    question = election.matter.title[:180] + (_(" (ballot %(n)s)") % {"n": count} if count > 1 else "")
    now = clock.now()
    assert election.electorate_id is not None
    return voting.open_poll(
        electorate=election.electorate_id, rule=queries.way_of(election).rule, question=question, secrecy="secret",
        options=[{"key": n.key, "label": n.name} for n in rows], channels=[CHANNEL], opens_at=now,
        closes_at=now + timedelta(hours=HOURS), about=election.pk, actor=actor, most=seats, seats=seats, runoff=runoff,
        candidates=[n.elector_id for n in rows if n.elector_id is not None],
    )  # fmt: skip


def round_of(election: Election) -> tuple[list[Nominee], int, bool]:
    """Who stands in the next ballot, for how many seats, and whether it is a run-off by the rule."""
    rows = queries.candidates(election)
    before = queries.polls(election)
    if not before:
        return rows, election.seats, False
    left = [n for n in rows if not n.elected]
    seats = election.seats - Nominee.objects.filter(election=election, elected=True).count()
    counts = voting.result(before[-1].pk).counts
    rules = queries.rule_set(election).rules()
    more = fewest(rules, seats) - seats
    again = set(leading([(n.key, counts.get(n.key, 0)) for n in left], seats, more))
    return [n for n in left if n.key in again], seats, rules.runoff is not None


@transaction.atomic
def count(election: Election, counts: Mapping[str, int], *, actor: Actor) -> bool:
    """Type what was counted: one person, then a second one, who counts the same papers and does not see the first.
    True where both agree. Nobody who stands counts. Raises Forbidden, Invalid, NotAllowed, Conflict."""
    queries.require_step(election, "vote")
    queries.refuse_candidate(actor, election)
    poll = reads.running(election)
    if poll is None:
        raise NotAllowed("No ballot is open.")
    there = voting.tallies_of(poll.pk)
    if not there:
        voting.enter_counts(poll.pk, counts, channel=CHANNEL, actor=actor, within=election.pk)
        return False
    if there[0].state == voting.VoiceState.DISPUTED:
        raise NotAllowed("The two counts differ. Put both aside and count again.")
    typed = voting.confirm_counts(there[0].pk, counts, actor=actor, within=election.pk)
    return typed.state == voting.VoiceState.COUNTED


@transaction.atomic
def count_again(election: Election, *, actor: Actor) -> None:
    """Two counts that differ are put aside. Raises Forbidden, NotAllowed."""
    _sits(election, actor)
    poll = reads.running(election)
    there = voting.tallies_of(poll.pk) if poll else []
    if not there:
        raise NotAllowed("Nothing has been counted yet.")
    voting.recount(there[0].pk, actor=actor, within=election.pk)


@transaction.atomic
def void_ballot(election: Election, *, reason: str, actor: Actor) -> None:
    """More papers came back than were given out, or the ballot went wrong: it does not count, all vote again.

    Raises Forbidden, Invalid, NotAllowed."""
    _sits(election, actor)
    poll = reads.running(election)
    if poll is None:
        raise NotAllowed("No ballot is open.")
    voting.cancel_poll(poll.pk, reason=reason, actor=actor, within=election.pk)
    record(events.VOID, election, actor, {"poll": poll.pk}, {"reason": reason.strip()})
