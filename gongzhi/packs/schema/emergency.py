"""Emergency plans (应急预案, A15): who may order one, what is set up for its time, what ends with it."""

from __future__ import annotations

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Model, Title


class DutyShift(Model):
    """A shift of the rota; one that ends before it begins ends on the next morning."""

    key: Key
    title: Title
    title_en: str = ""
    starts: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    ends: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    seats: int = Field(1, ge=1, le=50, description="How many are on duty in each estate.")


class EmergencyPlan(Item):
    """A kind of emergency: it opens on a numbered order alone, and everything that it sets up ends with it."""

    issuers: tuple[str, ...] = Field(min_length=1, description="The governments and headquarters that may order it.")
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels at whose places it opens.")
    area_levels: tuple[Key, ...] = Field((), description="Levels whose places are areas that leaders take.")
    estate_levels: tuple[Key, ...] = Field(
        min_length=1, description="Levels at which units take estates, temporary branches are set up, shifts are kept."
    )
    leaders: tuple[Key, ...] = Field((), description="Kinds of posts that take areas.")
    unit_kinds: tuple[Key, ...] = Field((), description="Kinds of bodies that take estates.")
    branch: Key = Field(description="The kind of body of a temporary branch.")
    secretary: Key = Field(description="The kind of post that leads a temporary branch.")
    max_days: int = Field(30, ge=1, le=365, description="For how long one order may open or extend it.")
    shifts: tuple[DutyShift, ...] = ()
    needs: tuple[Key, ...] = Field((), description="Request types of those who stay at home.")
    channel: Key = Field("web", description="The way by which needs come from the public page.")
    staff_channel: Key = Field("patrol", description="The way by which staff enter needs.")
