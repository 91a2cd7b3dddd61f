"""What goes in and out of the ways in: no contact, and names only where the page shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gongzhi.channels.public import PAPERS_MOST
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.structure.common import PageOut

Alias = Annotated[str, StringConstraints(max_length=30), s.Clean]
Where = Annotated[str, StringConstraints(max_length=120), s.Clean]
Said = Annotated[str, StringConstraints(max_length=2000), s.Clean]


class BoxOut(s.Plain):
    id: s.OutId
    title: str
    place_id: s.OutId
    place: str
    channel: str = Field(description="A key of the pack.")
    channel_title: str
    where: str
    starts_on: date
    ends_on: date | None = Field(description="The last day.")
    emptied_on: date | None = Field(description="The last time by two.")
    waiting: int = Field(description="Papers that are not entered yet.")
    light: str


class BoxesOut(PageOut):
    channels: list[str] = Field(description="The keys of the pack by which a box may be set up.")
    items: list[BoxOut]


class EmptyingOut(s.Plain):
    id: s.OutId
    day: date
    first: str
    second: str = Field(description="Empty: somebody without a post.")
    papers: int
    waiting: int
    second_says: str = Field(description="yes, no; empty: nothing yet")
    second_how: str = Field("", description="login, code (on paper); empty: nothing said yet")
    second_reason: str = Field("", description="Why it was not so.")


class BoxSheetOut(BoxOut):
    emptyings: list[EmptyingOut] = Field(description="The latest first, at most 100.")


class SecondOut(s.Plain):
    post_id: s.OutId
    post: str


class PaperOut(s.Plain):
    paper: int
    state: str = Field(description="waiting, request, aside")
    number: str = Field("", description="Of the request that it became.")
    reason: str = Field("", description="Why it is no request.")


class PapersOut(s.Plain):
    id: s.OutId
    box_id: s.OutId
    box: str
    day: date
    second_says: str
    papers: list[PaperOut]


class AskedOut(s.Plain):
    id: s.OutId
    box: str
    day: date
    first: str
    papers: int
    second_says: str


class BoxIn(s.In):
    place_id: s.Id
    channel: s.Line
    title: Annotated[str, StringConstraints(max_length=60), s.Clean]
    where: Where = ""


class EmptiedIn(s.In):
    day: s.Day
    second_post: s.Id | None = Field(None, description="None: a resident or volunteer without a post.")
    papers: int = Field(ge=0, le=PAPERS_MOST, description="Also 0.")


class ThereIn(s.In):
    there: bool
    reason: Where = Field("", description="Needed where it was not so.")


class CodeOut(s.Plain):
    code: str = Field(description="For the paper of the second person; a newer one replaces it.")
    until: date = Field(description="The last day.")


class ByCodeOut(s.Plain):
    box: str
    place: str
    day: date
    papers: int
    until: date | None
    over: bool = Field(description="The code has expired.")
    second_says: str = Field(description="yes, no; empty: nothing yet")


class CodeIn(s.In):
    code: Annotated[str, StringConstraints(max_length=40), s.Clean]


class CodeSaysIn(CodeIn):
    there: bool
    reason: Where = Field("", description="Of a no.")


class PaperIn(s.In):
    words: Said
    photo_id: s.Id = Field(description="The scan, as POST photos gave its id.")
    where: Where = ""
    type: s.Line = Field("", description="Empty: going by the words.")
    name: Alias = Field("", description="Nobody need give a name.")
    phone: Annotated[str, StringConstraints(max_length=30), s.Clean] = ""


class AsideIn(s.In):
    reason: Where


class PastedIn(s.In):
    text: Annotated[str, StringConstraints(max_length=40_000), s.Clean]
    place_id: s.Id
    day: s.Day | None = Field(None, description="Of times without a date; none: today.")


class ChatLineOut(s.Plain):
    act: str = Field(description="What is proposed: take, join, merge, leave.")
    words: str
    alias: str
    where: str
    type: str
    at: datetime | None
    same_as: str = Field(description="The number of an open request that says the same.")
    same_title: str


class ReadOut(s.Plain):
    items: list[ChatLineOut]
    topic: str
    left_out: int = Field(description="Pictures, stickers and lines of the program.")
    over: int = Field(description="Messages that were too many for one paste.")


class ChatLineIn(s.In):
    act: Literal["take", "join", "merge", "leave"] = "take"
    words: Said
    alias: Alias = ""
    where: Where = ""
    type: s.Line = ""
    at: s.Moment | None = None
    same_as: Annotated[str, StringConstraints(max_length=12), s.Clean] = ""


class ChatIn(s.In):
    place_id: s.Id
    channel: s.Line
    lines: list[ChatLineIn] = Field(min_length=1, max_length=60)


class BatchOut(s.Plain):
    id: s.OutId
    place: str
    channel: str
    at: datetime
    taken: int
    joined: int


class BatchesOut(s.Plain):
    channels: list[str] = Field(description="The keys of the pack by which groups are read.")
    items: list[BatchOut] = Field(description="Of the last thirty days, the latest first, at most ten.")


class TakenOut(s.Plain):
    number: str
    title: str
    said_at: datetime | None


class BatchSheetOut(BatchOut):
    requests: list[TakenOut]


class SoundOut(s.Plain):
    id: s.OutId
    number: str
    place_id: s.OutId
    seconds: int
    at: datetime
    due_at: datetime
    light: str


class SoundsOut(PageOut):
    items: list[SoundOut]


class SoundSheetOut(SoundOut):
    written_at: datetime | None
    corrected_at: datetime | None
    kept: bool = Field(description="The recording is not deleted yet.")
    words: str


class SpokenOut(s.Plain):
    number: str
    seconds: int
    written_at: datetime | None
    corrected_at: datetime | None
    kept: bool
    words: str
    may_put_right: bool


class SpeakIn(s.In):
    """The fields of the form beside the file `sound`."""

    address: Where = ""
    lon: s.Lon | None = None
    lat: s.Lat | None = None
    place_id: s.Id | None = None
    name: Alias = ""
    phone: Annotated[str, StringConstraints(max_length=30), s.Clean] = ""


class WrittenIn(s.In):
    words: s.Words


class BehalfOut(s.Plain):
    """For whom a request was reported; `for_another` is false where it is for nobody else."""

    number: str
    for_another: bool
    name: str = Field("", description="Masked, as on the page.")
    how: str = Field("", description="oral, phone, written")
    on: date | None = None
    withdrawn_at: datetime | None = None


class ConsentIn(s.In):
    name: Alias
    how: Literal["oral", "phone", "written"]
    on: s.Day
    phone: Annotated[str, StringConstraints(max_length=30), s.Clean] = Field(
        "", description="Only if they want to hear the answer."
    )
