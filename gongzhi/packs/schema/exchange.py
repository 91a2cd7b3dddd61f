"""Networks and two-way messages (row A18); cross-appointment and personnel consultation (row A14)."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Model, Source, Title


class PlatformLevel(Model):
    """One of the levels between which messages go, the highest first; levels of places may be one together."""

    key: Key
    title: Title
    title_en: str = ""
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of places that it is made of.")


class TwoWay(Model):
    """Messages between the levels (双向信息交流): each is answered."""

    levels: tuple[PlatformLevel, ...] = Field(min_length=2, description="The highest first.")
    answer_days: int = Field(3, ge=1, le=60, description="Working days to answer, unless the sender says other.")
    procedure: Key = Field("two-way", description="Its outcomes: take, answered, taken_back.")
    note: str = ""
    source: Source

    def rank(self, level: str) -> int:
        """The place of a level from above, 0 the highest. Raises KeyError."""
        for n, one in enumerate(self.levels):
            if one.key == level:
                return n
        raise KeyError(level)


class Network(Item):
    """One of the networks on the same grids (治安防控 群众服务 基层党建): which kinds of posts stand at which level."""

    stands: dict[Key, tuple[Key, ...]] = Field(min_length=1, description="Level of `two_way` → kinds of posts.")


class CrossPost(Item):
    """双向交叉任职: somebody of a body of `body_kinds` is to hold a post in each body of `with_kinds` of the same
    place."""

    level: Key = Field(description="The level of places at which it is asked.")
    body_kinds: tuple[Key, ...] = Field(min_length=1)
    with_kinds: tuple[Key, ...] = Field(min_length=1)


class Right(Model):
    """A right of the street over agencies posted in it, in force or only proposed."""

    in_force: bool = Field(description="false: proposed; what is decided then binds nobody, and the page says so.")
    note: str = ""
    source: Source


class Consultation(Model):
    """Who is asked about the heads of agencies posted in a street (派驻机构), and who assesses them."""

    agencies: tuple[Key, ...] = Field(min_length=1, description="Kinds of bodies.")
    heads: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts that head them.")
    asks: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts of the body above that ask for consent.")
    answers: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts of the street that consent and assess.")
    seen_by: tuple[Key, ...] = Field((), description="Kinds of posts that see both, besides those who take part.")
    consent: Right
    assessment: Right
    grades: tuple[Item, ...] = Field(min_length=2, description="Of the yearly assessment, the best first.")
    consent_procedure: Key = "personnel-consent"
    assessment_procedure: Key = "agency-assessment"

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if set(self.asks) & set(self.answers):
            raise PydanticCustomError("asks_itself", "the same kind of post asks and answers")
        return self
