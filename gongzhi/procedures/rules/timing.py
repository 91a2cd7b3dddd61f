"""What happens to time: pause, resume, extension, another limit, reopening, ticks. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.core.worktime import Limit
from gongzhi.procedures.rules import clocks
from gongzhi.procedures.rules.joining import go_on
from gongzhi.procedures.rules.model import (
    BURNING,
    KINDS,
    Calendar,
    Clock,
    Decision,
    Definition,
    Effect,
    Level,
    Move,
    State,
    Status,
)
from gongzhi.procedures.rules.oversight import end_hold
from gongzhi.procedures.rules.steps import enter, levels_of, need_reason, without_offer


def pause(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    need_reason(move)
    if definition.part:
        raise NotAllowed("A part asks nobody: write to the holder of the whole.")
    paused = tuple(clocks.pause(c, now, calendar) if c.name in BURNING else c for c in state.clocks)
    return Decision(replace(state, status=Status.WAITING, clocks=paused), (Effect("paused"),))


def resume(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    step = definition.step(state.step)
    if KINDS[step.kind].status is not Status.OPEN or state.clock("window"):
        raise NotAllowed("This step ends by itself.")

    def on(clock: Clock) -> Clock:
        if clock.name not in BURNING or step.waits(clock.name):
            return clock
        levels = levels_of(definition, step, clock.name)
        return clocks.relight(clocks.resume(clock, now, calendar, levels), now, calendar, levels)

    waits = state.hold is not None and definition.supervision is not None and definition.supervision.pauses
    running = state.clocks if waits else tuple(on(c) for c in state.clocks)
    state = replace(state, status=Status.OPEN, clocks=running)
    followed = go_on(definition, state, move, now, calendar)
    return Decision(followed.state, (Effect("resumed"), *followed.effects))


def extend(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    need_reason(move)
    more, clock = move.limit, state.clock("matter") or state.clock("step")
    if more is None or more.amount < 1:
        raise Invalid("Say by how much the limit is extended.", field="amount")
    if clock is None or clock.due_at is None:
        raise NotAllowed("This matter has no limit that could be extended.")
    if len(clock.extensions) >= definition.max_extensions:
        raise NotAllowed("The limit was extended %(n)s times; more is not allowed.", n=len(clock.extensions))
    longest = definition.longest_extension
    if longest and _due(clock, (*clock.extensions, more), calendar) > _due(clock, (longest,), calendar):
        raise Invalid("Together the extensions are longer than the procedure allows.", field="amount")
    return _retimed(definition, state, now, calendar, lambda c, lv: clocks.extend(c, more, calendar, lv), "extended")


def _due(clock: Clock, extensions: tuple[Limit, ...], calendar: Calendar) -> datetime:
    due = clocks.aim(replace(clock, extensions=extensions), calendar, ()).due_at
    assert due is not None
    return due


def change_limit(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    limit = move.limit
    if limit is None or state.clock("matter") is None:
        raise NotAllowed("This matter has no limit that could be changed.")

    def changed(clock: Clock, levels: tuple[Level, ...]) -> Clock:
        return clocks.change_limit(clock, limit, calendar, levels) if clock.name == "matter" else clock

    return _retimed(definition, state, now, calendar, changed, "limit-changed")


def _retimed(
    definition: Definition,
    state: State,
    now: datetime,
    calendar: Calendar,
    change: Callable[[Clock, tuple[Level, ...]], Clock],
    effect: str,
) -> Decision:
    step = definition.step(state.step)

    def one(clock: Clock) -> Clock:
        if clock.name not in BURNING or clock.stopped:
            return clock
        levels = levels_of(definition, step, clock.name)
        return clocks.relight(change(clock, levels), now, calendar, levels)

    return Decision(replace(state, clocks=tuple(one(c) for c in state.clocks)), (Effect(effect),))


def reopen(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Back to the step that closed it, with the last holder and a new clock."""
    need_reason(move)
    if definition.part:
        raise NotAllowed("A part that has ended stays so: ask the body once more.")
    if state.closed_at and now > state.closed_at + timedelta(days=definition.reopen_days):
        raise NotAllowed("It can be reopened within %(days)s days only; please ask anew.", days=definition.reopen_days)
    key = state.closed_in or definition.steps[0].key
    old = state.clock("matter")
    fresh = tuple(c for c in state.clocks if c.name == "question")
    if old:
        levels = levels_of(definition, definition.step(key), "matter")
        fresh = (clocks.start("matter", old.limit, old.warn, now, calendar, levels), *fresh)
    state = replace(state, status=Status.OPEN, ending=None, closed_in=None, closed_at=None, clocks=fresh, returns=0)
    entered = enter(definition, state, key, move, now, calendar)
    return Decision(entered.state, (Effect("reopened"), *entered.effects))


def reaim(definition: Definition, state: State, now: datetime, calendar: Calendar) -> State:
    """The same state with the times that another calendar gives (a provisional year became official)."""
    step = definition.step(state.step)

    def one(clock: Clock) -> Clock:
        if clock.stopped or not clock.provisional:
            return clock
        levels = levels_of(definition, step, clock.name)
        return clocks.relight(clocks.aim(clock, calendar, levels), now, calendar, levels)

    return replace(state, clocks=tuple(one(c) for c in state.clocks))


def tick(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """What time alone does: lights, escalation, an offer that ran out, a window that ended."""
    before, step = state.light, definition.step(state.step)
    effects: list[Effect] = []
    ticked: list[Clock] = []
    for clock in state.clocks:
        levels = levels_of(definition, step, clock.name)
        clock, fired = clocks.tick(clock, now, calendar, levels)
        ticked.append(clock)
        for n in fired:
            level = levels[n - 1]
            data = {"clock": clock.name, "level": n, "to": level.to, "started_at": clock.started_at}
            effects.append(Effect("escalated" if level.do == "escalate" else "reminded", data))
    state = replace(state, clocks=tuple(ticked))
    if state.light is not before:
        effects.insert(0, Effect("light-changed", {"from": before.value, "light": state.light.value}))
    if state.offer and not step.sign_in and _over(state.clock("offer"), now):
        effects.append(Effect("offer-lapsed", {"post": state.offer.to_post, "to_post": state.holder_post}))
        state = without_offer(state)
    if state.hold and _over(state.hold, now):
        effects.append(Effect("hold-fell", {"post": state.hold.by_post}))
        state = end_hold(definition, state, now, calendar)
        followed = go_on(definition, state, move, now, calendar)
        state, effects = followed.state, [*effects, *followed.effects]
        step = definition.step(state.step)
    if state.hold:
        state = replace(state, clocks=tuple(_quiet(c) for c in state.clocks))
    elif not step.outcomes:  # nowhere to go: the window is forgotten rather than due for ever
        state = replace(state, clocks=tuple(c for c in state.clocks if c.name != "window"))
    elif _over(state.clock("window"), now):
        outcome = step.outcomes[0]
        entered = enter(definition, state, outcome.next, move, now, calendar)
        return Decision(entered.state, (*effects, *entered.effects))
    return Decision(state, tuple(effects))


def _quiet(window: Clock) -> Clock:
    return replace(window, next_tick_at=None) if window.name == "window" else window


def _over(clock: Clock | None, now: datetime) -> bool:
    return clock is not None and clock.due_at is not None and clock.due_at <= now
