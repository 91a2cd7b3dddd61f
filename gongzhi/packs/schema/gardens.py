"""Gardens that neighbours build and adopt, and rounds of talks of the residents' forum (rows E10, E11)."""

from __future__ import annotations

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Model, Source


class Gardens(Model):
    """Projects that are built with what people give freely (共建), and beds that are adopted (认养)."""

    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of places in which projects are begun.")
    kinds: tuple[Item, ...] = Field(min_length=1, description="Kinds of projects: garden, courtyard, corner.")
    givers: tuple[Item, ...] = Field(min_length=1, description="Who gives: residents, companies, the cooperative.")
    units: tuple[Item, ...] = Field(min_length=1, description="Units in which goods are counted.")
    adopters: tuple[Item, ...] = Field(min_length=1, description="Who adopts: a person, a household, a unit.")
    tasks: tuple[Item, ...] = Field(min_length=1, description="What the care of a week is made of.")
    residents: tuple[Key, ...] = Field((), description="Keys of `givers` and `adopters` that are private persons.")
    term_months: int = Field(12, ge=1, le=60, description="How long an adoption lasts.")
    renew_days: int = Field(30, ge=1, le=180, description="How many days before its end an adopter is asked.")
    remind_days: int = Field(2, ge=1, le=7, description="How many days before a week of care who has it is reminded.")
    keep_days: int = Field(90, ge=1, le=730, description="How long a contact is kept once it has served its purpose.")
    board: Key = Field(description="Where the use of what is left over is published.")
    care: Key = Field("garden-care", description="The procedure by which staff ask after a week without care.")
    source: Source


class Talks(Model):
    """Rounds of talks on one subject (草根议会)."""

    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of places in which talks are held.")
    convened_by: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts that convene a series.")
    sides: tuple[Item, ...] = Field(min_length=1, description="Who is invited: heads of buildings, property company.")
    most_rounds: int = Field(12, ge=2, le=50)
    notice_days: int = Field(3, ge=0, le=30, description="How many days before a round who is invited hears of it.")
    procedure: Key = Field("talk-task", description="The procedure of what a round agrees on.")
    source: Source
