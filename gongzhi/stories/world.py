"""What a story knows while it runs: the clock, the queue of what somebody is going to do, who works where."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from gongzhi.access.public import SYSTEM, Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import DomainError
from gongzhi.core.worktime import Limit, Unit, WorkCalendar
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.settle import B_SUFFIX, Settled
from gongzhi.stories.stopped import Stopped, refused

Act = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Fate:
    """What will become of a request, drawn when it comes in."""

    ending: str
    at_once: bool = False
    twin: int = 0  # the matter of an earlier report of the same thing
    late: bool = False
    asked: bool = False
    silent: bool = False  # the question is never answered
    extended: bool = False
    retyped: bool = False
    returned: bool = False
    refused: bool = False  # the first offer is declined
    lapsed: bool = False  # the first offer runs out
    department: bool = False
    joined: bool = False
    reopened: bool = False
    released: bool = False


@dataclass(slots=True)
class Case:
    """A request in the story; everything else about it is read from the product."""

    matter_id: int
    number: str
    kind: packs.RequestType
    street: str
    spot: tuple[float, float]
    fate: Fate
    reporters: list[int]
    draft: requests.Draft
    key: str = ""  # of the submission
    todo: list[tuple[str, int]] = field(default_factory=list)  # verb, post id or 0
    done_before: bool = False  # it was reopened
    turns: int = 0  # how often somebody did something with it


@dataclass(slots=True)
class Resident:
    """Somebody who lives here, as they give themselves: `person_id` where they are signed in."""

    name: str
    phone: str
    person_id: int | None = None


@dataclass
class World:
    """A story that runs. Everything random comes from `chance`, everything timed from `clock`."""

    pack: packs.Pack
    settled: Settled
    chance: random.Random
    clock: clock.ManualClock
    begin: datetime
    end: datetime  # no new requests from here on
    unfinished: bool = False  # a demo: the last days leave more undone, so that every light is there to see
    cases: list[Case] = field(default_factory=list)
    residents: list[Resident] = field(default_factory=list)
    absences: list[int] = field(default_factory=list)  # ids
    wakes: Act = lambda: None
    folder: str = ""  # the pack as it was named, and the language, for messages
    lang: str = "zh"
    lived: Counter[str] = field(default_factory=Counter)  # what happened: verbs, and endings as `ending:KEY`
    pledged: Counter[str] = field(default_factory=Counter)  # what was set about because it had not happened yet
    told: Any = None  # `adjust.Told`: the adjustment of levels that it lives through
    flood: Any = None  # `emergency.Flood`
    about: Case | None = None  # whose turn it is, and who acts: for the message where the story stops
    who: Actor | None = None
    _waking: dict[datetime, None] = field(default_factory=dict)
    _queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _turn: int = 0
    _staff: dict[int, Actor | None] = field(default_factory=dict)

    @property
    def plan(self) -> packs.Story:
        """The shares of the pack's story."""
        return self.pack.story or packs.Story()

    @property
    def calendar(self) -> WorkCalendar:
        """The working calendar of the main community."""
        return procedures.calendar_for(self.settled.places[self.community.main])

    @property
    def hurried(self) -> bool:
        """Whether these are the last days of a demo."""
        return self.unfinished and self.end - self.clock() < timedelta(days=9)

    @property
    def community(self) -> packs.Community:
        """The community that the story lives in."""
        assert self.pack.community is not None
        return self.pack.community

    def next_door(self, key: str) -> bool:
        """Whether a post or place of the community file belongs to the neighbour."""
        places_ = {p.key: p for p in self.community.places}
        post = next((p for p in self.community.posts if p.key == key.removesuffix(B_SUFFIX)), None)
        at = key if post is None else post.place or self.community.body(post.body).place
        while at in places_:
            if at == self.community.neighbour:
                return True
            at = places_[at].parent or ""
        return False

    def at(self, moment: datetime, act: Act) -> None:
        """Do something at a moment, or now where that is past."""
        heapq.heappush(self._queue, (max(moment, self.clock()), self._turn, act))
        self._turn += 1

    def in_work(self, minutes: float, act: Act) -> None:
        """Do something after that many working minutes."""
        self.at(self.work_moment(clock.now(), minutes), act)

    def work_moment(self, start: datetime, minutes: float) -> datetime:
        """`minutes` of working time after `start`."""
        return self.calendar.add(start, Limit(max(1, int(minutes)), Unit.WORKING_MINUTES)).at

    def run(self, until: datetime) -> None:
        """Live until that moment."""
        while self._queue and self._queue[0][0] <= until:
            moment, _, act = heapq.heappop(self._queue)
            self.clock.set(max(moment, self.clock()))
            self.about = self.who = None
            try:
                act()
            except Stopped:
                raise
            except DomainError as error:
                raise refused(self, error) from error
        self.clock.set(max(until, self.clock()))

    def forget_staff(self) -> None:
        """Somebody went or came back."""
        self._staff.clear()

    def staff(self, post_id: int) -> Actor | None:
        """Who answers for the post now, with all posts held or covered; None where nobody does."""
        if post_id not in self._staff:
            person_id = orgs.holder_of(post_id).person_id
            self._staff[post_id] = orgs.actor_of(person_id) if person_id is not None else None
        self.who = self._staff[post_id] or self.who
        return self._staff[post_id]

    def owes(self, what: str, *, after: float = 0.5, least: int = 1) -> bool:
        """Whether something that the pack asks for has not happened `least` times when this share of the story is
        over: then it is set about, three times as often at most."""
        if self.lived[what] >= least or self.pledged[what] >= 3 * least:
            return False
        if self.clock() < self.begin + (self.end - self.begin) * after:
            return False
        self.pledged[what] += 1
        return True

    def nearest(self, kinds: list[str], place_id: int) -> int | None:
        """The nearest post of those kinds."""
        return orgs.find_post(kinds, places.ancestors(place_id))

    def posts_of(self, bodies: Iterable[str], place_id: int) -> list[int]:
        """The posts of these bodies of the community file (B left out) that handle matters of the place."""
        above, named, able = places.ancestors(place_id), set(bodies), set(self.kinds_with(Permission.REQUEST_HANDLE))
        there = [p for p in self.community.posts if p.body in named and p.kind in able]
        at = {p.key: self.settled.places[p.place or self.community.body(p.body).place] for p in there}
        return [self.settled.posts[p.key] for p in there if at[p.key] in above]

    def kinds_with(self, *permissions: Permission) -> list[str]:
        """Kinds of posts that hold all these permissions, in the pack's order."""
        return [k.key for k in self.pack.post_kinds if set(permissions) <= set(k.permissions)]

    def matter(self, case: Case) -> procedures.Matter:
        """The matter as it is now."""
        self.about = case
        matter = procedures.get(case.matter_id, SYSTEM)
        due = matter.next_tick_at
        if due is not None and due not in self._waking:  # the worker looks every few seconds; the story exactly then
            self._waking[due] = None
            self.at(due, self.wakes)
        return matter


def local(day: date, hour: float) -> datetime:
    """The moment of a day in Shanghai; `hour` may have a fraction."""
    return clock.begin_of(day) + timedelta(minutes=round(hour * 60))


def flip(chance: random.Random, share: float) -> bool:
    """True in `share` of all cases."""
    return chance.random() < share
