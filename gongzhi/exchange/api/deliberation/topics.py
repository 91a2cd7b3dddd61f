"""Topics as everybody reads them; proposed, commented, and by the secret of the proposer's link appealed and rated."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core.errors import Forbidden, Invalid, NotFound
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.public import topic_reads as queries
from gongzhi.exchange import schemas as s
from gongzhi.exchange.actions.send import Done, body_of, once
from gongzhi.exchange.api.edge import CREATE, READ, actor
from gongzhi.exchange.api.open_reads import posting_of
from gongzhi.exchange.api.residents import Key, Secret
from gongzhi.exchange.api.structure.common import After, PageOut, made_once
from gongzhi.kit.paging import paged

router = Router(tags=["topics"])


class OpenTopicOut(s.Plain):
    number: s.Number
    title: str
    kind: str = Field(description="The key of the pack's way of deliberating.")
    place_id: s.OutId
    place: str
    state: str = Field(description="open, waiting, closed, archived")
    step: str
    proposed_at: datetime


class OpenTopicPageOut(PageOut):
    items: list[OpenTopicOut]


class TopicSheetOut(OpenTopicOut):
    words: str
    due_at: datetime | None = Field(description="Until when the whole was promised.")
    steps: list[dict[str, Any]] = Field(description="title, state, who, limit, until, rules, source, source_kind, note")
    comments: list[dict[str, Any]] = Field(description="id, words, channel, at")
    decisions: list[dict[str, Any]] = Field(description="body, day, text, passed, counts, reasons, override, digest")
    answers: list[dict[str, Any]] = Field(description="at, text")
    postings: list[s.PostingOut]
    ratings: int
    stars: float = Field(description="The mean of the ratings.")


class OwnTopicOut(TopicSheetOut):
    shown: str = Field(description="waiting, shown, refused")
    reason: str
    mine: list[dict[str, Any]] = Field(
        description="Own comments that are not shown: id, words, state, reason, appealed"
    )


class TopicReceiptOut(s.Plain):
    number: s.Number
    secret: str = Field(description="Send it as X-Request-Secret to `topics/{number}/own`.")
    link: str


class SaidIn(s.In):
    words: s.Words
    channel: Literal["", "paper", "phone", "door"] = Field("", description="Of staff: how it reached them.")
    source: s.Line = Field("", description="Of staff: which sheet, whose call, which door.")


class ProposalIn(SaidIn):
    place_id: s.Id
    kind: s.Line = Field("", description="Needed where the pack has several ways of deliberating.")
    title: s.Line
    name: s.Line = ""
    phone: s.Line = ""


class StarsIn(s.In):
    stars: int = Field(ge=1, le=5)
    words: s.Line = ""


def row(topic: deliberation.Topic) -> dict[str, Any]:
    """A topic in a list."""
    matter = topic.matter
    return {
        "number": topic.number, "title": matter.title, "kind": topic.kind, "place_id": matter.place_id,
        "place": matter.place.name, "state": matter.state, "step": deliberation.standing.short(topic),
        "proposed_at": topic.created_at,
    }  # fmt: skip


def decisions(topic: deliberation.Topic) -> list[dict[str, Any]]:
    """What closed meetings decided about it."""
    return [
        {
            "body": d["meeting"].of, "day": d["meeting"].starts_at.date().isoformat(), "text": d["motion"].text,
            "passed": d["motion"].passed, "agreed": d["motion"].agreed, "against": d["motion"].against,
            "abstained": d["motion"].abstained, "reasons": d["reasons"], "override": d["motion"].override,
            "digest": d["meeting"].digest,
        }
        for d in deliberation.standing.decisions(topic)
    ]  # fmt: skip


STEP = ("title", "state", "who", "limit", "until", "rules", "source", "source_kind", "note")


def steps(topic: deliberation.Topic) -> list[dict[str, Any]]:
    """Every step: who acts, how long, by which rule, from which source."""
    return [{name: getattr(one, name) for name in STEP} for one in deliberation.standing.steps(topic)]


def _sheet(topic: deliberation.Topic) -> dict[str, Any]:
    ratings, stars = queries.rating_of(topic)
    return row(topic) | {
        "words": topic.words, "due_at": topic.matter.due_at, "steps": steps(topic),
        "comments": [
            {"id": str(c.pk), "words": c.words, "channel": c.channel, "at": c.created_at}
            for c in queries.comments(topic, shown_only=True)
        ],
        "decisions": decisions(topic),
        "answers": [{"at": e.at, "text": e.public_text} for e in deliberation.standing.answers(topic)],
        "postings": [posting_of(p) for p in deliberation.standing.postings(topic)],
        "ratings": ratings, "stars": stars,
    }  # fmt: skip


def _shown(number: str) -> deliberation.Topic:
    topic = queries.by_number(number)
    if topic.shown != deliberation.Shown.SHOWN:
        raise NotFound("There is no such topic.")
    return topic


def _own(number: str, secret: str) -> tuple[deliberation.Topic, Actor]:
    topic = queries.by_number(number)
    if not queries.is_own(topic, secret, None):
        raise NotFound("There is no such topic.")
    if topic.proposer_id is None:
        return topic, Actor(ActorKind.ANONYMOUS, via="link")
    return topic, Actor(ActorKind.RESIDENT, person_id=topic.proposer_id, via="link")


def _own_sheet(number: str, secret: str) -> dict[str, Any]:
    topic, who = _own(number, secret)
    mine = [c for c in queries.comments(topic, shown_only=False) if c.person_id and c.person_id == who.person_id]
    return _sheet(topic) | {
        "shown": topic.shown, "reason": topic.reason,
        "mine": [
            {"id": str(c.pk), "words": c.words, "state": c.state, "reason": c.reason,
             "appealed": c.appealed_at is not None}
            for c in mine if c.state != deliberation.Shown.SHOWN
        ],
    }  # fmt: skip


def entered(who: Actor, channel: str) -> str:
    """The way in: staff name how it reached them, others are on line. Raises Invalid."""
    if who.kind is ActorKind.STAFF and not channel:
        raise Invalid("Name the way by which it came: %(ways)s.", field="channel", ways="paper, phone, door")
    if who.kind is not ActorKind.STAFF and channel:
        raise Invalid("Only staff enter what came by another way.", field="channel")
    return channel or deliberation.Channel.WEB.value


@router.get("/topics", response=OpenTopicPageOut, auth=READ)
def topics(
    request: HttpRequest,
    q: Annotated[s.Line, Query("")] = "",
    place: Annotated[s.Id | None, Query(None, description="At or below it.")] = None,
    after: After = "",
) -> Any:
    """The topics that stand in public, the newest first."""
    page = paged(queries.public(place_id=place, text=q[:60]), ["-matter_id"], after=after, size=50)
    return {"items": [row(t) for t in page.items], "after": page.after}


@router.get("/topics/{number}", response=TopicSheetOut, auth=READ)
def topic(request: HttpRequest, number: s.Number) -> Any:
    """A topic: its steps, what was said, decided, answered and put on the boards."""
    return _sheet(_shown(number))


@router.post("/topics", response={201: TopicReceiptOut}, auth=CREATE)
def propose(request: HttpRequest, data: ProposalIn, key: Key = "") -> Any:
    """Propose a topic; staff enter what came on paper, by phone, at the door, with its source."""
    who = actor(request)
    draft = deliberation.TopicDraft(
        kind=data.kind, place_id=data.place_id, title=data.title, words=data.words, channel=entered(who, data.channel),
        name=data.name, phone=data.phone, source=data.source,
    )  # fmt: skip
    made_id = made_once(request, "propose", key, data, lambda: deliberation.propose(draft, actor=who).pk)
    made = deliberation.Topic.objects.get(pk=made_id)
    link = queries.link_of(made, own=True)
    return Status(201, {"number": made.number, "secret": queries.secret_of(made.pk), "link": link})


@router.post("/topics/{number}/comments", response=TopicSheetOut, auth=CREATE)
def say(request: HttpRequest, number: s.Number, data: SaidIn, key: Key = "") -> Any:
    """Say something about a topic in public; it is shown once somebody has looked at it."""
    who, found = actor(request), _shown(number)
    channel = entered(who, data.channel)
    made_once(request, f"say:{number}", key, data, lambda: deliberation.comment(
        found, data.words, actor=who, channel=channel, source=data.source).pk)  # fmt: skip
    return _sheet(_shown(number))


@router.get("/topics/{number}/own", response=OwnTopicOut)
def own(request: HttpRequest, number: s.Number, secret: Secret) -> Any:
    """The topic as its proposer sees it, also before it is in public."""
    return _own_sheet(number, secret)


@router.post("/topics/{number}/own/comments", response=OwnTopicOut)
def own_say(request: HttpRequest, number: s.Number, data: s.NoteIn, secret: Secret, key: Key = "") -> Any:
    """Say something as the proposer: a refusal can then be appealed."""
    found, who = _own(number, secret)

    def do() -> Done:
        return Done(deliberation.comment(found, data.text, actor=who).pk)

    once(None, f"topic:{number}:say:{key}" if key else "", body_of(data) if key else "", do)
    return _own_sheet(number, secret)


@router.post("/topics/{number}/own/comments/{comment_id}/appeal", response=OwnTopicOut)
def appeal(request: HttpRequest, number: s.Number, comment_id: s.Id, data: s.WhyIn, secret: Secret) -> Any:
    """Ask, once, that somebody else look at a comment that was refused."""
    found, who = _own(number, secret)
    made = deliberation.Comment.objects.filter(pk=comment_id, topic=found).select_related("topic__matter").first()
    if made is None:
        raise NotFound("There is no such comment.")
    deliberation.appeal(made, data.reason, actor=who)
    return _own_sheet(number, secret)


@router.post("/topics/{number}/own/rating", response=OwnTopicOut)
def rate(request: HttpRequest, number: s.Number, data: StarsIn, secret: Secret) -> Any:
    """Rate what came of it; again changes the stars."""
    found, who = _own(number, secret)
    if who.person_id is None:
        raise Forbidden("Who took part in the topic rates it.")
    deliberation.rate(found, person_id=who.person_id, stars=data.stars, words=data.words, actor=who)
    return _own_sheet(number, secret)
