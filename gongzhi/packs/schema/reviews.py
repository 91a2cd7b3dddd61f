"""The yearly review of the members of the residents' committee (民主评议) by its supervisory committee."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key
from gongzhi.packs.schema.rulesets import Share


class Grade(Item):
    """A choice on the ballot, the best first; `fails`: 不称职."""

    fails: bool = False


class Review(Item):
    """Who is reviewed, by whom, with which grades; what a failing result is and when it ends the post."""

    body_kinds: tuple[Key, ...] = Field(min_length=1, description="Kinds of bodies whose members are reviewed.")
    run_by: tuple[Key, ...] = Field(
        min_length=1, description="Kinds of posts with affairs:supervise, vote:hold, board:publish; of another body."
    )
    procedure: Key = Field("yearly-review", description="With the steps report and ballot.")
    grades: tuple[Grade, ...] = Field(min_length=2, description="The best first; the last ones fail.")
    valid: Share = Field("1/2", description="Less than this share of those entitled on the ballots: no result.")
    fails_over: Share = Field("1/2", description="More than this share of the ballots in failing grades: failed.")
    ends_after: int = Field(2, ge=2, le=5, description="So many failed results in a row end the post.")
    board: Key = Field(description="Where the result is published.")
    article: str = Field(min_length=2, max_length=120, description="By which article the post ends.")

    @model_validator(mode="after")
    def _some_fail(self) -> Self:
        if not any(g.fails for g in self.grades) or all(g.fails for g in self.grades):
            raise PydanticCustomError("review_grades", "some grades fail, others do not")
        return self
