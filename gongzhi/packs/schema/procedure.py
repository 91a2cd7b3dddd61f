"""Procedures (工作法): steps with an owner, a limit, outcomes. The engine runs them; nothing here does."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Limit, Model, Source, Title, Unit
from gongzhi.packs.schema.rulesets import RuleName

Need = Literal["reason", "answer", "date", "target", "note"]


class StepKind(StrEnum):
    """What happens in a step."""

    TASK = "task"
    DISPATCH = "dispatch"
    JOIN = "join"
    MEETING = "meeting"
    PUBLICATION = "publication"
    RATING = "rating"
    WAIT = "wait"
    ARCHIVE = "archive"


class Breach(Model):
    """One level of escalation: to whom, and how long after the clock ran out (none: at once)."""

    to: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")] = Field(
        description="holder (a reminder), superior, or a kind of post (the nearest upwards)."
    )
    after: Limit | None = None


class Outcome(Model):
    """What the owner of a step may choose: the step it leads to (`end`: nothing follows) and how the matter ends."""

    key: Key
    title: Title
    title_en: str = ""
    next: Key = Field(description="The key of a step, or end.")
    ending: Key | None = Field(None, description="The honest ending that this outcome gives the matter.")
    needs: tuple[Need, ...] = Field((), description="What must be filled in with it.")


class Arbitration(Model):
    """Who rules whose duty a part is (职责争议裁定), and after how many refusals that is no choice any more."""

    by: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts, the nearest; they need request:handle.")
    returns: int = Field(
        2, ge=1, le=10, description="So many refusals of one part: then it goes to the arbiter by itself."
    )
    procedure: Key = Field("duty-dispute", description="The procedure of a dispute, with its own limit.")
    source: Source


class Assessed(Model):
    """What the street's grade of the departments weighs in their yearly assessment."""

    weight: int = Field(ge=10, le=100, description="Percent of the yearly assessment of a department.")
    source: Source


class Join(Model):
    """Several bodies work on the matter together (会办, 会诊, 吹哨报到). Each gets a part of its own: it signs in
    within `sign_in`, then answers within `answer`; whoever refuses says why, and the holder asks another or drops it.
    The matter itself stays with its holder, its clock runs on, and it leaves the step only when no part is open."""

    by: tuple[Key, ...] = Field(
        (), description="Kinds of posts that are asked at once, the nearest of each; none: the holder names them."
    )
    sign_in: Limit = Field(
        Limit(amount=4, unit=Unit.WORKING_HOURS),
        description="Within this each body signs in; a late one is escalated and may still sign in.",
    )
    answer: Limit = Field(
        Limit(amount=3, unit=Unit.WORKING_DAYS), description="Within this each body answers, from its sign-in."
    )
    at_least: int = Field(1, ge=1, le=20, description="Answers that the first outcome needs; the others need none.")
    then: Literal["go_on", "choose"] = Field(
        "go_on",
        description="When every part has ended: go_on by the first outcome, or the holder chooses the outcome.",
    )
    on_breach: tuple[Breach, ...] = Field(
        (), description="When a part is late (superior: of the body that is late); none: as the procedure says."
    )
    asked_by: tuple[Key, ...] = Field(
        (), description="Kinds of posts that may ask (吹哨); none: whoever holds the matter."
    )
    arrive: Limit | None = Field(
        None, description="From its sign-in a body is on the spot within this, with time, place and person; none: no."
    )
    accept: Limit | None = Field(
        None, description="Within this the holder accepts each answer or sends it back (验收); none: it counts at once."
    )
    arbitration: Arbitration | None = None
    assessed: Assessed | None = None


class Meets(Model):
    """A meeting decides the step (row E6): its verdict by the rule of the day takes the first outcome, passed, or the
    second, rejected. Nobody chooses. Who is entitled: who holds a post in the nearest bodies `of` these kinds, or a
    register of electors of the kind `electorate`."""

    rule: RuleName
    of: tuple[Key, ...] = ()
    electorate: Literal["", "persons", "households", "representatives", "owners"] = ""
    title: str = Field("", max_length=40, description="Who they are, where the kind of the register does not say it.")
    title_en: str = ""
    vote: Literal["show", "named", "secret"] = Field(
        "show", description="show: hands are counted; named: who voted how is written down; secret: ballots."
    )
    notice: Limit = Field(
        Limit(amount=3, unit=Unit.CALENDAR_DAYS), description="At least so long before the day people are told."
    )

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if bool(self.of) == bool(self.electorate):
            raise PydanticCustomError("meets_who", "give either of or electorate")
        return self


class Step(Item):
    """One step. A timed one (publication, rating, wait) takes its first outcome when its days are over."""

    kind: StepKind
    by: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")] = Field(
        "holder", description="holder, resident, system, or a kind of post (the nearest from the grid upwards)."
    )
    limit: Limit | None = None
    pauses: bool = Field(
        False, description="Of a task with a limit of its own: the promise of the whole waits while it stands in it."
    )
    warn: float = Field(0.75, gt=0, lt=1, description="The share of the limit after which the light turns yellow.")
    on_breach: tuple[Breach, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    board: Key | None = None
    days: int | None = Field(None, ge=1, le=3660, description="Calendar days of a publication, rating or wait.")
    joins: Join | None = Field(None, description="Of a join alone: whom it asks and how long they have.")
    meets: Meets | None = Field(None, description="Of a meeting alone: who sits in it and by which rule it decides.")

    @model_validator(mode="after")
    def _pauses_for_so_long(self) -> Self:
        if self.pauses and (self.kind is not StepKind.TASK or self.limit is None):
            raise PydanticCustomError("pauses_how_long", "only a task with a limit of its own lets the promise wait")
        return self


class Extensions(Model):
    """How often and how long (together) a limit may be extended."""

    max: int = Field(1, ge=0, le=5)
    longest: Limit | None = None
    needs_permission: str | None = None


class Supervisors(Model):
    """Who watches over the procedure (居民监督委员会, 监事会): they may put a question (质询) to the holder at any
    step, and hold a step (暂缓) for some days until the next level decides to let it go on or to send it back."""

    by: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts; they need request:see.")
    answer: Limit = Field(
        Limit(amount=3, unit=Unit.WORKING_DAYS), description="Within this the holder answers a question."
    )
    hold_days: int = Field(
        5, ge=0, le=60, description="Calendar days after which a hold falls by itself; 0: they cannot hold."
    )
    decides: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")] = Field(
        "superior", description="Who decides about a hold: superior (of the holder), or a kind of post (the nearest)."
    )
    pauses: bool = Field(False, description="Whether the promised limit waits during a hold; else it runs on.")
    source: Source


class Procedure(Item):
    """A list of steps; the first is where a matter begins."""

    steps: tuple[Step, ...] = Field(min_length=1)
    limit: Limit | None = Field(None, description="Of the whole matter, where its type gives none.")
    warn: float = Field(0.75, gt=0, lt=1)
    on_breach: tuple[Breach, ...] = Field((), description="When the whole matter is late; none: the pack's escalation.")
    offer_limit: Limit = Field(
        Limit(amount=4, unit=Unit.WORKING_HOURS), description="An offer that nobody takes goes back after this."
    )
    returns_max: int = Field(
        2, ge=0, le=20, description="How often a matter may be sent back before the superior decides."
    )
    extensions: Extensions = Extensions(max=1)
    reopen_days: int = Field(15, ge=0, le=3660, description="Calendar days in which a resident may reopen.")
    supervisors: Supervisors | None = None

    @model_validator(mode="after")
    def _unique_steps(self) -> Self:
        keys = [s.key for s in self.steps]
        for key in keys:
            if keys.count(key) > 1:
                raise PydanticCustomError("duplicate_key", "{key}", {"key": key})
        return self

    def step(self, key: str) -> Step:
        """The step of that key; KeyError where there is none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)
