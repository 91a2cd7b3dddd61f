"""What `together` takes and gives."""

from __future__ import annotations

from datetime import datetime

from ninja import Field

from gongzhi.exchange.schemas import Id, In, Line, OutId, Plain, VersionIn, WhyIn, Words


class AskOneIn(In):
    post_id: Id
    words: Words


class PartsIn(VersionIn):
    asks: list[AskOneIn] = Field(min_length=1, max_length=20)


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
    state: str = Field(description="asked, refused, unasked, working, answered, dropped")
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
