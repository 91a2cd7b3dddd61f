"""Ways of mediating disputes (row C5): who persuades, who mediates, who alone may issue an agreement."""

from __future__ import annotations

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Model, Title


class FormField(Model):
    """A question of a form."""

    key: Key
    title: Title
    title_en: str = ""
    required: bool = True


class StepForm(Model):
    """The form of a step (望、闻、问、切、处): it is filled in before the step is left onwards."""

    key: Key = Field(description="The key of the step.")
    fields: tuple[FormField, ...] = Field(min_length=1)


class DisputeKind(Item):
    """A kind of dispute."""

    by: tuple[Key, ...] = Field((), description="Kinds of posts that are matched first; none: any of the way.")
    request_types: tuple[Key, ...] = Field((), description="Types of requests from which such a case may come.")


class Mediation(Item):
    """A way of mediating. Whoever only persuades (`persuaders`) issues nothing; an agreement is issued where the
    mediator's body is one of `committees` (人民调解委员会). Every step before calling back has an outcome `refused`."""

    row: str = Field("C5", pattern=r"^C\d{1,2}$", description="The row of the requirements.")
    procedure: Key
    kinds: tuple[DisputeKind, ...] = ()
    received_by: tuple[Key, ...] = Field((), description="Kinds of posts that register; none: not in use here.")
    mediators: tuple[Key, ...] = Field((), description="Kinds of posts that mediate.")
    persuaders: tuple[Key, ...] = Field((), description="Kinds of posts that only persuade (劝和队).")
    committees: tuple[Key, ...] = Field((), description="Kinds of bodies that are, or have, a mediation committee.")
    committee: Title = Field("人民调解委员会", description="What the committee is called on the agreement.")
    forms: tuple[StepForm, ...] = ()
    court_days: int = Field(30, ge=1, le=365, description="Days in which both sides may ask the court together.")
    keep_days: int = Field(1095, ge=30, le=3660, description="Days that what the sides said is kept, if they agreed.")
    forget_days: int = Field(90, ge=1, le=3660, description="The same where they did not agree.")

    def kind(self, key: str) -> DisputeKind:
        """The kind of that key; KeyError where there is none."""
        for kind in self.kinds:
            if kind.key == key:
                return kind
        raise KeyError(key)

    def form(self, step: str) -> StepForm | None:
        """The form of a step."""
        return next((f for f in self.forms if f.key == step), None)


class HelpStation(Item):
    """A kind of station where helpers sit by roster (法律援助站, 心理咨询室)."""

    row: str = Field("C5", pattern=r"^C\d{1,2}$", description="The row of the requirements.")
    private: bool = Field(False, description="Nothing is kept of who takes an hour, nor for which case or request.")
    call: Title | None = Field(None, description="Whom to call for an hour, where the station has no phone.")
