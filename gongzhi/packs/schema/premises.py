"""Premises (row A13): kinds of rooms with their standards, rooms due from new estates, signs."""

from __future__ import annotations

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key


class RoomKind(Item):
    """A kind of room of a community, and how much of it a community must have."""

    least_square_metres: int | None = Field(None, ge=1, description="Of a community together; none: no standard.")
    part_of: Key | None = Field(None, description="The kind whose area it counts towards as well.")


class EstateRule(Item):
    """So many square metres for so many households, from the developer, free of charge."""

    square_metres: int = Field(ge=1)
    households: int = Field(ge=1)


class SignKind(Item):
    """A plate, sign or board that each community's premises must have."""

    least: int = Field(1, ge=0, le=50, description="How many; 0 where it is only listed.")
    where: str = Field("", description="Where it hangs, as the document says.")
