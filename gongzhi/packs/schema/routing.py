"""The decision table of dispatch: place × type × time × flags → kinds of posts. The first line that fits decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key
from gongzhi.packs.schema.catalogue import Intervals

Flag = Literal["urgent", "private", "keep_private", "located", "unlocated"]
BY_TYPE = "by-type"  # the rule id where no line fits: the type's own `routes_to`


@dataclass(frozen=True, slots=True)
class Asked:
    """What the table is asked about one request: its whole input, as the trace keeps it."""

    codes: Collection[str]  # of the place and of all above it
    levels: Collection[str]  # of the place itself
    group: str
    type: str
    channel: str
    flags: Collection[str]
    working: bool  # within the working time of the place
    time: str  # of the day, as 09:30, in Shanghai


class Route(Item):
    """A line of the table: where everything that it gives holds, it goes to the nearest of these kinds of posts."""

    places: tuple[str, ...] = Field((), description="Codes: the request lies at or below one of these places.")
    levels: tuple[Key, ...] = Field((), description="The level of the place itself (community: outside its grids).")
    groups: tuple[Key, ...] = ()
    types: tuple[Key, ...] = ()
    channels: tuple[Key, ...] = ()
    flags: tuple[Flag, ...] = Field((), description="All of them.")
    without: tuple[Flag, ...] = Field((), description="None of them.")
    when: Literal["any", "working", "outside"] = Field("any", description="Within working time, or outside of it.")
    hours: Intervals = Field((), description="Times of the day, as 22:00-23:59.")
    to: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts; the nearest, at one place the first.")
    offer: bool = Field(False, description="Offered at once when it comes in by residents; else only proposed.")

    @model_validator(mode="after")
    def _not_by_type(self) -> Route:
        if self.key == BY_TYPE:
            raise PydanticCustomError("duplicate_key", "{key}", {"key": self.key})
        return self

    def fits(self, asked: Asked) -> bool:
        """Whether everything that this line gives holds."""
        for wanted, got in (
            (self.places, asked.codes), (self.levels, asked.levels), (self.groups, (asked.group,)),
            (self.types, (asked.type,)), (self.channels, (asked.channel,)),
        ):  # fmt: skip
            if wanted and not any(one in got for one in wanted):
                return False
        if not all(f in asked.flags for f in self.flags) or any(f in asked.flags for f in self.without):
            return False
        if self.when != "any" and (self.when == "working") != asked.working:
            return False
        return not self.hours or any(_within(asked.time, hours) for hours in self.hours)


def _within(time: str, hours: str) -> bool:
    begin, _, end = hours.partition("-")
    return begin <= time and (time < end or end == "23:59")  # the last minute of the day has no other end


def decide(table: Sequence[Route], asked: Asked, own: Sequence[str]) -> tuple[str, tuple[str, ...], bool]:
    """(rule id, kinds of posts, whether it is offered at once): the first line that fits, else the type's `own`."""
    for line in table:
        if line.fits(asked):
            return line.key, line.to, line.offer
    return BY_TYPE, tuple(own), False
