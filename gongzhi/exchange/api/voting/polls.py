"""Votes: which there are, what they came to once that is public; opened, closed, released by who holds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, READ, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, PageOut, as_read, made_once
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.voting import public as voting
from gongzhi.voting.public import poll_reads as queries

router = Router(tags=["voting"])
State = Literal["", "open", "closed", "released", "cancelled"]
Channel = Literal["online", "paper", "phone", "door", "meeting"]


class OpenPollOut(s.Plain):
    id: s.OutId
    question: str
    place_id: s.OutId
    place: str
    register_id: s.OutId
    state: str = Field(description="open, closed, released, cancelled")
    secrecy: str = Field(description="show, named, secret")
    channels: list[str]
    opens_at: datetime
    closes_at: datetime


class OpenPollPageOut(PageOut):
    items: list[OpenPollOut]


class PollSheetOut(OpenPollOut):
    options: list[dict[str, str]] = Field(description="key, label")
    most: int
    seats: int
    rule: str
    rule_title: str
    running: bool = Field(description="Whether votes are taken at this moment.")


class DeskPollOut(PollSheetOut):
    version: int
    about_id: str
    turnout: dict[str, Any] = Field(description="entitled, voted, waiting, channels, area_entitled, area_voted")
    entries: list[dict[str, str]] = Field(description="Waiting or disputed: id, elector, household, channel, state")
    counts: list[dict[str, str]] = Field(description="Counts entered: id, channel, state; never the numbers")


class ResultOut(s.Plain):
    poll_id: s.OutId
    day: date
    passed: bool | None
    elected: list[str]
    lines: list[dict[str, Any]] = Field(description="label, heads, area in hundredths of a square metre")
    reasons: list[dict[str, Any]] = Field(description="text, article, met")
    override: str = Field(description="Why the verdict was set aside.")
    entry: s.OutId = Field(description="Of the ledger.")
    released_at: datetime


class OptionIn(s.In):
    key: Annotated[s.Line, Field(max_length=30)]
    label: Annotated[s.Line, Field(max_length=80)]


class PollIn(s.In):
    register_id: s.Id
    question: s.Line
    secrecy: Literal["show", "named", "secret"]
    channels: list[Channel] = Field(min_length=1, max_length=5)
    opens_at: s.Moment
    closes_at: s.Moment
    rule: s.Line = ""
    options: list[OptionIn] = Field([], max_length=50, description="Without: for, against, abstain.")
    most: int = Field(1, ge=1, le=50)
    seats: int = Field(0, ge=0, le=50)


class CloseIn(s.VersionIn):
    present: int | None = Field(None, ge=0, lt=2**31, description="Of a meeting: how many were there.")


class VerdictIn(s.VersionIn):
    passed: bool
    reason: Annotated[s.Words, Field(max_length=500)]


def _row(poll: voting.Poll) -> dict[str, Any]:
    names = ("id", "question", "state", "secrecy", "channels", "opens_at", "closes_at")
    place = poll.electorate.place
    more = {"place_id": place.pk, "place": place.name, "register_id": poll.electorate_id}
    return {name: getattr(poll, name) for name in names} | more


def _sheet(poll: voting.Poll) -> dict[str, Any]:
    rule = voting.rule_set_on(poll.rule, clock.local(poll.closes_at).date())
    names = ("options", "most", "seats", "rule")
    return _row(poll) | {name: getattr(poll, name) for name in names} | {
        "rule_title": packs.named(rule) if rule else "", "running": queries.is_running(poll),
    }  # fmt: skip


def desk_sheet(poll_id: int, who: Actor) -> dict[str, Any]:
    """A vote for who works with it: turnout and what waits, never a count by option."""
    poll = queries.poll_for(poll_id, who)
    turnout = voting.turnout_of(poll)
    names = ("entitled", "voted", "waiting", "channels", "area_entitled", "area_voted")
    return _sheet(poll) | {
        "version": poll.version, "about_id": str(poll.about or ""),
        "turnout": {name: getattr(turnout, name) for name in names},
        "entries": [
            {"id": str(v.pk), "elector": v.elector.name, "household": v.elector.household, "channel": v.channel,
             "state": v.state}
            for v in queries.undone(poll_id)
        ],
        "counts": [
            {"id": str(c.pk), "channel": c.channel, "state": c.state} for c in queries.tallies_of(poll_id)
        ],
    }  # fmt: skip


@router.get("/polls", response=OpenPollPageOut, auth=READ)
def polls(request: HttpRequest, after: After = "") -> Any:
    """The votes of the community as everybody may see them, the newest first."""
    page = queries.public_polls(after=after)
    return {"items": [_row(p) for p in page.items], "after": page.after}


@router.get("/polls/{poll_id}", response=PollSheetOut, auth=READ)
def poll(request: HttpRequest, poll_id: s.Id) -> Any:
    """The question, the choices, who may vote until when, by which rule."""
    return _sheet(queries.poll(poll_id))


@router.get("/polls/{poll_id}/result", response=ResultOut, auth=READ)
def result(request: HttpRequest, poll_id: s.Id) -> Any:
    """What it came to, once that is public: 409 before."""
    found = voting.result(poll_id)
    override = found.override or {}
    return {
        "poll_id": poll_id, "day": found.day, "passed": found.passed, "elected": found.elected,
        "lines": [{"label": label, "heads": heads, "area": area} for label, heads, area in found.lines],
        "reasons": [{"text": text, "article": article, "met": met} for text, article, met in found.reasons],
        "override": override.get("reason", ""), "entry": found.entry, "released_at": found.released_at,
    }  # fmt: skip


@router.get("/voting/polls", response=OpenPollPageOut, auth=SEE)
def desk_polls(
    request: HttpRequest, q: Annotated[s.Line, Query("")] = "", state: Annotated[State, Query("")] = "",
    after: After = "",
) -> Any:  # fmt: skip
    """The votes of the places where the posts hold votes, enter them or keep registers."""
    page = queries.polls(actor(request), q=q[:60], state=state, after=after)
    return {"items": [_row(p) for p in page.items], "after": page.after}


@router.get("/voting/polls/{poll_id}", response=DeskPollOut, auth=SEE)
def desk_poll(request: HttpRequest, poll_id: s.Id) -> Any:
    """A vote with its turnout, and the entries that wait for their second person."""
    return desk_sheet(poll_id, actor(request))


@router.post("/voting/polls", response=DeskPollOut, auth=ACT)
def open_poll(request: HttpRequest, data: PollIn, key: Key = "") -> Any:
    """Open a vote by a frozen register."""
    who = actor(request)
    given = data.model_dump(exclude={"register_id", "options"})
    if data.options:
        given["options"] = [o.model_dump() for o in data.options]
    voting.register_reads.register_for(data.register_id, who)
    made = made_once(request, "open-poll", key, data, lambda: voting.open_poll(
        electorate=data.register_id, actor=who, **given).pk)  # fmt: skip
    return desk_sheet(made, who)


def _held(
    request: HttpRequest, poll_id: int, verb: str, key: str, data: s.VersionIn, act: Callable[[Actor], object]
) -> dict[str, Any]:
    who = actor(request)
    found = queries.poll_for(poll_id, who)
    require(who, Permission.VOTE_HOLD, places.ancestors(found.electorate.place_id))

    def do() -> None:
        as_read(data.version, found.version)
        act(who)

    act_once(request, poll_id, f"poll-{verb}:{poll_id}", key, data, do)
    return desk_sheet(poll_id, who)


@router.post("/voting/polls/{poll_id}/close", response=DeskPollOut, auth=ACT)
def close(request: HttpRequest, poll_id: s.Id, data: CloseIn, key: Key = "") -> Any:
    """Nobody votes any more. Refused while an entry waits for its second person."""
    return _held(request, poll_id, "close", key, data,
                 lambda who: voting.close_poll(poll_id, present=data.present, actor=who))  # fmt: skip


@router.post("/voting/polls/{poll_id}/cancel", response=DeskPollOut, auth=ACT)
def cancel(request: HttpRequest, poll_id: s.Id, data: s.WhyIn, key: Key = "") -> Any:
    """Call it off; nothing of it is counted."""
    return _held(request, poll_id, "cancel", key, data,
                 lambda who: voting.cancel_poll(poll_id, reason=data.reason, actor=who))  # fmt: skip


@router.post("/voting/polls/{poll_id}/release", response=DeskPollOut, auth=ACT)
def release(request: HttpRequest, poll_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """Count, find the verdict by the rule of the day, make both public."""
    return _held(request, poll_id, "release", key, data, lambda who: voting.release(poll_id, actor=who))


@router.post("/voting/polls/{poll_id}/override", response=DeskPollOut, auth=ACT)
def override(request: HttpRequest, poll_id: s.Id, data: VerdictIn, key: Key = "") -> Any:
    """Set the verdict aside; the post and the reason stand beside the result for everybody."""
    return _held(request, poll_id, "override", key, data, lambda who: voting.override_result(
        poll_id, passed=data.passed, reason=data.reason, actor=who))  # fmt: skip
