"""What supervisors may do: question the holder (质询), hold the step (暂缓) until the next level decides. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gongzhi.core import clock as wall
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.core.worktime import Limit, Unit
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
    Move,
    State,
    Status,
    Supervision,
    Verb,
)
from gongzhi.procedures.rules.steps import enter, levels_of, need_reason, without_offer

THROUGH_HOLD = (Verb.COMMENT, Verb.QUESTION, Verb.REPLY, Verb.DECIDE, Verb.PART_ENDED, Verb.SUCCEED, Verb.TICK)


def refuse_while_held(state: State, move: Move) -> None:
    """Nothing moves on while the supervisors hold it; the resident's answer (vouched for) still comes in."""
    hold = state.hold
    if hold is None or move.verb in THROUGH_HOLD or (move.verb is Verb.RESUME and move.trusted):
        return
    refuse_held(hold)


def refuse_held(hold: Clock) -> None:
    """Say until when it is held and what is possible. Raises NotAllowed."""
    until = wall.local(hold.due_at).strftime("%Y-%m-%d %H:%M") if hold.due_at else ""
    raise NotAllowed(
        "The supervisors hold this matter until %(until)s at the latest. Until then it can only be commented on, "
        "their questions answered, and the hold decided by the next level.",
        until=until,
    )


def _supervision(definition: Definition) -> Supervision:
    if definition.supervision is None:
        raise NotAllowed("This procedure names no supervisors.")
    return definition.supervision


def question(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Ask the holder, who answers within the limit; one question at a time."""
    named = _supervision(definition)
    need_reason(move)
    if state.clock("question"):
        raise NotAllowed("A question of the supervisors is open already; it is answered first.")
    levels = levels_of(definition, definition.step(state.step), "question")
    clock = clocks.start("question", named.answer, definition.warn, now, calendar, levels)
    state = replace(state, clocks=(*state.clocks, replace(clock, by_post=move.from_post)))
    return Decision(state, (Effect("questioned", {"post": state.holder_post, "until": clock.due_at}),))


def reply(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The holder answers the open question."""
    asked = state.clock("question")
    if asked is None:
        raise NotAllowed("No question of the supervisors is open.")
    if "answer" not in move.given:
        raise Invalid("Write the answer.", field="answer")
    state = replace(state, clocks=tuple(c for c in state.clocks if c.name != "question"))
    return Decision(state, (Effect("replied", {"post": asked.by_post}),))


def hold(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Stop the step for some days. Once in a step: who let it go on is not asked again."""
    named = _supervision(definition)
    if not named.hold_days:
        raise NotAllowed("The supervisors of this procedure ask questions; they cannot hold a matter.")
    need_reason(move)
    if state.clock("hold"):
        raise NotAllowed("This step was held already; a step is held once.")
    days = move.days or named.hold_days
    if not 1 <= days <= named.hold_days:
        raise Invalid("A hold lasts at least one day and at most %(n)s.", field="days", n=named.hold_days)
    kept = tuple(_held(c, named, now, calendar) for c in state.clocks)
    clock = clocks.start("hold", Limit(days, Unit.CALENDAR_DAYS), None, now, calendar)
    state = replace(state, clocks=(*kept, replace(clock, by_post=move.from_post)))
    return Decision(state, (Effect("held", {"to": named.decides, "until": clock.due_at}),))


def _held(clock: Clock, named: Supervision, now: datetime, calendar: Calendar) -> Clock:
    if clock.name == "window":  # it runs out meanwhile, but nothing follows before the hold is over
        return replace(clock, next_tick_at=None)
    return clocks.pause(clock, now, calendar) if named.pauses and clock.name in BURNING else clock


def decide_hold(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The next level lets it go on, or sends it back to `to_step`."""
    held = state.hold
    if held is None:
        raise NotAllowed("Nobody holds this matter.")
    need_reason(move)
    if move.to_step is not None and move.to_step not in steps_back(definition, state):
        raise Invalid("Choose one of the steps so far.", field="to_step")
    word = "send-back" if move.to_step else "go-on"
    ended = Effect("hold-ended", {"post": held.by_post, "decision": word})
    state = end_hold(definition, state, now, calendar)
    if move.to_step is None:
        followed = go_on(definition, state, move, now, calendar)
    else:
        followed = enter(definition, without_offer(state), move.to_step, move, now, calendar)
    return Decision(followed.state, (ended, *followed.effects))


def steps_back(definition: Definition, state: State) -> list[str]:
    """The steps to which a held matter may be sent back: those up to the present one in which people work."""
    keys = [s.key for s in definition.steps]
    so_far = definition.steps[: keys.index(state.step) + 1]
    return [s.key for s in so_far if KINDS[s.kind].status is Status.OPEN and not KINDS[s.kind].timed]


def end_hold(definition: Definition, state: State, now: datetime, calendar: Calendar) -> State:
    """Not held any more: what waited runs on."""
    step = definition.step(state.step)

    def one(clock: Clock) -> Clock:
        if clock.name == "hold":
            return clocks.stop(clock, now, calendar)
        if clock.name == "window":
            return replace(clock, next_tick_at=clock.due_at)
        if clock.name not in BURNING or state.status is not Status.OPEN or step.waits(clock.name):
            return clock
        levels = levels_of(definition, step, clock.name)
        return clocks.relight(clocks.resume(clock, now, calendar, levels), now, calendar, levels)

    return replace(state, clocks=tuple(one(c) for c in state.clocks))
