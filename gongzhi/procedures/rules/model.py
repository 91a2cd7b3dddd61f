"""The small frozen shapes of the engine: definition, state, move, effect. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from gongzhi.core.worktime import Due, Limit, Unit

HOLDER = "holder"  # a step `by` whoever holds the matter
RESIDENT = "resident"  # a step `by` the person who asked; the calling context vouches for them
SYSTEM = "system"  # a step that runs by itself
SUPERIOR = "superior"
END = "end"


class Calendar(Protocol):
    """What the engine needs of `core.worktime.WorkCalendar`."""

    def add(self, start: datetime, limit: Limit) -> Due: ...
    def minutes_between(self, a: datetime, b: datetime) -> int: ...
    def at_fraction(self, start: datetime, due: datetime, fraction: float) -> datetime: ...


class Light(StrEnum):
    """green: in time; yellow: near; red: past due."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


WORST = {Light.GREEN: 0, Light.YELLOW: 1, Light.RED: 2}


class Status(StrEnum):
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    ARCHIVED = "archived"


LIVE = (Status.OPEN, Status.WAITING)
OVER = (Status.CLOSED, Status.ARCHIVED)


class StepKind(StrEnum):
    TASK = "task"
    DISPATCH = "dispatch"
    JOIN = "join"
    MEETING = "meeting"
    PUBLICATION = "publication"
    RATING = "rating"
    WAIT = "wait"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class KindRule:
    """How a kind of step behaves. A later kind is a line here and, if need be, a verb in `moves`."""

    status: Status  # the matter's state while it stands in the step
    timed: bool = False  # a window that ends by itself and chooses the first outcome
    names_next: bool = False  # the outcome names the next holder
    posted: Status | None = None  # its state once somebody has put it up: its window begins only then
    effect: str | None = None  # what others do on entry
    decided: bool = False  # a verdict takes the outcome, nobody chooses it


KINDS: Mapping[StepKind, KindRule] = {
    StepKind.TASK: KindRule(Status.OPEN),
    StepKind.DISPATCH: KindRule(Status.OPEN, names_next=True),
    StepKind.JOIN: KindRule(Status.OPEN, effect="join"),
    StepKind.MEETING: KindRule(Status.OPEN, effect="meet", decided=True),
    StepKind.PUBLICATION: KindRule(Status.OPEN, timed=True, posted=Status.WAITING, effect="publish"),
    StepKind.WAIT: KindRule(Status.WAITING, timed=True),
    StepKind.RATING: KindRule(Status.CLOSED, timed=True, effect="ask-rating"),
    StepKind.ARCHIVE: KindRule(Status.ARCHIVED, effect="archive"),
}


@dataclass(frozen=True, slots=True)
class Level:
    """What follows when a clock runs out: `after` the due time (none: at once), `remind` or `escalate`, to `holder`,
    `superior` or the nearest post of a kind."""

    to: str
    after: Limit | None = None
    do: str = "escalate"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way to leave a step: `next` is a step key or `end`. With `endings` the handling ends in one of them (and the
    matter closes) before it goes on to `next`; `needs` are fields that must be filled in."""

    key: str
    title: str
    next: str
    endings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Several bodies asked together (会办): each part is a child matter of the built-in procedure `part_of`."""

    sign_in: Limit
    answer: Limit
    by: tuple[str, ...] = ()  # kinds of posts asked on entry; the holder may ask more
    at_least: int = 1  # answers that the first outcome needs
    goes_on: bool = True  # by the first outcome, as soon as no part is open; else the holder chooses
    on_breach: tuple[Level, ...] = ()
    asked_by: tuple[str, ...] = ()  # kinds of posts that may ask; none: whoever holds the matter
    arrive: Limit | None = None  # on the spot within this, from the sign-in; none: nobody need come
    accept: Limit | None = None  # the holder of the whole accepts each answer or sends it back; none: it counts at once
    arbiters: tuple[str, ...] = ()  # kinds of posts that rule whose duty it is
    returns: int | None = None  # refusals after which they rule by themselves; none: as the procedure says


@dataclass(frozen=True, slots=True)
class Meets:
    """Who sits in the meeting of a step, and by which rule of the day its vote decides."""

    rule: str  # of the pack's rule sets
    of: tuple[str, ...] = ()  # kinds of bodies whose posts are entitled
    electorate: str = ""  # or the kind of register: persons, households, representatives, owners
    vote: str = "show"  # show, named, secret
    notice: Limit = Limit(3, Unit.CALENDAR_DAYS)  # before the day of the meeting


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who may question the holder (质询) or hold a step (暂缓), and who decides about a hold."""

    by: tuple[str, ...]
    answer: Limit
    hold_days: int = 0  # calendar days at most; 0: no holds
    decides: str = SUPERIOR
    pauses: bool = False  # whether the promise waits while it is held
    source: str = ""
    source_kind: str = "default"


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    title: str
    kind: StepKind
    by: str = HOLDER
    limit: Limit | None = None
    pauses: bool = False  # the matter's clock waits meanwhile; the step has a limit of its own
    warn: float = 0.75
    on_breach: tuple[Level, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    board: str | None = None
    days: int | None = None  # calendar days of a timed step
    join: Join | None = None
    meets: Meets | None = None
    sign_in: Limit | None = None  # of an offer made in this step: it does not lapse, it is late and escalated
    source: str = ""
    source_kind: str = "default"  # quote, law or default
    note: str = ""
    title_en: str = ""

    def waits(self, clock: str) -> bool:
        """Whether this clock waits as long as the matter stands in the step."""
        return self.pauses and clock == "matter"

    def outcome(self, key: str) -> Outcome | None:
        return next((o for o in self.outcomes if o.key == key), None)


BURNING = ("matter", "step")  # the clocks that a pause stops; the others run on
DEFAULT_OFFER = Limit(4, Unit.WORKING_HOURS)  # ours: an offer that nobody takes goes back


@dataclass(frozen=True, slots=True)
class Definition:
    """A procedure as the engine reads it (`build` makes it from the pack)."""

    key: str
    title: str
    steps: tuple[Step, ...]
    limit: Limit | None = None
    warn: float = 0.75
    on_breach: tuple[Level, ...] = (Level(SUPERIOR),)
    offer_limit: Limit = DEFAULT_OFFER
    max_returns: int = 2  # default: then the superior decides
    max_extensions: int = 1
    longest_extension: Limit | None = None  # of one extension
    extension_permission: str | None = None  # None: the holder may
    reopen_days: int = 15  # calendar days after closing
    ending_needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    supervision: Supervision | None = None
    part: bool = False  # of a join; the whole's holder may drop it, nobody reopens it
    source: str = ""
    source_kind: str = "default"  # quote, law or default
    note: str = ""
    title_en: str = ""

    def step(self, key: str) -> Step:
        return next(s for s in self.steps if s.key == key)


@dataclass(frozen=True, slots=True)
class Clock:
    """One running, paused or stopped clock; times are whole minutes, so that minutes add up exactly.

    `matter` and `step` burn the limit that was promised; `offer` ends an offer; `window` ends a timed step;
    `question` is the holder's time to answer the supervisors; `hold` runs while they hold the step, and stays, stopped,
    until the step is left.
    """

    name: str
    started_at: datetime
    limit: Limit
    warn: float | None
    running_since: datetime | None
    paused_at: datetime | None = None
    elapsed: int = 0  # working minutes, banked
    paused: int = 0  # working minutes, banked
    paused_wall: int = 0  # minutes by the wall, banked (calendar limits move by these)
    extensions: tuple[Limit, ...] = ()
    warn_at: datetime | None = None
    due_at: datetime | None = None
    provisional: bool = False
    level: int = 0  # levels of escalation already fired
    light: Light = Light.GREEN
    next_tick_at: datetime | None = None
    by_post: int | None = None  # who asked the question, who holds

    @property
    def stopped(self) -> bool:
        return self.running_since is None and self.paused_at is None


@dataclass(frozen=True, slots=True)
class Offer:
    to_post: int
    by_post: int
    at: datetime
    outcome: str | None = None  # of a dispatch step: chosen when the offer is taken


@dataclass(frozen=True, slots=True)
class State:
    """Everything about a matter that decides what may happen next."""

    step: str
    status: Status
    holder_post: int
    holder_person: int | None = None
    first_person: int | None = None
    previous_post: int | None = None  # who handed it over, and the step it stood in: where it goes if sent back
    previous_step: str | None = None
    offer: Offer | None = None
    clocks: tuple[Clock, ...] = ()
    open_children: int = 0
    answered: int = 0  # parts of the present join that were answered
    returns: int = 0
    ending: str | None = None
    closed_in: str | None = None  # the step that closed it; a reopened matter goes back there
    closed_at: datetime | None = None

    def clock(self, name: str) -> Clock | None:
        return next((c for c in self.clocks if c.name == name), None)

    @property
    def hold(self) -> Clock | None:
        """The hold of the supervisors, while it lasts."""
        hold = self.clock("hold")
        return hold if hold and not hold.stopped else None

    @property
    def light(self) -> Light:
        """The worst light of the clocks that count."""
        lights = [c.light for c in self.clocks if c.warn is not None and not c.stopped]
        return max(lights, key=WORST.__getitem__, default=Light.GREEN)


class Verb(StrEnum):
    ACCEPT = "accept"
    OFFER = "offer"
    TAKE_OFFER = "take-offer"
    DECLINE_OFFER = "decline-offer"
    WITHDRAW_OFFER = "withdraw-offer"
    CHOOSE = "choose"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    SEND_BACK = "send-back"
    REOPEN = "reopen"
    CHANGE_LIMIT = "change-limit"
    COMMENT = "comment"
    JOIN = "join"
    HAND_IN = "hand-in"
    SEND_AGAIN = "send-again"
    RULE = "rule"
    PART_ENDED = "part-ended"
    DROP = "drop"
    POST = "post"
    LEAVE_OUT = "leave-out"
    CONCLUDE = "conclude"
    QUESTION = "question"
    REPLY = "reply"
    HOLD = "hold"
    DECIDE = "decide"
    SUCCEED = "succeed"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody wants to do. `posts` are the posts they hold now; `trusted`: the calling context vouches."""

    verb: Verb
    posts: frozenset[int] = frozenset()
    person: int | None = None
    trusted: bool = False
    outcome: str | None = None
    ending: str | None = None
    from_post: int | None = None
    to_post: int | None = None
    limit: Limit | None = None
    until: datetime | None = None  # a planned date
    days: int | None = None  # of a hold
    to_step: str | None = None  # where a held matter goes; None: on
    to_posts: tuple[int, ...] = ()  # whom a join asks
    given: frozenset[str] = frozenset()  # names of the fields that were filled in
    routes: Mapping[str, int] = field(default_factory=dict)  # kind of post → post, for steps `by` a kind


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that follows; the caller carries it out in the same transaction."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    state: State
    effects: tuple[Effect, ...] = ()
