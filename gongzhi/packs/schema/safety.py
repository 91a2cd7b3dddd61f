"""Kinds of hazards that patrols look for, and by when what was mended is seen again (row C6)."""

from __future__ import annotations

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Limit


class HazardKind(Item):
    """A kind of hazard: a check point may be of it."""

    row: str = Field("C6", pattern=r"^[A-K]\d{1,2}$", description="The row of the requirements.")
    request_type: Key | None = Field(None, description="The type of the request that comes of a finding.")
    recheck: Limit = Field(description="After the answer it is seen again within this (复查).")
