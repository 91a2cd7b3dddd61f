"""Joins and supervision in the pure engine: a whole with its parts under random walks, and each rule by itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.core.errors import DomainError, Forbidden, Invalid, NotAllowed
from gongzhi.core.worktime import national
from gongzhi.procedures.rules import clocks
from gongzhi.procedures.rules.model import LIVE, Definition, Light, Move, State, Status, Verb
from gongzhi.procedures.rules.moves import decide, opening
from gongzhi.procedures.tests.definitions import PART, TOGETHER

HOLDER, OTHER, WATER, POWER, ROADS, COUNCIL, STREET = range(1, 8)
START = datetime(2026, 9, 24, 1, 0, tzinfo=UTC)  # Thursday 09:00 in Shanghai
CALENDAR = national()
ALL = frozenset({"reason", "answer"})


@dataclass
class Whole:
    """What `actions` do around the pure engine: count the open parts, tell the whole, let parts follow the holder."""

    definition: Definition = TOGETHER
    now: datetime = START
    parts: list[State] = field(default_factory=list)
    fired: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = self.open(self.definition, HOLDER, None)

    def open(self, definition: Definition, holder: int, offer_to: int | None) -> State:
        return opening(
            definition, holder_post=holder, holder_person=None, first_person=None, limit=None, offer_to=offer_to,
            now=self.now, calendar=CALENDAR,
        ).state  # fmt: skip

    def do(self, verb: Verb, post: int | None = None, given: frozenset[str] = ALL, **fields: Any) -> None:
        move = Move(verb, frozenset({post or self.state.holder_post}), given=given, **fields)
        before = self.state
        decision = decide(self.definition, before, move, self.now, CALENDAR)
        self.state = decision.state
        self.note("whole", decision.effects)
        for to_post in move.to_posts:
            self.parts.append(self.open(PART, self.state.holder_post, to_post))
            self.state = replace(self.state, open_children=self.state.open_children + 1)
        if before.holder_post != self.state.holder_post:
            for n, part in enumerate(self.parts):
                if part.status in LIVE:
                    self.part(n, Verb.SUCCEED, from_post=before.holder_post, to_post=self.state.holder_post)

    def part(self, n: int, verb: Verb, post: int | None = None, **fields: Any) -> None:
        before = self.parts[n]
        move = Move(verb, frozenset({post or before.holder_post}), given=ALL, **fields)
        decision = decide(PART, before, move, self.now, CALENDAR)
        self.parts[n] = decision.state
        self.note(n, decision.effects)
        if before.status in LIVE and decision.state.status not in LIVE:
            self.state = replace(self.state, open_children=self.state.open_children - 1)
            given = frozenset({"answer"} if decision.state.ending == "answered" else set())
            self.do(Verb.PART_ENDED, given=given, trusted=True)

    def note(self, which: object, effects: Any) -> None:
        for e in effects:
            if e.kind == "escalated":
                self.fired.append((which, e.data["clock"], e.data["started_at"], e.data["level"]))
            if e.kind == "hold-fell":
                self.fired.append((which, "hold-fell", self.now))

    def tick(self) -> None:
        self.do(Verb.TICK)
        for n in range(len(self.parts)):
            self.part(n, Verb.TICK)

    def check(self) -> None:
        live = [p for p in self.parts if p.status in LIVE]
        assert self.state.open_children == len(live)
        if live:
            assert self.state.status in LIVE  # never closed over an open part
            assert self.state.step == "whistle"  # nor left the join
        for state in (self.state, *self.parts):
            assert isinstance(state.holder_post, int)
            assert (state.offer is None) == (state.clock("offer") is None)
            names = [c.name for c in state.clocks]
            assert len(names) == len(set(names))
            assert all(c.next_tick_at is None or c.running_since is not None for c in state.clocks)
        for part in live:
            if part.step == "sign-in":  # the holder of the whole answers for what nobody signed in to
                assert part.holder_post == self.state.holder_post
        if self.state.hold:
            window = self.state.clock("window")
            assert window is None or window.next_tick_at is None
        assert len(self.fired) == len(set(self.fired))


BODIES = st.sampled_from([WATER, POWER, ROADS])
N = st.integers(0, 5)
steps = st.one_of(
    st.tuples(st.just("choose"), st.sampled_from(["whistle", "solved", "all", "alone", "again", "show"])),
    st.tuples(st.just("choose"), st.sampled_from(["whistle", "again"])),
    st.tuples(st.just("join"), st.lists(BODIES, max_size=3)),
    st.tuples(st.sampled_from(["sign", "refuse", "back", "answer", "answer", "drop", "retract", "own"]), N),
    st.tuples(st.just("other"), N, BODIES),
    st.tuples(st.sampled_from(["question", "reply", "hold", "go-on", "send-back", "tick", "move", "take", "pause"])),
    st.tuples(st.sampled_from(["resume", "resident"])),
)


def play(whole: Whole, move: tuple[Any, ...]) -> None:
    verb, *rest = move
    n = rest[0] if rest else 0
    post = {
        "choose": lambda: whole.do(Verb.CHOOSE, outcome=n),
        "join": lambda: whole.do(Verb.JOIN, to_posts=tuple(n)),
        "question": lambda: whole.do(Verb.QUESTION, COUNCIL, trusted=True, from_post=COUNCIL),
        "reply": lambda: whole.do(Verb.REPLY),
        "hold": lambda: whole.do(Verb.HOLD, COUNCIL, trusted=True, from_post=COUNCIL),
        "go-on": lambda: whole.do(Verb.DECIDE, STREET, trusted=True),
        "send-back": lambda: whole.do(Verb.DECIDE, STREET, trusted=True, to_step="handle"),
        "tick": whole.tick,
        "move": lambda: whole.do(Verb.OFFER, to_post=OTHER if whole.state.holder_post == HOLDER else HOLDER),
        "take": lambda: whole.do(Verb.TAKE_OFFER, whole.state.offer.to_post if whole.state.offer else None),
        "pause": lambda: whole.do(Verb.PAUSE),
        "resume": lambda: whole.do(Verb.RESUME),
        "resident": lambda: whole.do(Verb.RESUME, trusted=True),
    }
    if verb in post:
        post[verb]()
        return
    if not whole.parts:
        return
    n %= len(whole.parts)
    part = whole.parts[n]
    offered = part.offer.to_post if part.offer else None
    of_part = {
        "sign": lambda: whole.part(n, Verb.TAKE_OFFER, offered),
        "refuse": lambda: whole.part(n, Verb.DECLINE_OFFER, offered),
        "back": lambda: whole.part(n, Verb.SEND_BACK),
        "answer": lambda: whole.part(n, Verb.CHOOSE, outcome="answered"),
        "drop": lambda: whole.part(n, Verb.DROP, trusted=True),
        "retract": lambda: whole.part(n, Verb.WITHDRAW_OFFER),
        "own": lambda: whole.part(n, Verb.ACCEPT),
        "other": lambda: whole.part(n, Verb.OFFER, to_post=rest[1]),
    }
    of_part[verb]()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60 * 24 * 2), steps), max_size=30))
def test_one_owner_each_and_no_whole_closes_over_its_parts(walk: list[tuple[int, tuple[Any, ...]]]) -> None:
    whole = Whole()
    for minutes, move in walk:
        whole.now += timedelta(minutes=minutes)
        before = whole.state, list(whole.parts)
        try:
            play(whole, move)
        except DomainError:
            whole.state, whole.parts = before[0], list(before[1])  # the transaction is rolled back
        whole.check()


def joined(*bodies: int) -> Whole:
    whole = Whole()
    whole.do(Verb.CHOOSE, outcome="whistle")
    whole.do(Verb.JOIN, to_posts=bodies)
    return whole


def test_the_whole_goes_on_when_all_have_answered() -> None:
    whole = joined(WATER, POWER)
    promise = whole.state.clock("matter")
    for n, body in enumerate((WATER, POWER)):
        with pytest.raises(NotAllowed):
            whole.do(Verb.CHOOSE, outcome="alone")
        whole.part(n, Verb.TAKE_OFFER, body)
        assert (whole.parts[n].step, whole.parts[n].holder_post) == ("answer", body)
        whole.part(n, Verb.CHOOSE, outcome="answered")
    assert (whole.state.step, whole.state.holder_post) == ("check", HOLDER)
    assert whole.state.clock("matter") == promise  # which ran on


def test_a_refusal_comes_back_to_the_holder_who_asks_another_or_drops_it() -> None:
    whole = joined(WATER, POWER)
    whole.part(0, Verb.DECLINE_OFFER, WATER)
    assert (whole.parts[0].holder_post, whole.parts[0].offer) == (HOLDER, None)
    whole.part(0, Verb.OFFER, to_post=ROADS)
    whole.part(0, Verb.TAKE_OFFER, ROADS)
    whole.part(0, Verb.SEND_BACK)  # after the sign-in, too
    assert (whole.parts[0].holder_post, whole.parts[0].step) == (HOLDER, "sign-in")
    with pytest.raises(Forbidden):
        whole.part(0, Verb.DROP)  # the action finds out who may
    whole.part(0, Verb.DROP, trusted=True)
    whole.part(1, Verb.TAKE_OFFER, POWER)
    whole.part(1, Verb.CHOOSE, outcome="answered")
    assert (whole.state.step, whole.state.answered) == ("whistle", 1)  # two answers were wanted
    with pytest.raises(NotAllowed):
        whole.do(Verb.CHOOSE, outcome="all")
    whole.do(Verb.CHOOSE, outcome="alone")
    assert whole.state.step == "handle"


def test_a_late_sign_in_is_escalated_and_stays_possible() -> None:
    whole = joined(WATER)
    whole.now += timedelta(days=14)
    whole.tick()
    assert whole.parts[0].light is Light.RED
    assert [f[1] for f in whole.fired if f[0] == 0] == ["offer", "offer"]
    whole.part(0, Verb.TAKE_OFFER, WATER)
    assert whole.parts[0].light is Light.GREEN


@pytest.mark.parametrize("asked", [(), (WATER, WATER), (HOLDER,), tuple(range(100, 121))])
def test_whom_a_join_cannot_ask(asked: tuple[int, ...]) -> None:
    whole = joined(WATER)
    with pytest.raises(Invalid):
        whole.do(Verb.JOIN, to_posts=asked)


def test_a_part_is_not_reopened_and_asks_no_resident() -> None:
    whole = joined(WATER)
    with pytest.raises(NotAllowed):
        whole.part(0, Verb.PAUSE)
    whole.part(0, Verb.DROP, trusted=True)
    with pytest.raises(NotAllowed):
        whole.part(0, Verb.REOPEN)


def test_a_question_is_answered_before_the_end() -> None:
    whole = Whole()
    with pytest.raises(Forbidden):
        whole.do(Verb.QUESTION, OTHER)
    whole.do(Verb.QUESTION, COUNCIL, trusted=True, from_post=COUNCIL)
    with pytest.raises(NotAllowed):
        whole.do(Verb.QUESTION, COUNCIL, trusted=True, from_post=COUNCIL)
    with pytest.raises(NotAllowed):
        whole.do(Verb.CHOOSE, outcome="solved")
    whole.now += timedelta(days=20)
    whole.tick()
    assert ("whole", "question") in [f[:2] for f in whole.fired]
    whole.do(Verb.REPLY)
    whole.do(Verb.CHOOSE, outcome="solved")
    assert whole.state.status is Status.CLOSED


def test_a_held_matter_waits_for_the_decision_or_the_day() -> None:
    whole = Whole()
    whole.do(Verb.HOLD, COUNCIL, trusted=True, from_post=COUNCIL, days=3)
    promise = whole.state.clock("matter")
    for verb, fields in ((Verb.CHOOSE, {"outcome": "whistle"}), (Verb.PAUSE, {}), (Verb.OFFER, {"to_post": OTHER})):
        with pytest.raises(NotAllowed, match="hold"):
            whole.do(verb, **fields)
    whole.do(Verb.COMMENT)
    assert whole.state.clock("matter") == promise
    whole.now += timedelta(days=3)
    whole.tick()
    assert whole.state.hold is None
    assert [f[1] for f in whole.fired].count("hold-fell") == 1
    whole.tick()
    assert [f[1] for f in whole.fired].count("hold-fell") == 1
    with pytest.raises(NotAllowed):  # once in a step
        whole.do(Verb.HOLD, COUNCIL, trusted=True, from_post=COUNCIL)


def test_a_hold_may_stop_the_promise_and_the_decision_may_send_back() -> None:
    assert TOGETHER.supervision is not None
    whole = Whole(replace(TOGETHER, supervision=replace(TOGETHER.supervision, pauses=True)))
    whole.do(Verb.CHOOSE, outcome="whistle")
    whole.do(Verb.HOLD, COUNCIL, trusted=True, from_post=COUNCIL)
    promise = whole.state.clock("matter")
    assert promise is not None
    assert promise.running_since is None
    whole.now += timedelta(hours=5)
    with pytest.raises(Invalid):
        whole.do(Verb.DECIDE, STREET, trusted=True, to_step="rate")
    whole.do(Verb.DECIDE, STREET, trusted=True, to_step="handle")
    assert (whole.state.step, whole.state.hold) == ("handle", None)
    promise = whole.state.clock("matter")
    assert promise is not None
    assert clocks.rested(promise, whole.now, CALENDAR) == 240  # 09:00 to 14:00, with an hour and more at noon
    whole.do(Verb.HOLD, COUNCIL, trusted=True, from_post=COUNCIL)  # the step was begun anew


def test_the_last_answer_waits_for_the_end_of_a_hold() -> None:
    whole = joined(WATER, POWER)
    for n, body in enumerate((WATER, POWER)):
        whole.part(n, Verb.TAKE_OFFER, body)
    whole.do(Verb.HOLD, COUNCIL, trusted=True, from_post=COUNCIL)
    for n in (0, 1):
        whole.part(n, Verb.CHOOSE, outcome="answered")
    assert whole.state.step == "whistle"
    whole.do(Verb.DECIDE, STREET, trusted=True)
    assert whole.state.step == "check"


def test_a_period_that_ends_during_a_hold_waits_too() -> None:
    whole = joined(WATER, POWER)
    for n, body in enumerate((WATER, POWER)):
        whole.part(n, Verb.TAKE_OFFER, body)
        whole.part(n, Verb.CHOOSE, outcome="answered")
    whole.do(Verb.CHOOSE, outcome="show")
    whole.do(Verb.POST, trusted=True)
    whole.now += timedelta(days=6)
    whole.do(Verb.HOLD, COUNCIL, trusted=True, from_post=COUNCIL)
    whole.now += timedelta(days=3)
    whole.tick()
    assert whole.state.step == "show"
    whole.now += timedelta(days=3)
    whole.tick()
    assert whole.state.step == "check"
