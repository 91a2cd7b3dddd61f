"""The pure engine under random walks: whatever people and time do, the promises of the design hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.core.errors import DomainError, Forbidden, Invalid, NotAllowed
from gongzhi.core.worktime import Limit, Unit, national
from gongzhi.procedures.rules import clocks
from gongzhi.procedures.rules.model import LIVE, Effect, Light, Move, Outcome, State, Status, Step, StepKind, Verb
from gongzhi.procedures.rules.moves import decide, opening
from gongzhi.procedures.tests.definitions import DAYS, LEVELS, SIMPLE

A, B, C = 1, 2, 3
START = datetime(2026, 9, 24, 1, 0, tzinfo=UTC)  # Thursday 09:00 in Shanghai, before a long holiday
CALENDAR = national()
ALL = frozenset({"reason", "answer", "date", "target", "note"})


def opened(offer_to: int | None = None) -> State:
    return opening(
        SIMPLE,
        holder_post=A,
        holder_person=11,
        first_person=11,
        limit=None,
        offer_to=offer_to,
        now=START,
        calendar=CALENDAR,
    ).state


def act(state: State, verb: Verb, now: datetime, post: int | None = None, **fields: object) -> State:
    posts = frozenset({state.holder_post if post is None else post})
    return decide(SIMPLE, state, Move(verb, posts=posts, person=99, given=ALL, **fields), now, CALENDAR).state  # type: ignore[arg-type]


moves = st.one_of(
    st.tuples(st.just("pause")),
    st.tuples(st.just("resume")),
    st.tuples(st.just("extend"), st.integers(1, 6)),
    st.tuples(st.just("change-limit"), st.integers(1, 20), st.sampled_from([Unit.WORKING_DAYS, Unit.WORKING_HOURS])),
    st.tuples(st.just("offer"), st.sampled_from([A, B, C])),
    st.tuples(st.just("take-offer")),
    st.tuples(st.just("decline-offer")),
    st.tuples(st.just("withdraw-offer")),
    st.tuples(st.just("accept")),
    st.tuples(st.just("send-back")),
    st.tuples(st.just("reopen")),
    st.tuples(st.just("comment")),
    st.tuples(st.just("succeed"), st.sampled_from([A, B, C]), st.sampled_from([A, B, C])),
    st.tuples(st.just("choose"), st.sampled_from(["solved", "route", "show", "later", "sent", "over", "due", "none"])),
    st.tuples(st.just("tick")),
)
walks = st.lists(st.tuples(st.integers(0, 60 * 24 * 4), moves), max_size=25)


def build(state: State, move: tuple) -> Move:  # type: ignore[type-arg]
    verb = Verb(move[0])
    posts = frozenset({state.offer.to_post} if state.offer and "offer" in verb and verb != Verb.OFFER else set())
    fields: dict = {}  # type: ignore[type-arg]
    if verb is Verb.EXTEND:
        fields["limit"] = Limit(move[1], Unit.WORKING_DAYS)
    elif verb is Verb.CHANGE_LIMIT:
        fields["limit"] = Limit(move[1], move[2])
    elif verb is Verb.OFFER:
        fields["to_post"] = move[1]
    elif verb is Verb.SUCCEED:
        fields |= {"from_post": move[1], "to_post": move[2]}
    elif verb is Verb.CHOOSE:
        fields |= {"outcome": move[1], "to_post": B, "trusted": move[1] in ("over", "none")}
    return Move(verb, posts=posts | {state.holder_post}, person=5, given=ALL, **fields)


def check(state: State, now: datetime) -> None:
    assert isinstance(state.holder_post, int)  # exactly one owner, always
    if state.offer:
        assert state.offer.to_post != state.holder_post
        assert state.clock("offer") is not None
    else:
        assert state.clock("offer") is None
    names = [c.name for c in state.clocks]
    assert len(names) == len(set(names))
    for clock in state.clocks:
        if clock.name in ("matter", "step"):
            wall = CALENDAR.minutes_between(clock.started_at, clocks.minute(now))
            if not clock.stopped:
                worked, rested = clocks.worked(clock, now, CALENDAR), clocks.rested(clock, now, CALENDAR)
                assert worked + rested == wall
            assert clock.running_since is None or clock.paused_at is None
        if clock.next_tick_at is not None:
            assert clock.running_since is not None
    if state.status not in LIVE:
        assert all(c.running_since is None for c in state.clocks if c.name != "window")
        assert state.offer is None
    if state.status is Status.WAITING:
        assert all(c.running_since is None for c in state.clocks if c.name in ("matter", "step"))


@settings(max_examples=150, deadline=None)
@given(walks)
def test_one_owner_whole_clocks_and_quiet_endings_on_every_walk(walk: list) -> None:  # type: ignore[type-arg]
    state, now = opened(), START
    fired: list[tuple[datetime, str, int]] = []
    for minutes, move in walk:
        now += timedelta(minutes=minutes)
        try:
            decision = decide(SIMPLE, state, build(state, move), now, CALENDAR)
        except DomainError:
            continue
        before, state = state, decision.state
        check(state, now)
        fired += [
            (e.data["started_at"], e.data["clock"], e.data["level"]) for e in decision.effects if e.kind == "escalated"
        ]
        if move[0] == "comment":
            assert state == before
        if before.holder_post != state.holder_post:
            assert Verb(move[0]) in (Verb.TAKE_OFFER, Verb.SEND_BACK, Verb.SUCCEED)
    assert len(fired) == len(set(fired))  # a level fires once a clock


def test_a_parent_cannot_close_over_an_open_child() -> None:
    state = replace(act(opened(), Verb.ACCEPT, START), open_children=1)
    with pytest.raises(NotAllowed):
        act(state, Verb.CHOOSE, START, outcome="solved")


def test_an_offer_is_no_transfer_and_runs_out() -> None:
    state = opened(offer_to=B)
    assert state.holder_post == A
    assert state.first_person == 11
    with pytest.raises(Forbidden):
        act(state, Verb.ACCEPT, START, post=B)
    later = START + timedelta(hours=9)  # past 4 working hours
    decision = decide(SIMPLE, state, Move(Verb.TICK), later, CALENDAR)
    assert decision.state.offer is None
    assert decision.state.holder_post == A
    assert "offer-lapsed" in [e.kind for e in decision.effects]


def test_taking_an_offer_takes_the_matter_up_and_keeps_its_clock() -> None:
    state = opened(offer_to=B)
    taken = act(state, Verb.TAKE_OFFER, START + timedelta(hours=1), post=B)
    assert (taken.holder_post, taken.step, taken.previous_post) == (B, "handle", A)
    assert taken.clock("matter") == state.clock("matter")


def test_a_dispatch_moves_on_only_when_it_is_taken() -> None:
    state = act(act(opened(), Verb.ACCEPT, START), Verb.CHOOSE, START, outcome="route")
    offered = act(state, Verb.CHOOSE, START, outcome="sent", to_post=C)
    assert (offered.step, offered.holder_post) == ("route", A)
    taken = act(offered, Verb.TAKE_OFFER, START, post=C)
    assert (taken.step, taken.holder_post) == ("handle", C)
    back = act(taken, Verb.SEND_BACK, START)
    assert (back.step, back.holder_post, back.returns) == ("route", A, 1)


def test_returns_are_counted_and_end() -> None:
    state = opened()
    for n in (1, 2):
        state = act(act(state, Verb.OFFER, START, to_post=B), Verb.DECLINE_OFFER, START, post=B)
        assert state.returns == n
    state = act(state, Verb.OFFER, START, to_post=B)
    with pytest.raises(NotAllowed):
        act(state, Verb.DECLINE_OFFER, START, post=B)


def test_pause_moves_the_due_date_and_the_light_waits() -> None:
    state = act(opened(), Verb.ACCEPT, START)
    before = state.clock("matter")
    assert before is not None
    paused = act(state, Verb.PAUSE, START + timedelta(hours=1))
    assert paused.status is Status.WAITING
    late = START + timedelta(days=30)
    assert decide(SIMPLE, paused, Move(Verb.TICK), late, CALENDAR).state.light is Light.GREEN
    resumed = act(paused, Verb.RESUME, START + timedelta(days=1))  # a whole working day later, at 09:00
    after = resumed.clock("matter")
    assert after is not None
    assert after.due_at is not None
    assert before.due_at is not None
    # one hour of Thursday was worked; Thursday's other six hours were paused
    assert CALENDAR.minutes_between(before.due_at, after.due_at) == 6 * 60


def test_lights_and_levels_come_in_order_even_when_the_worker_slept() -> None:
    state = act(opened(), Verb.ACCEPT, START)
    clock = state.clock("matter")
    assert clock is not None
    assert clock.warn_at is not None
    assert clock.due_at is not None
    yellow = decide(SIMPLE, state, Move(Verb.TICK), clock.warn_at, CALENDAR)
    assert yellow.state.light is Light.YELLOW
    late = clock.due_at + timedelta(days=5)
    red = decide(SIMPLE, yellow.state, Move(Verb.TICK), late, CALENDAR)
    assert red.state.light is Light.RED
    assert [e.data["level"] for e in red.effects if e.kind == "escalated"] == [1, 2]
    again = decide(SIMPLE, red.state, Move(Verb.TICK), late + timedelta(days=9), CALENDAR)
    assert again.effects == ()
    assert again.state.clock("matter").next_tick_at is None  # type: ignore[union-attr]


def test_a_step_that_pauses_lets_the_promise_wait_and_runs_on_its_own_limit() -> None:
    steps = (
        Step("mend", "整改", StepKind.TASK, outcomes=(Outcome("object", "异议", "judge"),)),
        Step(
            "judge", "复核", StepKind.TASK, limit=Limit(3, Unit.WORKING_DAYS), pauses=True,
            outcomes=(Outcome("stands", "继续", "mend"),),
        ),
    )  # fmt: skip
    definition = replace(SIMPLE, steps=steps)
    holder = Move(Verb.CHOOSE, posts=frozenset({A}), given=ALL)
    begun = opening(definition, holder_post=A, holder_person=1, first_person=1, limit=None, offer_to=None, now=START,
                    calendar=CALENDAR).state  # fmt: skip
    objected_at = START + timedelta(hours=2)
    judged = decide(definition, begun, replace(holder, outcome="object"), objected_at, CALENDAR).state
    promise, own = judged.clock("matter"), judged.clock("step")
    assert promise is not None
    assert own is not None
    assert (promise.paused_at, promise.next_tick_at) == (objected_at, None)
    assert own.next_tick_at is not None
    for verb in (Verb.PAUSE, Verb.RESUME):  # a question to somebody and its answer do not start the promise
        judged = decide(definition, judged, Move(verb, posts=frozenset({A}), given=ALL), objected_at, CALENDAR).state
    assert judged.clock("matter") == promise
    late = decide(definition, judged, Move(Verb.TICK), own.due_at, CALENDAR)  # type: ignore[arg-type]
    assert [e.data["clock"] for e in late.effects if e.kind == "escalated"] == ["step"]
    assert late.state.clock("matter").light is Light.GREEN  # type: ignore[union-attr]
    back_at = objected_at + timedelta(hours=5)
    back = decide(definition, judged, replace(holder, outcome="stands"), back_at, CALENDAR).state
    after, before = back.clock("matter"), begun.clock("matter")
    assert after is not None
    assert before is not None
    moved = CALENDAR.minutes_between(before.due_at, after.due_at)  # type: ignore[arg-type]
    assert moved == CALENDAR.minutes_between(objected_at, back_at)
    assert back.clock("step") is None


def test_a_change_of_category_keeps_what_elapsed() -> None:
    state = act(opened(), Verb.ACCEPT, START)
    now = START + timedelta(hours=2)
    changed = act(state, Verb.CHANGE_LIMIT, now, limit=Limit(1, Unit.WORKING_HOURS))
    assert changed.light is Light.RED  # two hours are gone already
    clock = changed.clock("matter")
    assert clock is not None
    assert clocks.worked(clock, now, CALENDAR) == 120


def test_a_reopened_matter_goes_back_with_a_new_clock() -> None:
    state = act(act(opened(), Verb.ACCEPT, START), Verb.CHOOSE, START, outcome="solved")
    assert (state.status, state.step, state.ending) == (Status.CLOSED, "rate", "solved")
    later = START + timedelta(days=12)
    reopened = act(state, Verb.REOPEN, later)
    clock = reopened.clock("matter")
    assert (reopened.status, reopened.step, reopened.holder_post, reopened.ending) == (Status.OPEN, "handle", A, None)
    assert clock is not None
    assert clock.started_at == later
    with pytest.raises(NotAllowed):
        act(state, Verb.REOPEN, START + timedelta(days=16))


def test_a_rating_window_that_ends_archives() -> None:
    state = act(act(opened(), Verb.ACCEPT, START), Verb.CHOOSE, START, outcome="solved")
    decision = decide(SIMPLE, state, Move(Verb.TICK), START + timedelta(days=15, minutes=1), CALENDAR)
    assert decision.state.status is Status.ARCHIVED
    assert Effect("archive", {"step": "archive", "board": None, "days": None}) in decision.effects


def test_a_publication_stops_the_promise_and_comes_back() -> None:
    state = act(act(opened(), Verb.ACCEPT, START), Verb.CHOOSE, START, outcome="show")
    assert state.status is Status.OPEN  # nobody has put it up yet: it is somebody's work, and the clock runs
    with pytest.raises(NotAllowed):
        act(state, Verb.CHOOSE, START, outcome="over")
    with pytest.raises(Forbidden):
        act(state, Verb.POST, START)
    later = START + timedelta(days=3)
    early = decide(SIMPLE, state, Move(Verb.TICK), START + timedelta(days=7, minutes=1), CALENDAR).state
    assert early.step == "show"
    state = act(state, Verb.POST, later, trusted=True)
    assert state.status is Status.WAITING
    for verb in (Verb.RESUME, Verb.POST, Verb.LEAVE_OUT):
        with pytest.raises(NotAllowed):
            act(state, verb, later, trusted=True)
    stands = decide(SIMPLE, state, Move(Verb.TICK), later + timedelta(days=6, hours=23), CALENDAR).state
    assert stands.step == "show"
    back = decide(SIMPLE, state, Move(Verb.TICK), later + timedelta(days=7, minutes=1), CALENDAR).state
    assert (back.status, back.step) == (Status.OPEN, "handle")
    assert back.clock("matter").running_since is not None  # type: ignore[union-attr]


def test_what_may_not_be_published_goes_on_with_a_reason() -> None:
    state = act(act(opened(), Verb.ACCEPT, START), Verb.CHOOSE, START, outcome="show")
    with pytest.raises(Invalid):
        decide(SIMPLE, state, Move(Verb.LEAVE_OUT, trusted=True), START, CALENDAR)
    on = act(state, Verb.LEAVE_OUT, START, trusted=True)
    assert (on.status, on.step) == (Status.OPEN, "handle")
    with pytest.raises(NotAllowed):
        act(on, Verb.POST, START, trusted=True)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 20), st.integers(1, 40))
def test_a_pause_takes_no_working_minute_from_the_limit(before: int, pause: int, hours: int) -> None:
    clock = clocks.start("matter", Limit(hours, Unit.WORKING_HOURS), 0.75, START, CALENDAR, LEVELS)
    paused_at = START + timedelta(minutes=before)
    paused = clocks.pause(clock, paused_at, CALENDAR)
    resumed = clocks.resume(paused, paused_at + timedelta(minutes=pause), CALENDAR, LEVELS)
    assert resumed.due_at is not None
    total = CALENDAR.minutes_between(START, resumed.due_at)
    assert total == hours * 60 + resumed.paused


def test_extensions_are_limited() -> None:
    state = act(opened(), Verb.ACCEPT, START)
    with pytest.raises(DomainError):
        act(state, Verb.EXTEND, START, limit=Limit(6, Unit.WORKING_DAYS))
    extended = act(state, Verb.EXTEND, START, limit=DAYS)
    with pytest.raises(NotAllowed):
        act(extended, Verb.EXTEND, START, limit=Limit(1, Unit.WORKING_DAYS))
