"""Elections of people to posts, and recalls (row E9): by whom recommended, by whom vetted, by which rule."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Limit
from gongzhi.packs.schema.rulesets import RuleName, Share

By = Literal["residents", "voters", "members", "organisation"]
# The steps by which an election goes, in this order; its procedure has exactly these, `approve` if it wants it.
ELECTION_STEPS = ("announce", "register", "recommend", "vet", "candidates", "vote", "approve", "appoint", "handover")
RECALL_STEPS = ("demand", "vote", "carry-out")
OPTIONAL_STEPS = ("approve",)


class ElectionWay(Item):
    """A way of electing (公推直选, an election of the residents' committee) or of recalling (罢免).

    Steps, limits and who vets and approves stand in its procedure, whose steps have the keys of `ELECTION_STEPS` or
    `RECALL_STEPS`. How many must take part, and how many more candidates than seats, stand in the rule set."""

    row: str = Field("E9", pattern=r"^E\d{1,2}$", description="The row of the requirements.")
    recall: bool = Field(False, description="The voters decide whether somebody leaves a post.")
    procedure: Key
    rule: RuleName
    electorate: Literal["persons", "households", "representatives"] = Field(
        "persons", description="The kind of register. Of representatives: who holds posts of the body, or is entered."
    )
    fills: tuple[Key, ...] = Field((), description="The kinds of posts that are filled; none: not in use here.")
    run_by: tuple[Key, ...] = Field((), description="Kinds of posts that hold it; never one that is filled.")
    recommended_by: tuple[By, ...] = Field(
        (), description="residents: anybody; voters: together, of the register; members; organisation."
    )
    nominators: int = Field(0, ge=0, le=1000, description="Voters that must recommend somebody together.")
    scrutineers: int = Field(2, ge=1, le=20, description="At least so many watch over the count; none is a candidate.")
    term: Limit | None = Field(None, description="For how long the elected hold the post.")
    board: Key | None = Field(None, description="The board on which announcement and result stand.")
    demanded: Share | None = Field(None, description="Of a recall: the share of the register that may demand it.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.recall != (self.demanded is not None):
            raise PydanticCustomError("election_demanded", "a recall says who may demand it, an election does not")
        if not self.recall and not self.recommended_by:
            raise PydanticCustomError("election_recommended", "say who may recommend")
        return self
