"""Grids and chains of responsibility (rows A3, A4)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Model, Title


class GridKind(Item):
    """One level of the grids of a community: areas that tile it, or sets of its organisations."""

    made_of: Literal["area", "organisations"] = "area"
    level: Key | None = Field(None, description="Of areas: the level of the place tree whose places are such grids.")
    order: int = Field(1, ge=1, le=3, description="1 is the highest level of the grids.")
    parent: Key | None = Field(None, description="The kind of grid above.")
    posts: tuple[Key, ...] = Field((), description="Kinds of posts that each such grid has (两长一员, 两长六员).")
    head: Key | None = Field(None, description="The kind of post without whose holder the grid has no leader.")
    party: Key | None = Field(None, description="The kind of Party body that is formed in each such grid.")
    count: int | None = Field(None, ge=1, le=500, description="How many there are, where the document counts them.")

    @model_validator(mode="after")
    def _area_has_a_level(self) -> Self:
        if (self.made_of == "area") != (self.level is not None):
            raise PydanticCustomError("grid_level", "areas name a level, organisations none")
        return self


class ChainLink(Model):
    """One link: a body at the nearest place upwards and who leads it, or a post. `consent`: the holder is a neighbour
    whose Party membership shows only where that person agreed."""

    key: Key
    title: Title
    title_en: str = ""
    body_kind: Key | None = None
    post_kinds: tuple[Key, ...] = Field((), description="Who stands for the link, the first that there is.")
    consent: bool = False

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.body_kind is None and not self.post_kinds:
            raise PydanticCustomError("chain_link", "a link names a kind of body or kinds of posts")
        return self


class Chain(Item):
    """Who answers for an address, from the community down to the neighbour (社区党组织—小区党支部—楼栋长—中心户)."""

    links: tuple[ChainLink, ...] = Field(min_length=2, description="From the highest down.")
