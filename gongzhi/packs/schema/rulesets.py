"""Dated rules of decision (rows E4–E9): how many must take part, how many must agree, by which article."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.core.verdict import Rules
from gongzhi.core.verdict import Threshold as Limit
from gongzhi.packs.schema.base import Item, Model

RuleName = Literal[
    "council",  # of a council that no law regulates: the pack says
    "residents-assembly",
    "residents-representatives",
    "residents-election",
    "residents-recall",
    "party-vote",
    "party-election",
    "owners-general",
    "owners-special",
]
Mode = Literal["voters", "households", "representatives"]
Share = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,2}/[1-9]\d{0,2})$")]
Count = Literal["entitled", "present", "ballots", "for", "area_entitled", "area_present", "area_for", "votes"]


class Threshold(Model):
    """One count against a share of another: two thirds of those entitled must be present."""

    have: Count = Field(description="The count that must be reached; `votes`: of each candidate.")
    of: Count
    share: Share = Field(description="An exact fraction, 2/3.")
    strict: bool = Field(True, description="true: more than (过半数, 超过); false: at least (以上).")
    article: str = Field(min_length=1, max_length=60)

    def plain(self) -> Limit:
        """As the engine takes it."""
        return Limit(self.have, self.of, Fraction(self.share), self.strict, self.article)


class Demand(Model):
    """Who may demand the meeting, and then it must be called: so large a part of these."""

    by: Literal["persons", "households", "representatives", "owners", "groups"]
    share: Share
    article: str = Field(min_length=1, max_length=60)


class RuleSet(Item):
    """A rule between two days. The one that was in force on the day of the meeting, vote or election holds."""

    rule: RuleName
    since: date | None = Field(None, description="The first day; none: as far back as anybody asks.")
    until: date | None = Field(None, description="The last day.")
    valid: tuple[Threshold, ...] = Field((), description="All must be reached, or the meeting or vote does not count.")
    by_mode: dict[Mode, Threshold] = Field({}, description="The same, by who votes.")
    passed: tuple[Threshold, ...] = ()
    elected: Threshold | None = Field(None, description="Of an election: each candidate's votes.")
    runoff: Threshold | None = Field(None, description="The same in a second ballot for seats left empty.")
    surplus: Share | None = Field(None, description="Candidates beyond the seats, a share of the seats; 0: one more.")
    surplus_article: str = Field("", max_length=60)
    online: bool = Field(False, description="Whether votes may be cast on line; false where the law asks for booths.")
    roll_days: int | None = Field(None, ge=1, description="The register must have been public so many days before.")
    objection_days: int | None = Field(None, ge=1, description="Days in which the register may be objected to.")
    ruling_days: int | None = Field(None, ge=1, description="Days in which an objection is ruled on.")
    notice_days: int | None = Field(
        None, ge=1, description="Calendar days before which a meeting of the electorate is told."
    )
    notice_article: str = Field("", max_length=60)
    notice_strict: bool = Field(False, description="Whether no special case shortens the notice.")
    demands: tuple[Demand, ...] = Field((), description="Who may demand a meeting by this rule.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.passed) == (self.elected is not None):
            raise PydanticCustomError("rule_kind", "give either passed or elected")
        if self.since and self.until and self.until < self.since:
            raise PydanticCustomError("rule_days", "until lies before since")
        return self

    def rules(self) -> Rules:
        """As the engine takes it."""
        return Rules(
            rule=self.rule,
            title=self.title,
            since=self.since,
            until=self.until,
            valid=tuple(t.plain() for t in self.valid),
            by_mode={mode: t.plain() for mode, t in self.by_mode.items()} or None,
            passed=tuple(t.plain() for t in self.passed),
            elected=self.elected.plain() if self.elected else None,
            runoff=self.runoff.plain() if self.runoff else None,
            surplus=Fraction(self.surplus) if self.surplus is not None else None,
            surplus_article=self.surplus_article,
        )
