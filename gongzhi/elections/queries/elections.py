"""Elections: which there are, one by its number or matter, what stands of it in public."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, Permission, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotAllowed, NotFound
from gongzhi.core.verdict.counts import fewest
from gongzhi.elections.models import Attendance, Election, Nominee
from gongzhi.elections.rules.words import Backing, By, backed
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting


def ways(*, recall: bool | None = None) -> list[packs.ElectionWay]:
    """The ways in use here."""
    return [w for w in packs.active().elections if w.fills and recall in (None, w.recall)]


def way_of(election: Election) -> packs.ElectionWay:
    """The way of an election, as the pack in force has it. Raises NotFound."""
    try:
        return packs.active().election(election.way)
    except KeyError:
        raise NotFound("There is no such way of electing here.") from None


def get(matter_id: int, actor: Actor) -> Election:
    """An election for who works on it: holds votes there, holds the matter or is offered it. Raises NotFound."""
    matter = procedures.get(matter_id, actor)
    return whole(Election.objects.filter(pk=matter.pk))


def by_number(number: str) -> Election:
    """An election by its number, once it is announced. Raises NotFound."""
    return whole(Election.objects.filter(number=number, announced_at__isnull=False))


def whole(rows: QuerySet[Election]) -> Election:
    """The one election, with what its pages read. Raises NotFound."""
    found = rows.select_related("matter__place", "post__body", "runner__body", "electorate", "target__person").first()
    if found is None:
        raise NotFound("There is no such election.")
    return found


def of_area(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Election]:
    """The elections of the places where the actor holds votes, and those that lie with the actor's posts."""
    mine = Q(matter__holder_post__in=sorted(actor.post_ids)) | Q(matter__offered_post__in=sorted(actor.post_ids))
    roots = scopes(actor, Permission.VOTE_HOLD)
    rows = Election.objects.filter(places.inside(roots, "matter__place__") | mine)
    return _narrowed(rows.select_related("matter__place", "post__body"), text, state)


def public(*, place_id: int | None = None, text: str = "") -> QuerySet[Election]:
    """What was announced, of one place and below or of all."""
    rows = Election.objects.filter(announced_at__isnull=False).select_related("matter__place", "post__body")
    if place_id is not None:
        rows = rows.filter(matter__place__path__startswith=places.get(place_id).path)
    return _narrowed(rows, text, "")


def _narrowed(rows: QuerySet[Election], text: str, state: str) -> QuerySet[Election]:
    if state == "open":
        rows = rows.filter(matter__state__in=procedures.LIVE)
    elif state == "closed":
        rows = rows.exclude(matter__state__in=procedures.LIVE)
    for word in text.split()[:4]:
        rows = rows.filter(Q(matter__title__icontains=word) | Q(number=word))
    return rows


def runs(actor: Actor, election: Election) -> bool:
    """Whether the actor holds the election."""
    return actor.kind is ActorKind.SYSTEM or election.runner_id in actor.post_ids


def require_runs(actor: Actor, election: Election) -> None:
    """Raise Forbidden for who does not hold it, and for who stands in it."""
    if not runs(actor, election):
        raise Forbidden("Who holds this election does this.")
    refuse_candidate(actor, election)


def refuse_candidate(actor: Actor, election: Election) -> None:
    """Raise Forbidden for somebody who stands in the election."""
    if actor.person_id is not None and is_candidate(election, person_id=actor.person_id):
        raise Forbidden("Who stands in an election takes no part in holding it.")


def is_candidate(election: Election, *, person_id: int | None = None, elector_id: int | None = None) -> bool:
    """Whether a person or an entry of the register stands (has accepted, was not refused)."""
    who = Q(person=person_id) if person_id is not None else Q(elector=elector_id)
    if election.recall:
        return person_id is not None and election.target is not None and election.target.person_id == person_id
    return Nominee.objects.filter(who, election=election, accepted=True).exclude(fit=False).exists()


def require_step(election: Election, *keys: str) -> procedures.Matter:
    """The matter as it is now, which stands in one of these steps. Raises NotAllowed."""
    matter = procedures.Matter.objects.select_related("place").get(pk=election.pk)
    election.matter = matter
    if matter.state not in procedures.LIVE or matter.step not in keys:
        raise NotAllowed("The election is at another step now.")
    return matter


def rule_set(election: Election) -> packs.RuleSet:
    """The rule in force today. Raises NotAllowed where there is none: nobody could tell what the votes mean."""
    found = voting.rule_set_on(way_of(election).rule, clock.today())
    if found is None:
        raise NotAllowed("No rule for this election is in force today.")
    return found


def candidates_needed(election: Election) -> int:
    """How many candidates the rule asks for."""
    return fewest(rule_set(election).rules(), election.seats)


def nominees(election: Election) -> list[Nominee]:
    """All who were recommended, as they stand on the ballot, then in the order in which they came."""
    rows = Nominee.objects.filter(election=election).prefetch_related("recommendations")
    return sorted(rows, key=lambda n: (n.place is None, n.place or 0, n.pk))


def candidates(election: Election) -> list[Nominee]:
    """Who stands, in the order of the ballot."""
    return list(Nominee.objects.filter(election=election, place__isnull=False).order_by("place"))


def backing(nominee: Nominee) -> Backing:
    """How somebody was recommended."""
    rows = list(nominee.recommendations.all())
    return Backing(sum(1 for r in rows if r.by == By.VOTERS), frozenset(r.by for r in rows))


def is_backed(nominee: Nominee, way: packs.ElectionWay) -> bool:
    """Whether the recommendations are enough."""
    return backed(backing(nominee), way.recommended_by, way.nominators)


def polls(election: Election) -> list[voting.Poll]:
    """The ballots that count or will, in order."""
    return [p for p in voting.polls_about(election.pk) if p.state != voting.PollState.CANCELLED]


def present(election: Election) -> int:
    """How many came."""
    return Attendance.objects.filter(election=election).count()


def posts_to_fill(way: packs.ElectionWay, place_ids: Iterable[int]) -> list[orgs.Post]:
    """The posts of the kinds of a way, at these places and below."""
    rows = orgs.Post.objects.filter(places.inside(frozenset(place_ids), "place__"), kind__in=way.fills, ends_on=None)
    return list(rows.select_related("body", "place").order_by("place", "id")[:500])


def live_for(post_id: int) -> Election | None:
    """The election or recall of a post that runs now."""
    rows = Election.objects.filter(post=post_id, matter__state__in=procedures.LIVE)
    return rows.select_related("matter").order_by("-pk").first()


def may_open(actor: Actor, way: packs.ElectionWay, place_id: int) -> int | None:
    """The post by which the actor may hold an election in this way here; None where none may."""
    near = set(places.ancestors(place_id))
    if not may(actor, Permission.VOTE_HOLD, near):
        return None
    return next((p.post_id for p in actor.posts if p.kind in way.run_by and p.place_id in near), None)


def owner_of(poll: voting.Poll) -> voting.Owner | None:
    """The election that a poll belongs to: its ballots are given out, counted and made public there alone."""
    election = Election.objects.filter(pk=poll.about).select_related("matter").first()
    if election is None or (election.matter.state not in procedures.LIVE and poll.state != voting.PollState.RELEASED):
        return None
    return voting.Owner(election.matter.title, f"/desk/elections/{election.pk}/", papers=True)


def bars(poll: voting.Poll, actor: Actor) -> bool:
    """Whether the actor stands in the election, or is to be recalled by the vote, that the poll is about."""
    if poll.about is None or actor.person_id is None:
        return False
    election = Election.objects.filter(pk=poll.about).select_related("target").first()
    return election is not None and is_candidate(election, person_id=actor.person_id)
