"""Calls back (回访): which answers are followed up, how many of them, by whom."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Limit, Unit


class CallBack(Item):
    """One rule; of several that fit a request the first one counts."""

    types: tuple[Key, ...] = Field((), description="Request types.")
    groups: tuple[Key, ...] = Field((), description="Groups of request types; neither: every type.")
    share: int = Field(100, ge=1, le=100, description="Percent of the answers, drawn by lot; 100: all.")
    way: Literal["staff", "message"] = Field("staff", description="Somebody calls, or a message asks with a link.")
    by: tuple[Key, ...] = Field((), description="Of staff: kinds of posts, the nearest one calls.")
    within: Limit = Field(
        Limit(amount=3, unit=Unit.WORKING_DAYS), description="After the answer: called by then, or asked then."
    )
    tries: int = Field(3, ge=1, le=10, description="Calls that reach nobody before it is given up.")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.way == "staff" and not self.by:
            raise PydanticCustomError("calls_who", "say by which kinds of posts")
        return self

    def fits(self, type_key: str, group: str) -> bool:
        """Whether answers to requests of this type and group are followed up."""
        return type_key in self.types or group in self.groups or not (self.types or self.groups)
