"""Levels, kinds of bodies, kinds of posts (rows A1–A4, A10)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Limit, Model, Title, Unit

LevelKind = Literal[
    "province",
    "city",
    "county",
    "street",
    "town",
    "township",
    "community",
    "village",
    "section",
    "grid",
    "estate",
    "building",
]  # the `kind` stored with a place; fmt: skip
BodyGroup = Literal["party", "government", "deliberation", "autonomy", "service", "unit", "company", "society"]


class Level(Item):
    """One level of the place tree."""

    kind: LevelKind = Field(description="What is stored with a place, whatever the city calls the level.")
    order: int = Field(ge=1, le=20, description="1 is the highest.")
    parent: Key | None = None
    former: bool = Field(False, description="Ended by an adjustment of levels: no new place of it is usual.")


class BodyKind(Item):
    """A kind of body: committee, centre, department, unit."""

    group: BodyGroup
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels at which such bodies exist.")
    legal_status: bool = Field(False, description="Whether the page of such a body says what it is in law (row A16).")


class Composite(Item):
    """A name for several kinds of bodies (一委一会一中心) or of posts (两长一员) together."""

    body_kinds: tuple[Key, ...] = ()
    post_kinds: tuple[Key, ...] = ()
    numbers: dict[Key, int] = Field({}, description="How many of a kind, where the document counts them.")


class PostKind(Item):
    """A kind of post: what it may do, who stands in, to whom it answers."""

    body_kinds: tuple[Key, ...] = Field(min_length=1)
    seats: int = Field(1, ge=1, le=200)
    term: Limit | None = None
    permissions: tuple[str, ...] = ()
    substitute: bool = Field(False, description="Whether every such post must have a B beside its A (AB角).")
    accepts: tuple[Key, ...] = Field((), description="Procedures whose matters may be offered to the post.")
    superiors: tuple[Key, ...] = Field((), description="Kinds of the post above it, the nearest first.")
    heirs: tuple[Key, ...] = Field((), description="Kinds that take over its work where its level is abolished.")
    held_by: str = Field("", description="Who may hold it, in words.")
    held_by_posts: tuple[Key, ...] = Field(
        (), description="Who may hold it, as a rule: who holds a post of one of these kinds in the same community."
    )
    held_by_strict: bool = Field(False, description="Others are refused; else whoever appoints them is warned.")


class Side(Model):
    """Who sits at a joint meeting: bodies of some kinds, or representatives of the residents."""

    key: Key
    title: Title
    title_en: str = ""
    body_kinds: tuple[Key, ...] = Field((), description="Kinds of bodies at, below or above the convener's place.")
    residents: bool = Field(False, description="Representatives of residents: they are counted, never named.")


class JointMeeting(Item):
    """A kind of joint meeting (联席会议, A8): who convenes it, whom it brings together, how often at least."""

    convened_by: Key = Field(description="The kind of body that convenes it.")
    sides: tuple[Side, ...] = Field(min_length=1)
    every: Limit = Field(
        Limit(amount=6, unit=Unit.MONTHS), description="At least so often: months or calendar days, from the last one."
    )
    notice_days: int = Field(3, ge=0, le=60, description="Calendar days between the invitation and the meeting.")
    task: Key = Field("joint-task", description="The procedure of a task that a decision gives.")


class Pairing(Item):
    """Leaders paired with places (包联, A12): who visits, who gets the monthly report."""

    leaders: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts that are paired.")
    level: Key = Field(description="The level whose places they are paired with.")
    reports_to: tuple[Key, ...] = Field((), description="Kinds of posts that get the report besides the leader.")


class DutyEntry(Item):
    """One entry of a responsibility list: practical, measurable, dated."""

    number: int | None = Field(None, ge=1, le=10_000, description="How many; none: done or not done.")
    unit: str = Field("", max_length=12, description="What is counted: 次, 个, 件.")
    due: str = Field("12-31", pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", description="Month and day.")
    records: Literal["", "joint_meetings", "joint_tasks"] = Field(
        "", description="Counted from records by itself: meetings held, tasks struck off; none: reported with evidence."
    )


class DutyList(Item):
    """A template of a yearly responsibility list (责任清单, A7): whose it is, and what stands in it."""

    body_kinds: tuple[Key, ...] = Field(min_length=1, description="The kinds of bodies that have such a list.")
    post_kinds: tuple[Key, ...] = Field((), description="One list for each post of these kinds; none: one a body.")
    public: bool = Field(False, description="Whether everybody sees the progress.")
    entries: tuple[DutyEntry, ...] = Field(min_length=1)
