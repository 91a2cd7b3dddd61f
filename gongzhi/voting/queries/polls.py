"""Reads of polls that tell nothing by option: lists, who has voted, turnout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit.paging import Page, paged
from gongzhi.places import public as places
from gongzhi.voting.models import Elector, Poll, Tally, Voice
from gongzhi.voting.policies import polls_of
from gongzhi.voting.rules.words import Channel, PollState, Secrecy, VoiceState

PAGE = 50


def poll(poll_id: int) -> Poll:
    """A poll. Raises NotFound."""
    found = Poll.objects.select_related("electorate__place", "electorate__body").filter(pk=poll_id).first()
    if found is None:
        raise NotFound("There is no such vote.")
    return found


def poll_for(poll_id: int, actor: Actor) -> Poll:
    """A poll that the actor works with. Raises Forbidden, NotFound."""
    found = polls_of(actor).select_related("electorate__place", "electorate__body").filter(pk=poll_id).first()
    if found is None:
        raise NotFound("There is no such vote.")
    return found


def polls(actor: Actor, *, q: str = "", state: str = "", after: str = "") -> Page[Poll]:
    """The polls of the actor's places, the newest first."""
    rows = polls_of(actor).select_related("electorate__place")
    if q:
        rows = rows.filter(question__contains=q)
    if state:
        rows = rows.filter(state=state)
    return paged(rows, ["-id"], after=after, size=PAGE)


def public_polls(*, after: str = "") -> Page[Poll]:
    """Polls of the community as everybody may see them: open, closed, released; the newest first."""
    rows = Poll.objects.exclude(state=PollState.CANCELLED.value).exclude(secrecy=Secrecy.SHOW.value)
    return paged(rows.select_related("electorate__place"), ["-id"], after=after, size=20)


def polls_about(about: int) -> list[Poll]:
    """The polls of a topic, meeting or election, in the order in which they were opened."""
    return list(Poll.objects.filter(about=about).order_by("id"))


def tallies_of(poll_id: int) -> list[Tally]:
    """The counts that were entered, with who typed them; the numbers in them are for nobody before the release."""
    return list(Tally.objects.filter(poll=poll_id).order_by("id"))


def is_running(one: Poll) -> bool:
    """Whether votes are taken at this moment."""
    return one.state == PollState.OPEN and one.opens_at <= clock.now() < one.closes_at


def open_to(person_id: int | None, register_ids: Iterable[int]) -> QuerySet[Poll]:
    """Polls of these registers that take votes now."""
    now = clock.now()
    rows = Poll.objects.filter(electorate__in=sorted(register_ids), state=PollState.OPEN.value)
    return rows.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at", "id")


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many have taken part, never what for. Areas in hundredths of a square metre."""

    entitled: int
    voted: int
    waiting: int  # entered by one person, or disputed
    channels: dict[str, int]
    area_entitled: int
    area_voted: int


def turnout(poll_id: int, actor: Actor) -> Turnout:
    """Who took part so far, for the view of whoever holds the vote or enters voices there. Raises Forbidden,
    NotFound."""
    one = poll(poll_id)
    where = places.ancestors(one.electorate.place_id)
    if not any(p.place_id in set(where) and Permission.VOTE_ENTER in p.permissions for p in actor.posts):
        require(actor, Permission.VOTE_HOLD, where)
    return turnout_of(one)


def turnout_of(one: Poll) -> Turnout:
    """The same for other contexts that have checked who asks."""
    rows = Voice.objects.filter(poll=one)
    counted = rows.filter(state=VoiceState.COUNTED.value)
    channels = dict(counted.order_by().values_list("channel").annotate(n=Count("id")))
    electors = Elector.objects.filter(electorate=one.electorate_id)
    return Turnout(
        entitled=one.electorate.rows or electors.count(),
        voted=sum(channels.values()),
        waiting=rows.exclude(state=VoiceState.COUNTED.value).count(),
        channels={c.value: channels[c.value] for c in Channel if c.value in channels},
        area_entitled=electors.aggregate(a=Sum("area"))["a"] or 0,
        area_voted=counted.aggregate(a=Sum("elector__area"))["a"] or 0,
    )


def voice_of(poll_id: int, elector_id: int) -> Voice | None:
    """Whether and how an elector has voted."""
    return Voice.objects.filter(poll=poll_id, elector=elector_id).first()


def voted_among(poll_id: int, elector_ids: Iterable[int]) -> dict[int, str]:
    """Those of these who have voted, each with the channel."""
    rows = Voice.objects.filter(poll=poll_id, elector__in=list(elector_ids)).order_by("id")
    return dict(rows.values_list("elector", "channel"))


def voters(poll_ids: Iterable[int]) -> set[int]:
    """Who has voted in any of these, or was given a ballot paper."""
    return set(Voice.objects.filter(poll__in=list(poll_ids)).values_list("elector", flat=True))


@dataclass(frozen=True, slots=True)
class Box:
    """A count that was entered as a count, without what was counted. `state`: entered (waits for the second person),
    disputed, counted."""

    id: int
    channel: str
    state: str
    first_by: int | None


def boxes(poll_id: int) -> list[Box]:
    """The counts of a poll, in the order in which they came."""
    rows = Tally.objects.filter(poll=poll_id).order_by("id")
    return [Box(*row) for row in rows.values_list("id", "channel", "state", "first_by")]


def undone(poll_id: int) -> list[Voice]:
    """Voices that wait for the second person, or where the two differ."""
    rows = Voice.objects.filter(poll=poll_id).exclude(state=VoiceState.COUNTED.value)
    return list(rows.select_related("elector").order_by("id"))


def poll_of_tally(tally_id: int) -> int:
    """The poll of a count. Raises NotFound."""
    found = Tally.objects.filter(pk=tally_id).values_list("poll", flat=True).first()
    if found is None:
        raise NotFound("There is no such entry.")
    return found


def is_small(one: Poll, least: int) -> bool:
    """Whether a secret poll has so few voters that ballots could be guessed: then only the result is published."""
    return one.secrecy == Secrecy.SECRET and (one.electorate.rows or 0) < least
