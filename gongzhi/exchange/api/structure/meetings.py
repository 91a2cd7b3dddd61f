"""Joint meetings with topics, guests and decisions; tasks: reported, struck off, given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, PageOut, as_read, made_once, posted
from gongzhi.kit.paging import paged
from gongzhi.structure import public as structure

router = Router(tags=["meetings"], auth=SEE)


class MeetingOut(s.Plain):
    id: s.OutId
    kind: str
    title: str
    body_id: s.OutId
    body: str
    place_id: s.OutId
    state: str = Field(description="called, invited, held, dropped")
    topics_until: date
    starts_at: datetime | None
    venue: str
    held_on: date | None
    version: int


class MeetingPageOut(PageOut):
    items: list[MeetingOut]


class TopicOut(s.Plain):
    id: s.OutId
    title: str
    text: str
    body: str
    state: str = Field(description="proposed, agenda, left_out")
    reason: str
    conclusion: str


class GuestOut(s.Plain):
    name: str
    side: str
    answer: str
    signed: str
    people: int


class TaskOut(s.Plain):
    id: s.OutId
    title: str
    meeting_id: str = Field(description="Empty: a problem of a visit, or an instruction.")
    owner_post_id: s.OutId
    owner: str
    holder_post_id: s.OutId
    due_on: date
    state: Literal["open", "late", "reported", "struck"]
    evidence: str
    reported_at: datetime | None
    struck_at: datetime | None
    version: int


class TaskPageOut(PageOut):
    items: list[TaskOut]


class MeetingSheetOut(MeetingOut):
    topics: list[TopicOut]
    guests: list[GuestOut]
    tasks: list[TaskOut]
    notes: str
    reason: str


class TopicIn(s.In):
    title: Annotated[s.Line, Field(min_length=1, max_length=120)]
    text: s.Words = ""
    body_id: s.Id | None = Field(None, description="Who holds the meeting enters it for a body.")


class TaskReportIn(s.VersionIn):
    words: s.Words = Field(description="What was done.")
    photo_ids: list[s.Id] = Field(default=[], max_length=3)


class TaskStrikeIn(s.VersionIn):
    words: s.Words = ""


def _meeting(row: Any) -> dict[str, Any]:
    names = (
        "id", "kind", "title", "body_id", "place_id", "state", "topics_until", "starts_at", "venue", "held_on",
        "version",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"body": row.body.name}


def _task(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.matter.title,
        "meeting_id": str(row.meeting_id or ""),
        "owner_post_id": row.owner_id,
        "owner": row.owner.label,
        "holder_post_id": row.matter.holder_post_id,
        "due_on": row.due_on,
        "state": structure.meeting_lists.state_of(row),
        "evidence": row.evidence,
        "reported_at": row.reported_at,
        "struck_at": row.struck_at,
        "version": row.matter.version,
    }


@router.get("/meetings", response=MeetingPageOut)
def meetings(
    request: HttpRequest,
    q: Annotated[s.Line, Query("")] = "",
    state: Annotated[Literal["", "called", "invited", "held", "dropped"], Query("")] = "",
    place: Annotated[s.Id | None, Query(None, description="At or below it.")] = None,
    since: Annotated[date | None, Query(None)] = None,
    until: Annotated[date | None, Query(None)] = None,
    after: After = "",
) -> Any:
    """The joint meetings that one sees, the newest first."""
    asked = {"q": q, "state": state, "place": place, "since": since, "until": until}
    page = paged(structure.meeting_lists.meetings(posted(request), asked), ["-id"], after=after, size=50)
    return {"items": [_meeting(row) for row in page.items], "after": page.after}


@router.get("/meetings/{meeting_id}", response=MeetingSheetOut)
def meeting(request: HttpRequest, meeting_id: s.Id) -> Any:
    """A joint meeting: topics, who is called and came, and the tasks that it decided."""
    who = actor(request)
    row = structure.meeting_reads.find(meeting_id, who)
    sheet = structure.meeting_page.sheet(row, who)
    topics = [*sheet.agenda, *sheet.proposed, *sheet.left_out]
    return _meeting(row) | {
        "topics": [_topic(t) for t in topics],
        "guests": [
            {"name": g.name, "side": g.side, "answer": g.guest.answer, "signed": g.guest.signed,
             "people": g.guest.people} for g in sheet.guests
        ],
        "tasks": [_task(t) for t in sheet.tasks],
        "notes": row.notes,
        "reason": row.reason,
    }  # fmt: skip


def _topic(t: Any) -> dict[str, Any]:
    names = ("id", "title", "text", "state", "reason", "conclusion")
    return {name: getattr(t, name) for name in names} | {"body": t.body.name}


@router.post("/meetings/{meeting_id}/topics", response=MeetingSheetOut, auth=ACT)
def propose(request: HttpRequest, meeting_id: s.Id, data: TopicIn, key: Key = "") -> Any:
    """Propose a topic for one's own body; who holds the meeting, also for another."""
    who = actor(request)
    row = structure.meeting_reads.find(meeting_id, who)
    made_once(request, f"topic:{meeting_id}", key, data, lambda: structure.propose_topic(
        row, actor=who, title=data.title, text=data.text, body_id=data.body_id).pk)  # fmt: skip
    return meeting(request, meeting_id)


@router.get("/tasks", response=TaskPageOut)
def tasks(
    request: HttpRequest,
    q: Annotated[s.Line, Query("")] = "",
    state: Annotated[Literal["", "open", "late", "reported", "struck"], Query("")] = "",
    place: Annotated[s.Id | None, Query(None, description="At or below it.")] = None,
    since: Annotated[date | None, Query(None)] = None,
    until: Annotated[date | None, Query(None)] = None,
    after: After = "",
) -> Any:
    """The tasks of joint meetings that one sees, by the day until which they are due."""
    asked = {"q": q, "state": state, "place": place, "since": since, "until": until}
    rows = structure.meeting_lists.tasks(posted(request), asked)
    page = paged(rows, ["due_on", "matter_id"], after=after, size=50)
    return {"items": [_task(row) for row in page.items], "after": page.after}


@router.get("/tasks/{task_id}", response=TaskOut)
def task(request: HttpRequest, task_id: s.Id) -> Any:
    """One task: of a meeting, of a visit, or an instruction."""
    return _task(structure.meeting_reads.task(task_id, actor(request)))


def _act(
    request: HttpRequest, task_id: int, verb: str, key: str, data: s.VersionIn, act: Callable[[Any], object]
) -> Any:  # fmt: skip
    who = actor(request)
    found = structure.meeting_reads.task(task_id, who)

    def do() -> None:
        as_read(data.version, found.matter.version)
        act(found)

    act_once(request, task_id, f"task-{verb}:{task_id}", key, data, do)
    return _task(structure.meeting_reads.task(task_id, who))


@router.post("/tasks/{task_id}/report", response=TaskOut, auth=ACT)
def report(request: HttpRequest, task_id: s.Id, data: TaskReportIn, key: Key = "") -> Any:
    """It is done, says the post that holds it; the giver checks it."""
    who = actor(request)
    return _act(request, task_id, "report", key, data, lambda found: structure.meeting_tasks.report(
        found, actor=who, words=data.words, photos=data.photo_ids))  # fmt: skip


@router.post("/tasks/{task_id}/strike", response=TaskOut, auth=ACT)
def strike(request: HttpRequest, task_id: s.Id, data: TaskStrikeIn, key: Key = "") -> Any:
    """销号: struck off by the post that gave it."""
    who = actor(request)
    return _act(request, task_id, "strike", key, data,
                lambda found: structure.meeting_tasks.strike(found, actor=who, words=data.words))  # fmt: skip


@router.post("/tasks/{task_id}/return", response=TaskOut, auth=ACT)
def give_back(request: HttpRequest, task_id: s.Id, data: s.WhyIn, key: Key = "") -> Any:
    """Not done yet: back to its owner, with the reason."""
    who = actor(request)
    return _act(request, task_id, "return", key, data,
                lambda found: structure.meeting_tasks.return_task(found, actor=who, reason=data.reason))  # fmt: skip
