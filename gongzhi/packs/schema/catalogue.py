"""What people may ask, by which way, how it may end, where it is shown."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Limit, Model, Source, Title
from gongzhi.packs.schema.procedure import Need


def _intervals(values: tuple[str, ...]) -> tuple[str, ...]:
    last = time.min
    for value in values:
        a, _, b = value.partition("-")
        start, end = time.fromisoformat(a), time.fromisoformat(b)
        if start >= end or start < last:
            raise PydanticCustomError("bad_intervals", "{value}", {"value": value})
        last = end
    return values


Interval = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]
Intervals = Annotated[tuple[Interval, ...], AfterValidator(_intervals)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class CalendarDay(Model):
    """A day that differs: half day (shorter intervals), duty day, or closed (no intervals)."""

    date: date
    intervals: Intervals = ()
    note: str = ""
    source: Source


DayOfYear = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Season(Model):
    """Other hours of the week for a part of every year (夏季作息), perhaps over the new year."""

    begins: DayOfYear = Field(description="The first day, as 06-01.")
    ends: DayOfYear = Field(description="The last day, as 09-30.")
    weekly: dict[Weekday, Intervals]
    note: str = ""
    source: Source

    @property
    def span(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """First and last day as (month, day)."""
        return (int(self.begins[:2]), int(self.begins[3:])), (int(self.ends[:2]), int(self.ends[3:]))

    def intervals(self, weekday: int) -> list[tuple[time, time]]:
        """The working intervals of a weekday (0 is Monday)."""
        return [parse_interval(i) for i in self.weekly.get(WEEKDAYS[weekday], ())]


class Calendar(Model):
    """The hours in which working time runs; public holidays and 调休 come from the official calendar."""

    weekly: dict[Weekday, Intervals]
    seasons: tuple[Season, ...] = Field((), description="Other hours of the week for a part of every year.")
    days: tuple[CalendarDay, ...] = ()
    source: Source

    def intervals(self, weekday: int) -> list[tuple[time, time]]:
        """The working intervals of a weekday (0 is Monday)."""
        return [parse_interval(i) for i in self.weekly.get(WEEKDAYS[weekday], ())]


def parse_interval(text: str) -> tuple[time, time]:
    """`"09:00-12:00"` as two times."""
    a, _, b = text.partition("-")
    return time.fromisoformat(a), time.fromisoformat(b)


class AttributeValue(Model):
    """One value of a list attribute."""

    key: Key
    name: Title


class Attribute(Model):
    """A further question of a request type, as Open311 describes it (`key` is its `code`)."""

    key: Key
    description: Title
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    required: bool = False
    datatype_description: str = ""
    values: tuple[AttributeValue, ...] = ()


class Duplicates(Model):
    """Within which distance and time another request of the type may be the same one."""

    metres: int = Field(50, ge=1, le=5000)
    days: int = Field(7, ge=1, le=365)


class RequestGroup(Item):
    """A group of request types on the first page of the form."""


class Handling(Model):
    """How all request types of a sort are handled here: a type that names it needs no procedure of its own."""

    key: Key
    title: Title
    procedure: Key
    routes_to: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts, nearest first.")


class RequestType(Item):
    """What a resident may ask; its key is the Open311 service code."""

    group: Key
    description: Annotated[str, StringConstraints(min_length=4, max_length=200)]
    keywords: tuple[str, ...] = Field(min_length=1, description="Words that residents use; they drive the suggestion.")
    limit: Limit
    limit_source: Source | None = Field(None, description="Where the limit comes from, if not from `source`.")
    handling: Key | None = Field(None, description="Gives procedure and routes_to where the type names none.")
    procedure: Key
    duplicates: Duplicates | None = Duplicates(metres=50, days=7)
    routes_to: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts, nearest first.")
    departments: tuple[Key, ...] = Field((), description="Bodies of the community file that usually handle it.")
    urgent: bool = False
    publishable: bool = Field(True, description="Whether an answer may go to the board after release.")
    needs_place: bool = True
    private: bool = Field(False, description="Personal affairs: never shown to neighbours as a duplicate.")
    attributes: tuple[Attribute, ...] = ()
    standard: str = Field("", description="The class of the public classification that it follows.")


class WayOut(Item):
    """What is not handled here: recognised by its words, told where to go, no file kept."""

    words: tuple[str, ...] = Field(min_length=1)
    where_to_go: str = Field(min_length=4)
    phone: str = ""
    emergency: bool = False


class Channel(Item):
    """A way in."""

    by: Literal["resident", "staff", "integration"]
    received_by: tuple[Key, ...] = Field((), description="Kinds of posts that receive what comes this way, in order.")
    in_use: bool = True
    chats: bool = Field(False, description="Staff take in here what residents wrote in a group (微信群, 接龙).")
    spoken: Limit | None = Field(None, description="Residents may speak here; it is written down within this limit.")
    spoken_days: int = Field(
        30, ge=1, le=366, description="Days that a recording is kept after it was written down, or its request ended."
    )
    orders_of: str = Field(
        "", max_length=40, description="The office whose orders come this way (12345), by interface or as a list."
    )
    return_within: Limit | None = Field(
        None, description="An order of `orders_of` that is not ours goes back within this limit, or not at all."
    )
    papers: bool = Field(False, description="It has boxes for papers, which are emptied and counted (意见箱).")
    code_days: int = Field(
        7, ge=1, le=60, description="Calendar days that a code on paper is valid, by which a second person confirms."
    )


class Ending(Item):
    """How handling may honestly end."""

    needs: tuple[Need, ...] = ()
    solved: bool = False
    look: Limit | None = Field(None, description="It stays on a list (挂账) and is looked at again at least so often.")


class Board(Item):
    """A class of disclosure with its least period."""

    days_min: int = Field(ge=1, le=3660)
    proof_days: int | None = Field(
        None, ge=1, le=60, description="Days within which a photo of the paper board is due, at its beginning and end."
    )


class TextTemplate(Model):
    """A message with {placeholders}; `sms` says whether it also goes by SMS."""

    key: Key
    text: Annotated[str, StringConstraints(min_length=2, max_length=500)]
    text_en: str = ""
    sms: bool = False
