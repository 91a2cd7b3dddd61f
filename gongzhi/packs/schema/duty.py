"""Duty rotas with their shifts (全天候值班), the three ledgers (三本台账): row D7."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key
from gongzhi.packs.schema.emergency import DutyShift

# What is already recorded and can stand in a ledger.
Feed = Literal["requests", "services", "mediations", "hazards"]


class RotaShift(DutyShift):
    """A shift of a rota, on all days, on working days or on days off by the calendar (调休)."""

    days: Literal["all", "working", "off"] = "all"


class DutyRota(Item):
    """Who keeps watch at the places of `levels`, shift by shift."""

    row: str = Field("D7", pattern=r"^[A-K]\d{1,2}$", description="The row of the requirements.")
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels whose places have the rota.")
    posts: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts that keep watch, at or below the place.")
    shifts: tuple[RotaShift, ...] = Field(min_length=1)
    sign_minutes: int = Field(30, ge=0, le=1440, description="After its end a shift should be taken over by then.")
    keep_days: int = Field(365, ge=30, le=3660, description="Days that the words of hand-over notes are kept.")

    def shift(self, key: str) -> RotaShift:
        """The shift of that key; KeyError where there is none."""
        for shift in self.shifts:
            if shift.key == key:
                return shift
        raise KeyError(key)


class WorkLedger(Item):
    """A ledger of a community, month by month, fed from what is already recorded."""

    row: str = Field("D7", pattern=r"^[A-K]\d{1,2}$", description="The row of the requirements.")
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels whose places have the ledger.")
    feeds: tuple[Feed, ...] = Field(min_length=1, description="Where its lines come from.")
    groups: tuple[Key, ...] = Field((), description="Only requests of these groups; none: all.")
