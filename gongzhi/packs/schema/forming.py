"""Forming Party organisations (row A5): where one is due, how it is formed, in which form."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Model

# What is counted of a unit: full members, residents, people employed, the share of homes lived in (percent).
FormingFigure = Literal["members", "residents", "employed", "occupied"]


class Threshold(Model):
    """A number that a unit must reach."""

    figure: FormingFigure
    at_least: int = Field(ge=1)


class FormingUnitKind(Item):
    """A kind of unit in which an organisation may be due: places of `levels`, bodies of `body_kinds`, new estates of
    the premises, or (where it names none of them) what is entered by name."""

    rule: Literal["reached", "exists", "looked_at"] = Field(
        "reached",
        description="reached: due where the thresholds are reached; exists: due wherever there is one; looked_at: "
        "listed apart, without a threshold.",
    )
    levels: tuple[Key, ...] = ()
    body_kinds: tuple[Key, ...] = ()
    estates: bool = Field(False, description="New estates as the premises know them (row A13), or entered by name.")
    thresholds: tuple[Threshold, ...] = ()
    strict: bool = Field(True, description="false: 原则上, in principle.")
    clause: str = Field("", max_length=40, description="Where it stands in the document.")
    body_kind: Key | None = Field(
        None, description="The kind of body that the first of `forms` (a branch) becomes here; none: as the form."
    )
    organised_by: tuple[Key, ...] = Field((), description="Kinds of bodies that, standing there, organise the place.")

    @model_validator(mode="after")
    def _thresholds_go_with_the_rule(self) -> Self:
        if (self.rule == "reached") != bool(self.thresholds):
            raise PydanticCustomError("forming_rule", "thresholds go with the rule reached, and with no other")
        return self


class FormingMode(Item):
    """How one is formed (单独组建, 联合组建, 行业联建, 区域统建, 挂靠组建)."""

    partners: Literal["none", "several", "any", "host"] = Field(
        "none", description="several: with other units; any: with or without; host: under an organisation that stands."
    )


class FormingForm(Item):
    """In which form: branch, group, general branch; what body and post come of it."""

    body_kind: Key
    post_kind: Key = Field(description="Who heads it.")
    post_title: str = Field("", max_length=30, description="How the post is called; none: as its kind.")
    members: int = Field(0, ge=0, le=100, description="Full members that it takes at least, all its units together.")


class Forming(Item):
    """Everything about forming organisations."""

    units: tuple[FormingUnitKind, ...] = Field(min_length=1)
    modes: tuple[FormingMode, ...] = Field(min_length=1)
    ties: tuple[Item, ...] = ()
    forms: tuple[FormingForm, ...] = Field(min_length=1)
    parents: tuple[Key, ...] = Field(min_length=1, description="Kinds of bodies under which it may stand.")
    hosts: tuple[Key, ...] = Field((), description="Kinds of bodies that may take one in; none: as `parents`.")
    procedure: Key
    board: Key | None = Field(None, description="Where it is made public; none: only noted.")

    def unit(self, key: str) -> FormingUnitKind | None:
        """The kind of that key."""
        return next((u for u in self.units if u.key == key), None)

    def mode(self, key: str) -> FormingMode | None:
        """The mode of that key."""
        return next((m for m in self.modes if m.key == key), None)

    def form(self, key: str) -> FormingForm | None:
        """The form of that key."""
        return next((f for f in self.forms if f.key == key), None)
