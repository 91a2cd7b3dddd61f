"""What goes in and out of `/api/v1`. Ids are texts: 64 bits do not fit a JavaScript number."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal, TypeVar

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

D = TypeVar("D", bound=date)


def _printable(text: str) -> str:
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("a character that is not allowed")
    return text


def _number(text: object) -> int:
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or int(text[:20]) >= 2**63:
        raise ValueError("not an id")
    return int(text)


def _near(moment: D) -> D:
    if not 2000 <= moment.year < 2200:
        raise ValueError("not in these centuries")
    return moment


def _plain_time(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("a time of the day, without a zone")
    return at


Clean = AfterValidator(_printable)
Moment = Annotated[AwareDatetime, AfterValidator(_near)]
Day = Annotated[date, AfterValidator(_near)]
Clock = Annotated[time, AfterValidator(_plain_time)]
Line = Annotated[str, StringConstraints(max_length=200), Clean]
Words = Annotated[str, StringConstraints(max_length=4000), Clean]
Id = Annotated[int, BeforeValidator(_number, json_schema_input_type=Annotated[str, Field(pattern=r"^\d{1,19}$")])]
OutId = Annotated[str, BeforeValidator(str)]
Number = Annotated[str, StringConstraints(pattern=r"^\d{10}$"), Clean]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Plain(Schema):
    """Read as pydantic reads it: what we give is plain values, and ninja's detour by a getter for QuerySets, managers
    and methods costs as much as all the rest (for what is sent, it validates twice)."""

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Any], _info: ValidationInfo) -> Any:
        return handler(values)


class In(Plain):
    """Something sent; a field that is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class ProblemField(Plain):
    field: str
    detail: str


class ProblemOut(Plain):
    """RFC 9457: what is wrong, in the language asked for (`Accept-Language`)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemField] = []


class TypeOut(Plain):
    key: str
    title: str
    description: str
    group: str
    keywords: list[str]
    urgent: bool
    needs_place: bool
    attributes: list[dict[str, Any]]


class SuggestionOut(Plain):
    key: str
    title: str
    score: float
    reasons: list[str]


class PlaceOut(Plain):
    id: OutId
    kind: str
    name: str
    code: str
    lon: float | None
    lat: float | None


class FoundPlaceOut(PlaceOut):
    above: str  # the names above it, from the root


class PlacesOut(Plain):
    items: list[FoundPlaceOut]
    after: str


class LocationOut(Plain):
    grid: PlaceOut | None
    nearest: PlaceOut | None


class NearOut(Plain):
    number: str
    type: str
    title: str
    metres: int | None
    days: int
    likeness: float


class CreateIn(In):
    description: Words
    title: Line = ""
    type: Line = ""
    name: Line = ""
    phone: Line = ""
    email: Line = ""
    lon: Lon | None = None
    lat: Lat | None = None
    place_id: Id | None = None
    address: Line = ""
    photo_ids: list[Id] = Field(default=[], max_length=3)
    attributes: dict[Line, list[Line]] = Field(default={}, max_length=20)
    keep_private: bool = False
    channel: Line = Field("", description="For staff: by which way it came (hotline, hall, …).")
    offer_to: Id | None = Field(None, description="For staff: the post to which it is offered at once.")


class JoinIn(In):
    description: Words = ""
    name: Line = ""
    phone: Line = ""
    email: Line = ""
    photo_ids: list[Id] = Field(default=[], max_length=3)


class ReceiptOut(Plain):
    number: str
    secret: str = Field(description="Opens the request's own page and the calls under /own/.")
    link: str
    due_at: datetime | None
    provisional: bool
    again: bool
    near: list[NearOut] = []


class PhotoOut(Plain):
    id: OutId
    width: int
    height: int
    bytes: int


class LineOut(Plain):
    at: datetime
    verb: str
    who: str
    to: str = ""
    text: str
    internal_text: str = ""


class OwnOut(Plain):
    number: str
    type: str
    title: str
    description: str
    address: str
    state: str
    due_at: datetime | None
    answer: str
    ending: str
    planned_on: date | None
    may_rate: bool
    may_reopen: bool
    lines: list[LineOut]


class WordsIn(In):
    words: Words = ""
    photo_ids: list[Id] = Field(default=[], max_length=3)


class RatingIn(In):
    stars: int = Field(ge=1, le=5)
    solved: bool
    comment: Annotated[str, StringConstraints(max_length=500), Clean] = ""


class ReasonIn(In):
    reason: Words


class WorkOut(Plain):
    """A request as its staff see it; no contact of the reporter."""

    id: OutId
    number: str
    type: str
    title: str
    description: str
    address: str
    lon: float | None
    lat: float | None
    place_id: OutId
    state: str
    step: str
    light: str
    due_at: datetime | None
    holder_post_id: OutId
    offered_post_id: OutId | None = None
    version: int
    answer: str
    ending: str
    level: str = Field(description="A key of the pack's incident levels, now or when it ended; empty: none.")
    lines: list[LineOut] = []


class WorkRowOut(Plain):
    id: OutId
    number: str
    type: str
    title: str
    state: str
    light: str
    due_at: datetime | None
    holder_post_id: OutId
    version: int
    level: str = Field("", description="A key of the pack's incident levels; empty: none.")


class WorkPageOut(Plain):
    items: list[WorkRowOut]
    after: str | None = Field(description="The key of the next page; null at the end.")


class CountsOut(Plain):
    green: int
    yellow: int
    red: int
    waiting: int
    offered: int
    capped: bool


class PostOut(Plain):
    id: OutId
    label: str
    holder: str


class VersionIn(In):
    version: int | None = Field(None, ge=0, lt=2**31, description="What was read; another one meanwhile is 409.")


class OfferIn(VersionIn):
    to_post: Id
    note: Line = ""


class WhyIn(VersionIn):
    reason: Line


class QuestionIn(VersionIn):
    question: Line


class ExtendIn(WhyIn):
    working_days: int = Field(ge=1, le=60)


class AnswerIn(VersionIn):
    ending: Line
    public_text: Words
    internal_text: Words = ""
    planned_on: date | None = None
    goes_to: Annotated[str, StringConstraints(max_length=120), Clean] = ""


class StepIn(VersionIn):
    outcome: Line
    internal_text: Words = ""
    to_post: Id | None = Field(None, description="In a dispatch step: to whom it is offered with the outcome.")


class RetypeIn(VersionIn):
    type: Line


class RelocateIn(VersionIn):
    place_id: Id | None = None
    lon: Lon | None = None
    lat: Lat | None = None


class NoteIn(In):
    text: Words


class ReleaseIn(In):
    title: Annotated[str, StringConstraints(min_length=1, max_length=120), Clean]
    question: Words
    answer_text: Words
    override_reason: Line = ""


class PublishIn(VersionIn):
    title: Annotated[str, StringConstraints(min_length=1, max_length=120), Clean]
    text: Words
    override_reason: Line = ""


class PostingOut(Plain):
    id: OutId
    board: str
    title: str
    text: str
    question: str
    unit: str
    published_at: datetime
    until: datetime
    withdrawn: bool


class PostingPageOut(Plain):
    items: list[PostingOut]
    after: str


class ProofOut(Plain):
    first: int
    size: int
    known: str
    root: str
    path: list[str]


class AbsenceIn(In):
    reason: Literal["leave", "duty", "training", "other"]
    starts_at: datetime | None = None
    until: datetime | None = None


class AbsenceOut(Plain):
    ids: list[str]
