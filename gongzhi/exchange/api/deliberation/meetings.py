"""Meetings of bodies that decide: called, told of, opened, signed, voted, closed, objected to, frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.public import meeting_reads as queries
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, PageOut, as_read, made_once, posted
from gongzhi.kit.paging import paged
from gongzhi.people import public as people

router = Router(tags=["deliberation"], auth=SEE)


class CouncilMeetingOut(s.Plain):
    id: s.OutId
    body_id: s.OutId | None = Field(description="Null: an electorate meets; `body` is its register.")
    body: str
    place_id: s.OutId
    title: str
    state: str = Field(description="called, noticed, open, closed, final, dropped")
    starts_at: datetime
    venue: str
    version: int


class CouncilMeetingPageOut(PageOut):
    items: list[CouncilMeetingOut]


class CouncilSheetOut(CouncilMeetingOut):
    noticed_at: datetime | None
    notice_days: int
    haste: str
    opened_at: datetime | None
    closed_at: datetime | None
    reason: str
    digest: str
    quorum: dict[str, Any] = Field(description="entitled, present, enough, words")
    seats: list[dict[str, Any]] = Field(description="id, name, post, signed: empty, account, paper, absent")
    motions: list[dict[str, Any]] = Field(
        description="id, position, title, text, topic, rule, vote, agreed, against, abstained, passed, reasons, "
        "override, votes"
    )
    objections: list[dict[str, Any]] = Field(description="name, words, at")
    topics: list[dict[str, Any]] = Field(description="For who holds it: what stands before this body: id, title")


class CallIn(s.In):
    body_id: s.Id
    title: Annotated[s.Line, Field(min_length=1, max_length=120)]
    starts_at: s.Moment
    venue: Annotated[s.Line, Field(min_length=1, max_length=120)]


class AgendaIn(s.VersionIn):
    topic_id: s.Id | None = Field(None, description="A topic; without: a motion of the meeting's own.")
    title: Annotated[s.Line, Field(max_length=120)] = ""
    text: Annotated[s.Words, Field(max_length=2000)] = ""
    rule: s.Line = ""
    vote: Literal["", "show", "named"] = ""


class MaybeWhyIn(s.VersionIn):
    reason: s.Line = ""


class SignIn(s.VersionIn):
    signed: Literal["", "paper", "absent"]


class HereIn(s.VersionIn):
    code: s.Line = Field(description="The number of this minute, as the screen in the room shows it.")


class HandsIn(s.VersionIn):
    agreed: int = Field(ge=0, le=100_000)
    against: int = Field(ge=0, le=100_000)
    abstained: int = Field(ge=0, le=100_000)


class NamesIn(s.VersionIn):
    votes: dict[str, deliberation.Choice] = Field(description="Seat -> for, against, abstained.", max_length=2000)


class SetAsideIn(s.VersionIn):
    passed: bool
    reason: s.Line


class EndIn(s.VersionIn):
    notes: Annotated[s.Words, Field(max_length=4000)] = ""


class ObjectIn(s.VersionIn):
    words: Annotated[s.Words, Field(max_length=1000)]


def _row(row: deliberation.Meeting) -> dict[str, Any]:
    names = ("id", "body_id", "place_id", "title", "state", "starts_at", "venue", "version")
    return {name: getattr(row, name) for name in names} | {"body": row.of}


def _motions(row: deliberation.Meeting) -> list[dict[str, Any]]:
    votes: dict[int, list[dict[str, str]]] = {}
    cast = deliberation.Vote.objects.filter(motion__meeting=row).select_related("seat__appointment__person")
    for vote in cast.order_by("motion", "id"):
        votes.setdefault(vote.motion_id, []).append({"name": vote.seat.name, "choice": vote.choice})
    names = (
        "position", "title", "text", "rule", "vote", "agreed", "against", "abstained", "passed", "override",
    )  # fmt: skip
    rows = deliberation.Motion.objects.filter(meeting=row).select_related("topic").order_by("position")
    return [
        {name: getattr(m, name) for name in names}
        | {"id": str(m.pk), "topic": m.topic.number if m.topic else "", "reasons": queries.verdict_words(m)}
        | {"votes": votes.get(m.pk, [])}
        for m in rows
    ]


def _sheet(row: deliberation.Meeting, who: Actor) -> dict[str, Any]:
    day = clock.local(row.starts_at).date()
    rules = {m.rule for m in deliberation.Motion.objects.filter(meeting=row)}
    live = queries.quorum(deliberation.attendance(row), [queries.rule_on(rule, day) for rule in sorted(rules)])
    names = ("noticed_at", "notice_days", "haste", "opened_at", "closed_at", "reason", "digest")
    called = row.state == deliberation.State.CALLED and queries.holds(who, row)
    objections = deliberation.Objection.objects.filter(meeting=row).select_related(
        "seat__appointment__person", "seat__elector"
    )
    return _row(row) | {name: getattr(row, name) for name in names} | {
        "quorum": {"entitled": live.entitled, "present": live.present, "enough": live.enough,
                   "words": list(live.words)},
        "seats": [
            {"id": str(seat.pk), "name": seat.name, "post": seat.post_title, "signed": seat.signed}
            for seat in queries.entitled(row)
        ],
        "motions": _motions(row),
        "objections": [
            {"name": o.seat.name, "words": o.words, "at": o.at} for o in objections.order_by("id")
        ],
        "topics": [{"id": str(t.pk), "title": t.matter.title} for t in queries.waiting_topics(row)] if called else [],
    }  # fmt: skip


@router.get("/deliberation/meetings", response=CouncilMeetingPageOut)
def meetings(request: HttpRequest, q: Annotated[s.Line, Query("")] = "", after: After = "") -> Any:
    """The meetings that one holds or sits in, the latest first."""
    rows = queries.mine(posted(request), text=q[:60])
    page = paged(rows, ["-starts_at", "-id"], after=after, size=50)
    return {"items": [_row(row) for row in page.items], "after": page.after}


@router.get("/deliberation/meetings/{meeting_id}", response=CouncilSheetOut)
def meeting(request: HttpRequest, meeting_id: s.Id) -> Any:
    """A meeting for its members and for who holds it."""
    who = actor(request)
    return _sheet(queries.get(meeting_id, who), who)


@router.get("/deliberation/meetings/{meeting_id}/minutes", response=dict[str, Any])
def minutes(request: HttpRequest, meeting_id: s.Id) -> Any:
    """The minutes as data: those that were frozen, else as they would be compiled now."""
    row = queries.get(meeting_id, actor(request))
    return row.minutes or deliberation.minutes.compiled(row)


@router.post("/deliberation/meetings", response=CouncilSheetOut, auth=ACT)
def call(request: HttpRequest, data: CallIn, key: Key = "") -> Any:
    """Call a meeting of a body; the agenda and the notice come after."""
    who = actor(request)
    made = made_once(request, "call", key, data, lambda: deliberation.call(actor=who, **data.model_dump()).pk)
    return _sheet(queries.get(made, who), who)


def _act(
    request: HttpRequest, meeting_id: int, verb: str, key: str, data: s.VersionIn,
    act: Callable[[deliberation.Meeting, Actor], object],
) -> dict[str, Any]:  # fmt: skip
    who = actor(request)
    row = queries.get(meeting_id, who)

    def do() -> None:
        as_read(data.version, row.version)
        act(row, who)

    act_once(request, meeting_id, f"meeting-{verb}:{meeting_id}", key, data, do)
    return _sheet(queries.get(meeting_id, who), who)


@router.post("/deliberation/meetings/{meeting_id}/agenda", response=CouncilSheetOut, auth=ACT)
def agenda(request: HttpRequest, meeting_id: s.Id, data: AgendaIn, key: Key = "") -> Any:
    """Put a topic that stands before this body, or a motion of the meeting's own, on the agenda."""

    def put(row: deliberation.Meeting, who: Actor) -> object:
        if data.topic_id is not None:
            queries.require_holds(who, row)
            topic = deliberation.topic_reads.get(data.topic_id, who)
            return deliberation.put_topic(row, topic, actor=who, text=data.text)
        if not data.title.strip():
            raise Invalid("Say it in a few words.", field="title")
        return deliberation.put_motion(row, actor=who, title=data.title, text=data.text, rule=data.rule, vote=data.vote)

    return _act(request, meeting_id, "agenda", key, data, put)


@router.post("/deliberation/meetings/{meeting_id}/notice", response=CouncilSheetOut, auth=ACT)
def notice(request: HttpRequest, meeting_id: s.Id, data: MaybeWhyIn, key: Key = "") -> Any:
    """Tell the members; shorter than the rules ask only with a reason, which is published."""
    return _act(request, meeting_id, "notice", key, data,
                lambda row, who: deliberation.notify(row, actor=who, reason=data.reason))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/open", response=CouncilSheetOut, auth=ACT)
def open_(request: HttpRequest, meeting_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """On its day: who holds a post of the body now is entitled."""
    return _act(request, meeting_id, "open", key, data, lambda row, who: deliberation.open_(row, actor=who))


@router.post("/deliberation/meetings/{meeting_id}/sign", response=CouncilSheetOut, auth=ACT)
def sign(request: HttpRequest, meeting_id: s.Id, data: HereIn, key: Key = "") -> Any:
    """Sign in on the spot, as the member or elector whose token this is."""

    def come(row: deliberation.Meeting, who: Actor) -> object:
        if not deliberation.is_at_door(row.pk, data.code):
            people.count_try("meeting-door", str(who.person_id), tries=20)
            raise Invalid("This is not the number of this minute. Look at the screen in the room again.", field="code")
        if row.electorate_id is not None:
            return deliberation.sign_in(row, actor=who)
        return deliberation.sign(row, None, deliberation.Signed.ACCOUNT, actor=who)

    return _act(request, meeting_id, "sign", key, data, come)


@router.post("/deliberation/meetings/{meeting_id}/seats/{seat_id}", response=CouncilSheetOut, auth=ACT)
def seat(request: HttpRequest, meeting_id: s.Id, seat_id: s.Id, data: SignIn, key: Key = "") -> Any:
    """Enter a member as signed on paper, absent, or neither."""
    return _act(request, meeting_id, f"seat:{seat_id}", key, data, lambda row, who: deliberation.sign(
        row, seat_id, deliberation.Signed(data.signed), actor=who))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/motions/{motion_id}/hands", response=CouncilSheetOut, auth=ACT)
def hands(request: HttpRequest, meeting_id: s.Id, motion_id: s.Id, data: HandsIn, key: Key = "") -> Any:
    """The hands as they were counted; the verdict is found at once."""
    choice = deliberation.Choice
    counts = {choice.FOR: data.agreed, choice.AGAINST: data.against, choice.ABSTAINED: data.abstained}
    return _act(request, meeting_id, f"hands:{motion_id}", key, data, lambda row, who: deliberation.vote_by_hands(
        row, motion_id, counts, actor=who))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/motions/{motion_id}/names", response=CouncilSheetOut, auth=ACT)
def names(request: HttpRequest, meeting_id: s.Id, motion_id: s.Id, data: NamesIn, key: Key = "") -> Any:
    """Who voted how; whoever is present and not named abstains."""
    if not all(k.isascii() and k.isdigit() and len(k) < 20 for k in data.votes):
        raise Invalid("Only who is present votes.", field="votes")
    votes = {int(k): choice for k, choice in data.votes.items()}
    return _act(request, meeting_id, f"names:{motion_id}", key, data, lambda row, who: deliberation.vote_by_name(
        row, motion_id, votes, actor=who))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/motions/{motion_id}/override", response=CouncilSheetOut, auth=ACT)
def override(request: HttpRequest, meeting_id: s.Id, motion_id: s.Id, data: SetAsideIn, key: Key = "") -> Any:
    """Set a verdict aside, by name and with a reason that everybody reads."""
    return _act(request, meeting_id, f"override:{motion_id}", key, data, lambda row, who: deliberation.override(
        row, motion_id, passed=data.passed, reason=data.reason, actor=who))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/motions/{motion_id}/remove", response=CouncilSheetOut, auth=ACT)
def remove(request: HttpRequest, meeting_id: s.Id, motion_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """Take a motion off the agenda before it is voted on."""
    return _act(request, meeting_id, f"remove:{motion_id}", key, data,
                lambda row, who: deliberation.remove(row, motion_id, actor=who))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/close", response=CouncilSheetOut, auth=ACT)
def close(request: HttpRequest, meeting_id: s.Id, data: EndIn, key: Key = "") -> Any:
    """Its decisions stand and take the topics on. Refused without quorum or with unsigned attendance."""
    return _act(request, meeting_id, "close", key, data,
                lambda row, who: deliberation.close(row, notes=data.notes, actor=who))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/drop", response=CouncilSheetOut, auth=ACT)
def drop(request: HttpRequest, meeting_id: s.Id, data: s.WhyIn, key: Key = "") -> Any:
    """It does not take place, or breaks up without quorum."""
    return _act(request, meeting_id, "drop", key, data,
                lambda row, who: deliberation.drop(row, actor=who, reason=data.reason))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/objections", response=CouncilSheetOut, auth=ACT)
def object_(request: HttpRequest, meeting_id: s.Id, data: ObjectIn, key: Key = "") -> Any:
    """What a member who was there holds against the minutes."""
    return _act(request, meeting_id, "objection", key, data,
                lambda row, who: deliberation.object_(row, data.words, actor=who))  # fmt: skip


@router.post("/deliberation/meetings/{meeting_id}/freeze", response=CouncilSheetOut, auth=ACT)
def freeze(request: HttpRequest, meeting_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """The minutes as compiled, with the objections, never changed again; their digest is in the ledger."""
    return _act(request, meeting_id, "freeze", key, data, lambda row, who: deliberation.freeze(row, actor=who))
