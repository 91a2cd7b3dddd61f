"""What `together` takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field
from pydantic import StringConstraints

from gongzhi.exchange.schemas import Clean, Id, In, Lat, Line, Lon, OutId, Plain, VersionIn, WhyIn, Words

Short = Annotated[str, StringConstraints(max_length=300), Clean]


class AskOneIn(In):
    post_id: Id
    words: Words


class PartsIn(VersionIn):
    asks: list[AskOneIn] = Field(min_length=1, max_length=20)
    lead_post_id: Id | None = Field(None, description="One of those asked: its body leads.")


class PartAskIn(VersionIn):
    post_id: Id
    words: Words


class WordsOnlyIn(VersionIn):
    words: Words


class HoldIn(WhyIn):
    days: int | None = Field(None, ge=1, le=60, description="Without: as long as the procedure allows.")


class DecideIn(WhyIn):
    to_step: Line = Field("", description="A step so far; empty: it goes on.")


class PartOut(Plain):
    """A body's part of a joined request; no reporter."""

    id: OutId
    number: str
    type: str
    title: str
    place_id: OutId
    address: str
    lon: float | None
    lat: float | None
    state: str = Field(description="asked, refused, unasked, disputed, working, handed-in, answered, dropped")
    post_id: OutId
    body: str
    asked: str
    asked_at: datetime
    signed_in_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    light: str
    answer: str
    why: str
    version: int


class PartPageOut(Plain):
    items: list[PartOut]
    after: str | None


class WaitsOut(Plain):
    who: str
    words: str
    until: datetime


class TogetherOut(Plain):
    """The parts of a request, the open question of its supervisors, and their hold."""

    parts: list[PartOut]
    question: WaitsOut | None
    hold: WaitsOut | None


class NothingIn(In):
    """An empty object."""


class ArriveIn(VersionIn):
    words: Short = Field("", description="Who came: unit and number of people; with `desk`, why nobody need come.")
    where: Line = ""
    lon: Lon | None = None
    lat: Lat | None = None
    desk: bool = False


class AcceptIn(VersionIn):
    words: Words = ""


class GradeIn(In):
    stars: int = Field(ge=1, le=5)
    words: Short = ""


class DisputeIn(In):
    reason: Line


class RuleIn(VersionIn):
    words: Annotated[str, StringConstraints(max_length=2000), Clean]
    to_post: Id | None = Field(None, description="Whose duty it is; null: whoever asked does it alone.")


class DisputeOut(Plain):
    """Whose duty a part is, before an arbiter."""

    id: OutId
    part_id: OutId
    number: str
    type: str
    title: str
    opened_at: datetime
    forced: bool = Field(description="Refused as often as the procedure allows.")
    refused_by: str
    due_at: datetime | None
    light: str
    ruled_at: datetime | None
    ruled_for: str = Field(description="The body that has the duty; empty: not ruled, or whoever asked.")
    words: str
    version: int


class DisputePageOut(Plain):
    items: list[DisputeOut]
    after: str | None


class CallBackIn(In):
    result: Literal["reached", "missed", "refused"]
    content: int | None = Field(None, ge=1, le=3, description="With the answer: 1 no, 2 partly, 3 yes.")
    manner: int | None = Field(None, ge=1, le=3)
    words: Annotated[str, StringConstraints(max_length=500), Clean] = ""


class CallOut(Plain):
    """A call back; the contact is masked."""

    id: OutId
    number: str
    type: str
    name: str
    phone: str
    state: str = Field(description="due, sent, done, unreached, refused")
    due_at: datetime
    tries: int
    done_at: datetime | None
    content: int | None
    manner: int | None
    words: str
    reopened: bool
