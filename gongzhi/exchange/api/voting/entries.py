"""Voices: one's own under one's name; what came on paper, by phone, at the door, typed by two; counts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.voting.polls import DeskPollOut, PollSheetOut, desk_sheet, poll
from gongzhi.voting import public as voting
from gongzhi.voting.public import poll_reads as queries
from gongzhi.voting.public import register_reads as registers

router = Router(tags=["voting"], auth=ACT)
Chosen = Annotated[list[Annotated[s.Line, Field(max_length=30)]], Field(max_length=50)]
Counts = Annotated[dict[str, Annotated[int, Field(ge=0, le=10**7)]], Field(max_length=60)]


class OwnVoteIn(s.In):
    choice: Chosen = Field(description="Keys of options; none is a blank vote.")
    elector_id: s.Id | None = Field(None, description="Whose proxy one holds.")


class VoiceIn(s.In):
    elector_id: s.Id
    choice: Chosen = Field([], description="Of a secret vote nothing: it is noted that a ballot paper was given.")
    channel: Literal["paper", "phone", "door", "meeting"] = "paper"


class AgainIn(s.In):
    choice: Chosen


class SettledIn(AgainIn):
    reason: s.Line


class CountsIn(s.In):
    channel: Literal["paper", "meeting"] = "paper"
    counts: Counts = Field(description="By key of the option, `blank`, `invalid`; `ballots` where several are chosen.")


def _entered(poll_id: int, who: Any) -> voting.Poll:
    found = queries.poll_for(poll_id, who)
    voting.require_entry(found, who)
    return found


@router.post("/polls/{poll_id}/vote", response=PollSheetOut)
def vote(request: HttpRequest, poll_id: s.Id, data: OwnVoteIn, key: Key = "") -> Any:
    """Vote on line under one's name, where the account is linked with the register. Secret ballots are cast in the
    browser alone, which nobody can connect with the voter."""
    who, found = actor(request), queries.poll(poll_id)
    own = registers.electors_of_person(who.person_id, found.electorate_id)
    for_whom = {
        e.pk: (speaker.pk if speaker.pk != e.pk else None) for speaker in own for e in registers.speaks_for(speaker)
    }
    elector = data.elector_id if data.elector_id is not None else next((e.pk for e in own if e.pk in for_whom), None)
    if elector not in for_whom or elector is None:
        raise NotFound("There is no such entry in the register.")
    act_once(request, poll_id, f"vote:{poll_id}", key, data, lambda: voting.cast_named(
        poll_id, elector, data.choice, channel=voting.Channel.ONLINE.value, actor=who,
        by_proxy=for_whom[elector]))  # fmt: skip
    return poll(request, poll_id)


@router.post("/voting/polls/{poll_id}/voices", response=DeskPollOut)
def enter(request: HttpRequest, poll_id: s.Id, data: VoiceIn, key: Key = "") -> Any:
    """Enter a voter's paper, call or visit: it counts when a second person has typed the same. Of a secret vote: that
    a ballot paper was given."""
    who = actor(request)
    found = _entered(poll_id, who)
    by = registers.proxy_of(registers.elector(data.elector_id, found.electorate_id).pk)

    def do() -> object:
        if found.secrecy == voting.Secrecy.SECRET:
            return voting.give_paper(poll_id, data.elector_id, actor=who, channel=data.channel, by_proxy=by)
        return voting.cast_named(poll_id, data.elector_id, data.choice, channel=data.channel, actor=who, by_proxy=by)

    act_once(request, poll_id, f"voice:{poll_id}", key, data, do)
    return desk_sheet(poll_id, who)


@router.post("/voting/polls/{poll_id}/counts", response=DeskPollOut)
def enter_counts(request: HttpRequest, poll_id: s.Id, data: CountsIn, key: Key = "") -> Any:
    """Enter a show of hands, or what was in the ballot box (a second person counts again)."""
    who = actor(request)
    _entered(poll_id, who)
    act_once(request, poll_id, f"counts:{poll_id}", key, data, lambda: voting.enter_counts(
        poll_id, data.counts, channel=data.channel, actor=who))  # fmt: skip
    return desk_sheet(poll_id, who)


def _voice(request: HttpRequest, voice_id: int, verb: str, key: str, data: s.In, act: Any) -> Any:
    who = actor(request)
    found = voting.Voice.objects.filter(pk=voice_id).first()
    if found is None:
        raise NotFound("There is no such entry.")
    _entered(found.poll_id, who)
    act_once(request, voice_id, f"voice-{verb}:{voice_id}", key, data, lambda: act(who))
    return desk_sheet(found.poll_id, who)


@router.post("/voting/voices/{voice_id}/confirm", response=DeskPollOut)
def confirm(request: HttpRequest, voice_id: s.Id, data: AgainIn, key: Key = "") -> Any:
    """The second person types the same paper; what the first one typed is told nowhere."""
    return _voice(request, voice_id, "confirm", key, data,
                  lambda who: voting.confirm_voice(voice_id, data.choice, actor=who))  # fmt: skip


@router.post("/voting/voices/{voice_id}/settle", response=DeskPollOut)
def settle(request: HttpRequest, voice_id: s.Id, data: SettledIn, key: Key = "") -> Any:
    """Two typed it differently: who holds the vote looks at the paper."""
    return _voice(request, voice_id, "settle", key, data, lambda who: voting.settle_voice(
        voice_id, data.choice, reason=data.reason, actor=who))  # fmt: skip


@router.post("/voting/voices/{voice_id}/strike", response=DeskPollOut)
def strike(request: HttpRequest, voice_id: s.Id, data: s.ReasonIn, key: Key = "") -> Any:
    """Strike an entry that does not count yet; the voter is free to vote."""
    return _voice(request, voice_id, "strike", key, data,
                  lambda who: voting.strike_voice(voice_id, reason=data.reason, actor=who))  # fmt: skip


def _tally(request: HttpRequest, tally_id: int, verb: str, key: str, data: s.In, act: Any) -> Any:
    who = actor(request)
    poll_id = queries.poll_of_tally(tally_id)
    _entered(poll_id, who)
    act_once(request, tally_id, f"tally-{verb}:{tally_id}", key, data, lambda: act(who))
    return desk_sheet(poll_id, who)


@router.post("/voting/counts/{tally_id}/confirm", response=DeskPollOut)
def confirm_counts(request: HttpRequest, tally_id: s.Id, data: CountsIn, key: Key = "") -> Any:
    """A second person has counted the same papers."""
    return _tally(request, tally_id, "confirm", key, data,
                  lambda who: voting.confirm_counts(tally_id, data.counts, actor=who))  # fmt: skip


@router.post("/voting/counts/{tally_id}/recount", response=DeskPollOut)
def recount(request: HttpRequest, tally_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """Two counts that differ are put aside; two people count again."""
    return _tally(request, tally_id, "recount", key, data, lambda who: voting.recount(tally_id, actor=who))
