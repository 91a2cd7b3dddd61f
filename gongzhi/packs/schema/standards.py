"""What the clauses ask of every unit (rows A1–A18 and later): a rule over a named measure."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Model

# One name a measure; the program registers a function under it (`standards.register_measure`). A name without a
# function is shown as "not measured yet", never as fulfilled.
Measure = Literal[
    "bodies_present",  # how many of `body_kinds` stand at each place of `levels`
    "bodies_counted",  # bodies of `body_kinds` at each place of `levels`, however many of a kind
    "posts_filled",  # persons in posts of `post_kinds` at or below each place of `levels`
    "posts_substituted",  # each post that must have a B (of `post_kinds`, or all): 1 where another person is B, else 0
    "posts_attended",  # the same posts: 1 where A, or B while A is away, is there; else 0
    "buildings_gridded",  # buildings of each place of `levels` that do not lie in exactly one grid
    "ground_blank",  # square metres of each place of `levels` that no grid covers
    "grids_overlapping",  # pairs of grids that overlap in each place of `levels`
    "grids_undrawn",  # grids without outline in each place of `levels`
    "requests_late",  # open requests past their limit at each body of `body_kinds` (none named: all)
    "legal_status",  # each body of `body_kinds`: 1 where it is clear what it is in law, else 0 (row A16)
    "concurrent_members",  # concurrent members in office, each body of `body_kinds` (row A6)
    "duty_lists",  # kinds of responsibility lists issued this year, each body of `body_kinds` (row A7)
    "signs_missing",  # kinds of signs of which there are too few, each place of `levels` (row A13)
    "joint_meetings",  # joint meetings held in the last `days`, each place of `levels` (row A8)
    "office_area",  # square metres of offices and service rooms, each place of `levels` (row A13)
    "hall_area",  # square metres of the hall, each place of `levels` (row A13)
    "estate_area",  # square metres handed over for 50 households, each estate past its hand-over (row A13)
    "messages_answered",  # of 100 messages due in the last `days`, those answered, each body that got any (row A18)
    "cross_posts",  # cross-appointments that are wanted and not there, each place of `levels` (row A14)
    "paired_leaders",  # each place of `levels`: 1 a leader paired, 2 also the report of last month (row A12)
    "bodies_founded",  # bodies of `body_kinds` set up in the last `days`, each place of `levels` (row F7)
    "organisations_due",  # each unit of the kinds `units` in which one is due: 1 where it stands, else 0 (row A5)
    "disclosures_late",  # classes of `disclosures` of which a period is past its day, each place of `levels` (row B4)
    "pacts_in_force",  # pacts in force at each place of `levels` (row E8)
    "patrol_points_missed",  # check points where nobody was in the last `days`, each grid of `levels` (row D7)
    "boxes_unopened",  # boxes for papers that nobody emptied in the last `days`, each place of `levels` (row C1)
    "duty_shifts_empty",  # shifts of the next `days` that nobody keeps, each place of `levels` with a rota (row D7)
    "looks_overdue",  # matters on the list (挂账) whose look is overdue, at each place of `levels` (row C3)
    "portfolios",  # lines of business of each member of staff (row A17)
]
# What a standard must name for its measure to know the units.
NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("bodies_present", "bodies_counted", "bodies_founded"), ("levels", "body_kinds")),
    "organisations_due": ("units",),
    "posts_filled": ("levels", "post_kinds"),
    **dict.fromkeys(("buildings_gridded", "ground_blank", "grids_overlapping", "grids_undrawn"), ("levels",)),
    **dict.fromkeys(("joint_meetings", "office_area", "hall_area", "estate_area", "signs_missing"), ("levels",)),
    **dict.fromkeys(
        ("disclosures_late", "patrol_points_missed", "boxes_unopened", "duty_shifts_empty", "looks_overdue"),
        ("levels",),
    ),
    **dict.fromkeys(("cross_posts", "paired_leaders", "pacts_in_force"), ("levels",)),
    **dict.fromkeys(("concurrent_members", "legal_status", "duty_lists"), ("body_kinds",)),
}


class Per(Model):
    """The bound grows with the unit: so much for every `amount` households or residents."""

    amount: int = Field(ge=1)
    of: Literal["households", "residents"] = "households"
    whole: bool = Field(False, description="Rounded up to whole ones: a part of a person cannot be employed.")


class Standard(Item):
    """A clause that the program checks by itself over live data. Without `measure`: listed as not measured yet."""

    row: str = Field("", pattern=r"^([A-K]\d{1,2})?$", description="The row of the requirements.")
    clause: str = Field("", max_length=40, description="Where it stands in the document.")
    measure: Measure | None = None
    levels: tuple[Key, ...] = ()
    body_kinds: tuple[Key, ...] = ()
    post_kinds: tuple[Key, ...] = ()
    units: tuple[Key, ...] = Field((), description="Kinds of units of `forming`.")
    at_least: float | None = Field(None, ge=0)
    at_most: float | None = Field(None, ge=0)
    per: Per | None = None
    days: int | None = Field(None, ge=1, le=3660, description="The span that counts: half a year is 183.")
    unit: str = Field("", max_length=10, description="Of the value, in words: 人, 平方米, 次.")
    strict: bool = Field(True, description="false: 原则上, in principle.")
    starts_on: date | None = None
    ends_on: date | None = None
    owner: tuple[Key, ...] = Field(
        (), description="Kinds of the post that must mend it, the nearest first; none: the nearest that may appoint."
    )
    superior_after: int = Field(30, ge=0, le=365, description="Days after which posts above the owner's place see it.")

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.measure is not None and self.at_least is None and self.at_most is None:
            raise PydanticCustomError("no_bound", "give at_least or at_most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise PydanticCustomError("bounds_crossed", "at_least is above at_most")
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise PydanticCustomError("days_crossed", "ends before it begins")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the clause is in force on the day (both ends included)."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)
