"""What every part of a pack is made of: keys, sources, limits."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
QUOTE_MAX = 80


class Model(BaseModel):
    """Frozen; a field that the schema does not know is a mistake, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceKind(StrEnum):
    """Where a value comes from, as the pages mark it."""

    QUOTE = "quote"
    LAW = "law"
    DEFAULT = "default"


class Source(Model):
    """Exactly one of: a passage of the document, an article of law, or a reason for our own default."""

    quote: str | None = Field(None, description="A passage of the document, word for word, at most 80 characters.")
    law: str | None = Field(None, description="The law and its article.")
    default: str | None = Field(None, description="Set by this platform or pack; say why in a few words.")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [v for v in (self.quote, self.law, self.default) if v is not None]
        if len(given) != 1 or not given[0].strip():
            raise PydanticCustomError("source_one_of", "give exactly one of quote, law, default")
        if self.quote is not None and len(self.quote) > QUOTE_MAX:
            raise PydanticCustomError("quote_too_long", "{length} characters", {"length": len(self.quote)})
        return self

    @property
    def kind(self) -> SourceKind:
        """Which of the three it is."""
        if self.quote is not None:
            return SourceKind.QUOTE
        return SourceKind.LAW if self.law is not None else SourceKind.DEFAULT

    @property
    def text(self) -> str:
        """The passage, the article, or the reason."""
        return self.quote or self.law or self.default or ""


class Item(Model):
    """A part of a pack with a stable key: what a child pack overrides or removes."""

    key: Key
    title: Title
    title_en: str = ""
    note: str = Field("", description="Explained in a sentence, as the page shows it.")
    source: Source


class Unit(StrEnum):
    """Units of time limits; the same names as `core.worktime.Unit`."""

    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


class Limit(Model):
    """A length of time with its unit."""

    amount: int = Field(ge=1, le=3660)
    unit: Unit
