"""Somebody is recommended, by residents on line, on paper or by phone, by members or the organisation; who is
recommended says yes or no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.elections import events
from gongzhi.elections.actions.shared import Codes, go, record
from gongzhi.elections.models import Election, Nominee, Recommendation
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.rules.words import INTRODUCTION_MAX, NAME_MAX, WORDS_MAX, By, Channel
from gongzhi.voting import public as voting


def plain_name(name: str) -> str:
    """A name as it is kept. Raises Invalid."""
    kept = "".join(name.split())
    if not 2 <= len(kept) <= NAME_MAX:
        raise Invalid("Write the name in 2 to 30 characters.", field="name")
    return kept


def _open_now(election: Election) -> None:
    queries.require_step(election, "recommend")
    if election.recommend_until is not None and clock.today() > election.recommend_until:
        raise NotAllowed("The days for recommendations are over.")


@transaction.atomic
def recommend(election: Election, *, name: str, by_name: str, words: str = "", actor: Actor) -> Nominee:
    """A resident recommends somebody, on line. One person recommends somebody once.

    Raises Invalid, NotAllowed (not now; here residents do not recommend), Conflict."""
    if By.RESIDENTS.value not in queries.way_of(election).recommended_by:
        raise NotAllowed("In this election recommendations are brought on paper.")
    _open_now(election)
    by_name = " ".join(by_name.split())
    if not 1 <= len(by_name) <= 60:
        raise Invalid("Write your name.", field="by_name")
    person_id = actor.person_id if actor.kind is ActorKind.RESIDENT else None
    nominee = nominee_named(election, plain_name(name))
    _add(nominee, [Recommendation(
        nominee=nominee, by=By.RESIDENTS.value, channel=Channel.WEB.value, by_name=by_name, words=words[:WORDS_MAX],
        person_id=person_id,
    )])  # fmt: skip
    codes: Codes = {"nominee": nominee.pk, "by": "residents", "channel": "web", "voters": 0}
    record(events.RECOMMENDED, election, actor, codes)
    return nominee


@transaction.atomic
def enter(
    election: Election, *, name: str, by: str, channel: str, source: str, voters: Sequence[str] = (), actor: Actor
) -> Nominee:
    """Staff enter what came on paper or by phone, with its source. `voters`: the lines of a joint sheet, each the name
    (and household) of somebody in the register; each counts once for a nominee.

    Raises Forbidden, Invalid, NotAllowed, Conflict."""
    queries.require_runs(actor, election)
    _open_now(election)
    if by not in tuple(map(str, queries.way_of(election).recommended_by)):
        raise Invalid("In this election they do not recommend.", field="by")
    if channel not in (Channel.PAPER, Channel.PHONE):
        raise Invalid("Choose how it came.", field="channel")
    if not source.strip():
        raise Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
    nominee = nominee_named(election, plain_name(name))
    voted = by == By.VOTERS.value
    plain: dict[str, Any] = {"nominee": nominee, "by": by, "channel": channel, "source": source.strip()[:200]}
    if voted:
        found = _electors(election, voters)
        there = set(nominee.recommendations.values_list("elector", flat=True))
        rows = [Recommendation(**plain, elector=e) for e in found if e.pk not in there]
    else:
        rows = [Recommendation(**plain)]
    _add(nominee, rows)
    codes: Codes = {"nominee": nominee.pk, "by": by, "channel": channel, "voters": len(rows) if voted else 0}
    record(events.RECOMMENDED, election, actor, codes, {"source": source.strip()[:200]})
    return nominee


def nominee_named(election: Election, name: str) -> Nominee:
    """Who is meant by a name: known already, else new, with the one entry of the register that bears it."""
    made, fresh = Nominee.objects.get_or_create(election=election, name=name)
    if fresh and election.electorate_id is not None:
        same = list(voting.Elector.objects.filter(electorate=election.electorate_id, name=name).order_by("id")[:2])
        if len(same) == 1:
            made.elector, made.person_id = same[0], same[0].person_id
            Nominee.objects.filter(pk=made.pk).update(elector=same[0], person=same[0].person_id)
    return made


def _electors(election: Election, lines: Iterable[str]) -> list[voting.Elector]:
    """The voters of a sheet. Raises Invalid with the line that is not in the register, or not one entry."""
    found: dict[int, voting.Elector] = {}
    wanted = [" ".join(line.split()) for line in lines if line.strip()]
    if not wanted:
        raise Invalid("Type who signed, a line each.", field="voters")
    names = [line.split(" ", 1)[0] for line in wanted]
    rows = voting.Elector.objects.filter(electorate=election.electorate_id, name__in=names).order_by("id")
    by_name: dict[str, list[voting.Elector]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    for line, name in zip(wanted, names, strict=True):
        rest = line[len(name) :].strip()
        fits = [e for e in by_name.get(name, []) if not rest or rest in e.household]
        if len(fits) != 1:
            raise Invalid("“%(line)s” is not one entry of the register.", field="voters", line=line[:60])
        found[fits[0].pk] = fits[0]
    return list(found.values())


def _add(nominee: Nominee, rows: list[Recommendation]) -> None:
    if not rows:
        raise Conflict("This has been entered already.")
    try:
        with transaction.atomic():
            Recommendation.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict("You have recommended this person already.") from None


@transaction.atomic
def answer(
    nominee: Nominee, *, accepted: bool, actor: Actor, introduction: str = "", how: str = "", override_reason: str = ""
) -> None:
    """Who was recommended says yes or no: by the own account, or on paper, which staff enter (`how`). What they write
    about themselves is all that is shown of them.

    Raises Forbidden, Invalid, NotAllowed, `disclosure.PersonalDataFound`."""
    election = nominee.election
    own = actor.person_id is not None and nominee.person_id == actor.person_id
    if not own:
        queries.require_runs(actor, election)
        if not how.strip():
            raise Invalid("Say where the answer is kept, or who heard it.", field="how")
    queries.require_step(election, "recommend")
    if len(introduction) > INTRODUCTION_MAX:
        raise Invalid("At most %(most)s characters.", field="introduction", most=INTRODUCTION_MAX)
    disclosure.check_texts({"name": nominee.name, "introduction": introduction}, override_reason)
    Nominee.objects.filter(pk=nominee.pk).update(
        accepted=accepted, accepted_how=how.strip()[:200], introduction=introduction.strip() if accepted else ""
    )
    record(events.ACCEPTED, election, actor, {"nominee": nominee.pk, "accepted": accepted})


def nominee_of(election: Election, nominee_id: int) -> Nominee:
    """One who was recommended. Raises NotFound."""
    found = Nominee.objects.select_related("election__matter").filter(pk=nominee_id, election=election).first()
    if found is None:
        raise NotFound("There is nobody so recommended.")
    return found


@transaction.atomic
def close_recommendation(election: Election, *, actor: Actor) -> None:
    """Send who accepted to be vetted. Raises Forbidden, NotAllowed (the days run, too few, somebody has not said)."""
    queries.require_runs(actor, election)
    queries.require_step(election, "recommend")
    if election.recommend_until is not None and clock.today() <= election.recommend_until:
        raise NotAllowed("Recommendations may still come.")
    way = queries.way_of(election)
    rows = [n for n in queries.nominees(election) if queries.is_backed(n, way)]
    if any(n.accepted is None for n in rows):
        raise NotAllowed("Somebody who was recommended has not said yes or no yet.")
    standing = [n for n in rows if n.accepted]
    need = queries.candidates_needed(election)
    if len(standing) < need:
        raise NotAllowed("%(n)s accepted so far; at least %(need)s candidates are needed.", n=len(standing), need=need)
    record(events.CLOSED, election, actor, {"nominees": len(standing)})
    go(election, "done", actor)


@transaction.atomic
def prolong(election: Election, *, days: int, actor: Actor) -> None:
    """Too few were recommended: it goes on for some days. Raises Forbidden, Invalid, NotAllowed."""
    queries.require_runs(actor, election)
    queries.require_step(election, "recommend")
    if not 1 <= days <= 30:
        raise Invalid("Between 1 and 30 days.", field="days")
    until = clock.today() + timedelta(days=days)
    Election.objects.filter(pk=election.pk).update(recommend_until=until)
    election.recommend_until = until
    record(events.ANNOUNCED, election, actor, {"posting": None, "until": until.isoformat()})
