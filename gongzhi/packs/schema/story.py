"""What the story of a pack is made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from gongzhi.packs.schema.base import Key, Model, Title


class PlantedGap(Model):
    """Something that the community lacks on purpose: the standards must list it, and nothing else."""

    rule: Key = Field(description="A key of the pack's `standards`.")
    unit: Title = Field(description="The place, body or post that falls short, by name.")


class Formed(Model):
    """A unit in which a Party organisation may be due, and how one is formed; without `organisation`: none is."""

    unit: Title
    kind: Key = Field(description="A key of the pack's `forming.units` whose units have a name of their own.")
    place: Key
    counts: dict[Key, int] = {}
    organisation: str = Field("", description="Its name; none: nobody begins, which the standards must list.")
    mode: Key = "alone"
    form: Key = "branch"
    tie: str = ""
    parent: Key | None = Field(None, description="The body above it; none: the community's committee.")


class Served(Model):
    """Somebody of the street's leading group, from a day until a day (none: still), in a post of the community file."""

    post: Key
    born: int = Field(ge=1900, le=2100)
    since: date
    until: date | None = Field(None, description="The last day, where it lies before the story.")
    leaves: float | None = Field(None, gt=0, lt=1, description="At which share of the story this person leaves.")
    exit: Key = Field("transferred", description="Why: a key of the pack's `staff.exits`.")
    successor_born: int | None = Field(None, ge=1900, le=2100)


class Story(Model):
    """What a quarter of the community's life is made of (rates per calendar day, shares from 0 to 1)."""

    requests_per_day: float = Field(5.0, gt=0)
    weekend_share: float = Field(0.6, ge=0, le=1)
    channel_shares: dict[Key, float] = {}
    office_channels: tuple[Key, ...] = Field((), description="Ways that are open in working hours only.")
    channel_groups: dict[Key, tuple[Key, ...]] = Field({}, description="A way by which only these groups come.")
    group_weights: dict[Key, float] = Field(
        {},
        description="The share of each group, its types together, in any unit; 1 if not named. None at all: every type "
        "is as frequent as another.",
    )
    asked: dict[Key, tuple[str, ...]] = Field(
        {}, description="What residents say, by request type; {at}, {street}, {estate}, {n}, {when} are filled in."
    )
    solved: dict[Key, tuple[str, ...]] = Field({}, description="Answers that solve it, by request type or group.")
    published: tuple[str, ...] = Field((), description="What stands on the board during a publication step.")
    hard_group: Key | None = Field(None, description="The group whose matters must all end honestly (row C3).")
    late_share: float = Field(0.06, ge=0, le=1)
    returned_share: float = Field(0.08, ge=0, le=1)
    reopened_share: float = Field(0.04, ge=0, le=1)
    joined_share: float = Field(0.05, ge=0, le=1)
    rated_share: float = Field(0.7, ge=0, le=1)
    handed_shares: dict[Key, Annotated[float, Field(ge=0, le=1)]] = Field(
        {}, description="By procedure: how many are handed to a body of the type's `departments`; 0.25 if not named."
    )
    mediated_share: float = Field(0.0, ge=0, le=1, description="Of quarrels of `mediations`, how many are mediated.")
    quarrels_at_desk: int = Field(
        0, ge=0, description="Quarrels in a quarter that come to mediation without a request (row C5)."
    )
    absences: int = Field(8, ge=0)
    gaps: tuple[PlantedGap, ...] = Field((), description="What the standards must list while nothing is late, no more.")
    forms: tuple[Formed, ...] = Field((), description="Units in which Party organisations are due, and are formed.")
    leading: tuple[Served, ...] = Field((), description="The street's leading group, with its past: invented persons.")
