"""The station where leaders receive residents with urgent, hard and special matters (急难特事, row C3)."""

from __future__ import annotations

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key


class Reception(Item):
    """A station with fixed leaders and receivers at fixed hours. Each item that a resident raises in one of its matters
    is listed and answered apart; a matter cannot end while an item lacks its answer."""

    row: str = Field("C3", pattern=r"^C\d{1,2}$", description="The row of the requirements.")
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of the places that have such a station.")
    groups: tuple[Key, ...] = Field(min_length=1, description="The groups of requests that are its matters.")
    channel: Key = Field(description="The way in that a walk-in is registered under.")
    leaders: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts that lead the reception (带班领导).")
    receivers: tuple[Key, ...] = Field((), description="Kinds of posts that receive beside the leader (接待人员).")
