"""Levels, kinds of bodies, kinds of posts (rows A1–A4, A10)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Limit

LevelKind = Literal[
    "province",
    "city",
    "county",
    "street",
    "town",
    "township",
    "community",
    "village",
    "section",
    "grid",
    "estate",
    "building",
]  # the `kind` stored with a place; fmt: skip
BodyGroup = Literal["party", "government", "deliberation", "autonomy", "service", "unit", "company", "society"]


class Level(Item):
    """One level of the place tree."""

    kind: LevelKind = Field(description="What is stored with a place, whatever the city calls the level.")
    order: int = Field(ge=1, le=20, description="1 is the highest.")
    parent: Key | None = None


class BodyKind(Item):
    """A kind of body: committee, centre, department, unit."""

    group: BodyGroup
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels at which such bodies exist.")


class Composite(Item):
    """A name for several kinds of bodies (一委一会一中心) or of posts (两长一员) together."""

    body_kinds: tuple[Key, ...] = ()
    post_kinds: tuple[Key, ...] = ()
    numbers: dict[Key, int] = Field({}, description="How many of a kind, where the document counts them.")


class PostKind(Item):
    """A kind of post: what it may do, who stands in, to whom it answers."""

    body_kinds: tuple[Key, ...] = Field(min_length=1)
    seats: int = Field(1, ge=1, le=200)
    term: Limit | None = None
    permissions: tuple[str, ...] = ()
    substitute: bool = Field(False, description="Whether every such post must have a B beside its A (AB角).")
    accepts: tuple[Key, ...] = Field((), description="Procedures whose matters may be offered to the post.")
    superiors: tuple[Key, ...] = Field((), description="Kinds of the post above it, the nearest first.")
    held_by: str = Field("", description="Who may hold it, in words.")
