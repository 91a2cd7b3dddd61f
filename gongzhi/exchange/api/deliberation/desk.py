"""Topics at the desk of a program's owner: take in, look at what is said, go on by a step, put on the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.access.public import Permission
from gongzhi.core.errors import NotFound
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.public import topic_reads as queries
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.deliberation.topics import SaidIn, decisions, row, steps
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, PageOut, as_read, posted
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures

router = Router(tags=["topics"], auth=SEE)


class DeskTopicOut(s.Plain):
    id: s.OutId
    number: s.Number
    title: str
    kind: str
    place_id: s.OutId
    place: str
    state: str
    step: str
    shown: str = Field(description="waiting, shown, refused")
    light: str
    due_at: datetime | None
    holder_post_id: s.OutId
    version: int
    proposed_at: datetime


class DeskTopicPageOut(PageOut):
    items: list[DeskTopicOut]


class DeskTopicSheetOut(DeskTopicOut):
    words: str
    channel: str
    source: str
    reason: str
    holder: str
    offered_post_id: str
    step_key: str
    outcomes: list[dict[str, Any]] = Field(description="Of the present step: key, title, needs")
    steps: list[dict[str, Any]]
    comments: list[dict[str, Any]] = Field(description="id, words, channel, source, state, reason, appeal, at")
    decisions: list[dict[str, Any]]
    lines: list[dict[str, Any]] = Field(description="at, verb, who, to, text, internal_text")
    ratings: int
    stars: float


class WaitingCommentOut(s.Plain):
    id: s.OutId
    topic_id: s.OutId
    number: s.Number
    title: str
    words: str
    source: str
    state: str
    appeal: str
    at: datetime


class WaitingCommentPageOut(PageOut):
    items: list[WaitingCommentOut]


class LooseOut(s.Plain):
    late: list[dict[str, Any]] = Field(description="Overdue: topic_id, number, title, due_on, days")
    ended: list[dict[str, Any]] = Field(description="Ended without what follows: topic_id, number, title, missing")


class ChooseIn(s.VersionIn):
    outcome: s.Line
    public_text: s.Words = Field("", description="The answer, where the outcome needs one: everybody reads it.")
    internal_text: s.Words = ""
    reason: s.Line = ""
    planned_on: date | None = None
    target: s.Line = ""


class ShowIn(s.In):
    show: bool
    reason: s.Line = Field("", description="Needed where it is not shown; who wrote it reads it.")


def _row(topic: deliberation.Topic) -> dict[str, Any]:
    matter = topic.matter
    return row(topic) | {
        "id": topic.pk, "shown": topic.shown, "light": matter.light, "due_at": matter.due_at,
        "holder_post_id": matter.holder_post_id, "version": matter.version,
    }  # fmt: skip


def _sheet(topic: deliberation.Topic) -> dict[str, Any]:
    matter = topic.matter
    step = procedures.step_of(matter)
    ratings, stars = queries.rating_of(topic)
    names = ("words", "channel", "source", "reason")
    return _row(topic) | {name: getattr(topic, name) for name in names} | {
        "holder": orgs.post_label(matter.holder_post_id) if matter.holder_post_id else "",
        "offered_post_id": str(matter.offered_post_id or ""), "step_key": matter.step,
        "outcomes": [{"key": o.key, "title": o.title, "needs": list(o.needs)} for o in step.outcomes],
        "steps": steps(topic), "decisions": decisions(topic), "ratings": ratings, "stars": stars,
        "comments": [
            {"id": str(c.pk), "words": c.words, "channel": c.channel, "source": c.source, "state": c.state,
             "reason": c.reason, "appeal": c.appeal, "at": c.created_at}
            for c in queries.comments(topic, shown_only=False)
        ],
        "lines": [
            {"at": e.at, "verb": e.verb, "who": e.who, "to": e.to, "text": e.public_text,
             "internal_text": e.internal_text}
            for e in procedures.timeline(topic.pk)
        ],
    }  # fmt: skip


@router.get("/deliberation/topics", response=DeskTopicPageOut)
def topics(
    request: HttpRequest,
    q: Annotated[s.Line, Query("")] = "",
    shown: Annotated[Literal["", "waiting", "shown", "refused"], Query("")] = "",
    state: Annotated[Literal["", "open", "closed"], Query("")] = "",
    after: After = "",
) -> Any:
    """The topics of the area where the posts take topics in, the newest first."""
    rows = queries.of_area(posted(request, Permission.TOPIC_RUN), text=q[:60], shown=shown, state=state)
    page = paged(rows, ["-matter_id"], after=after, size=50)
    return {"items": [_row(t) for t in page.items], "after": page.after}


@router.get("/deliberation/loose", response=LooseOut)
def loose(request: HttpRequest) -> Any:
    """What was deliberated without consequence: overdue (the longest first), or ended without what has to follow; 200
    of each at most."""
    rows = queries.of_area(posted(request, Permission.TOPIC_RUN))
    ends = deliberation.loose
    late = ends.lines(paged(ends.overdue(rows), ["late_since", "matter_id"], size=200).items)
    ended = ends.unfinished(rows).order_by("-matter_id")[:200]
    return {
        "late": [_named(x.topic) | {"due_on": x.due_on.isoformat(), "days": x.days} for x in late],
        "ended": [_named(t) | {"missing": ends.missing(t)} for t in ended],
    }


def _named(topic: deliberation.Topic) -> dict[str, Any]:
    return {"topic_id": str(topic.pk), "number": topic.number, "title": topic.matter.title}


@router.get("/deliberation/topics/{topic_id}", response=DeskTopicSheetOut)
def topic(request: HttpRequest, topic_id: s.Id) -> Any:
    """A topic for who works on it."""
    return _sheet(queries.get(topic_id, actor(request)))


def _act(
    request: HttpRequest, topic_id: int, verb: str, key: str, data: s.In, act: Callable[[deliberation.Topic], object]
) -> dict[str, Any]:
    who = actor(request)
    found = queries.get(topic_id, who)

    def do() -> None:
        as_read(getattr(data, "version", None), found.matter.version)
        act(found)

    act_once(request, topic_id, f"topic-{verb}:{topic_id}", key, data, do)
    return _sheet(queries.get(topic_id, who))


@router.post("/deliberation/topics/{topic_id}/accept", response=DeskTopicSheetOut, auth=ACT)
def accept(request: HttpRequest, topic_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """Take it in hand, for the post to which it was offered."""
    return _act(request, topic_id, "accept", key, data, lambda t: procedures.accept(t.pk, actor=actor(request)))


@router.post("/deliberation/topics/{topic_id}/step", response=DeskTopicSheetOut, auth=ACT)
def step(request: HttpRequest, topic_id: s.Id, data: ChooseIn, key: Key = "") -> Any:
    """Leave the present step by one of its outcomes. Steps of meetings are left by the meeting's vote alone, the
    period of a board by its end; no step is skipped."""
    given = data.model_dump(exclude={"version"})
    return _act(request, topic_id, "step", key, data, lambda t: procedures.choose(
        t.pk, actor=actor(request), version=data.version, **given))  # fmt: skip


@router.post("/deliberation/topics/{topic_id}/moderate", response=DeskTopicSheetOut, auth=ACT)
def moderate(request: HttpRequest, topic_id: s.Id, data: ShowIn, key: Key = "") -> Any:
    """Let it stand in public, or refuse it with the reason that its proposer reads."""
    return _act(request, topic_id, "moderate", key, data, lambda t: deliberation.moderate(
        t, actor=actor(request), show=data.show, reason=data.reason))  # fmt: skip


@router.post("/deliberation/topics/{topic_id}/comments", response=DeskTopicSheetOut, auth=ACT)
def enter(request: HttpRequest, topic_id: s.Id, data: SaidIn, key: Key = "") -> Any:
    """Enter what somebody said on paper, by phone or at the door, with its source."""
    return _act(request, topic_id, "enter", key, data, lambda t: deliberation.comment(
        t, data.words, actor=actor(request), channel=data.channel or "paper", source=data.source))  # fmt: skip


@router.post("/deliberation/topics/{topic_id}/posting", response=DeskTopicSheetOut, auth=ACT)
def put_up(request: HttpRequest, topic_id: s.Id, data: s.PublishIn, key: Key = "") -> Any:
    """Put the words on the board of the present step."""
    return _act(request, topic_id, "posting", key, data, lambda t: deliberation.put_up(
        t, actor=actor(request), title=data.title, text=data.text, override_reason=data.override_reason))  # fmt: skip


@router.get("/deliberation/comments", response=WaitingCommentPageOut)
def comments(request: HttpRequest, after: After = "") -> Any:
    """What nobody has looked at yet, and appeals, the oldest first."""
    page = paged(queries.waiting(posted(request, Permission.TOPIC_RUN)), ["id"], after=after, size=50)
    items = [
        {
            "id": c.pk, "topic_id": c.topic_id, "number": c.topic.number, "title": c.topic.matter.title,
            "words": c.words, "source": c.source, "state": c.state, "appeal": c.appeal, "at": c.created_at,
        }
        for c in page.items
    ]  # fmt: skip
    return {"items": items, "after": page.after}


@router.post("/deliberation/comments/{comment_id}", response=WaitingCommentPageOut, auth=ACT)
def moderate_comment(request: HttpRequest, comment_id: s.Id, data: ShowIn, key: Key = "") -> Any:
    """Show a comment, or refuse it with the reason; an appeal is decided by somebody else. What waits then."""
    who = posted(request, Permission.TOPIC_RUN)
    made = deliberation.Comment.objects.filter(pk=comment_id).select_related("topic__matter").first()
    if made is None or not queries.runs(who, made.topic.matter.place_id):
        raise NotFound("There is no such comment.")
    act_once(request, comment_id, f"comment:{comment_id}", key, data, lambda: deliberation.moderate_comment(
        made, actor=who, show=data.show, reason=data.reason))  # fmt: skip
    return comments(request)
