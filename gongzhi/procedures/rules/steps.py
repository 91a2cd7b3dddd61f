"""Entering and leaving steps: status, clocks, effects. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.core.worktime import Limit, Unit
from gongzhi.procedures.rules import clocks
from gongzhi.procedures.rules.model import (
    END,
    HOLDER,
    KINDS,
    LIVE,
    RESIDENT,
    SYSTEM,
    Calendar,
    Clock,
    Decision,
    Definition,
    Effect,
    KindRule,
    Level,
    Move,
    Offer,
    State,
    Status,
    Step,
    StepKind,
)

NOBODY_ELSE = (HOLDER, RESIDENT, SYSTEM)


def levels_of(definition: Definition, step: Step, clock: str) -> tuple[Level, ...]:
    """The escalation of a clock: a step without a clock of its own runs on the matter's and brings its levels."""
    if clock == "question":
        return definition.on_breach
    if clock == "step" or step.limit is None:
        return step.on_breach or definition.on_breach
    return definition.on_breach


def enter(definition: Definition, state: State, key: str, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Stand in the step `key` (or at the end): status, clocks, effects, and an offer where the step is another's."""
    step = definition.step(key) if key != END else None
    kind = KINDS[step.kind] if step else None
    status = kind.status if kind else Status.CLOSED
    if state.ending and status is not Status.ARCHIVED:
        status = Status.CLOSED
    if status not in LIVE and state.open_children:
        raise NotAllowed("%(n)s parts of this matter are still open.", n=state.open_children)
    if state.open_children and key != state.step and definition.step(state.step).kind is StepKind.JOIN:
        raise NotAllowed("%(n)s parts of this matter are still open.", n=state.open_children)
    closing = status not in LIVE and state.status in LIVE
    if closing:
        state = replace(state, closed_in=state.step, closed_at=now, offer=None)
    state = replace(state, step=step.key if step else state.step, status=status, answered=0)
    state = replace(state, clocks=_clocks_in(definition, state, step, move, now, calendar))
    effects = [Effect("step-entered", {"step": state.step, "kind": step.kind.value if step else END})]
    if closing:
        effects.append(Effect("closed", {"ending": state.ending}))
    if step and kind and kind.effect:
        effects.append(Effect(kind.effect, {"step": step.key, "board": step.board, "days": step.days}))
    to_post = move.routes.get(step.by) if step and step.by not in NOBODY_ELSE else None
    if to_post is not None and to_post != state.holder_post and status is Status.OPEN:
        offered = offered_to(definition, state, to_post, None, now, calendar)
        return Decision(offered.state, (*effects, *offered.effects))
    return Decision(state, tuple(effects))


def _clocks_in(
    definition: Definition, state: State, step: Step | None, move: Move, now: datetime, calendar: Calendar
) -> tuple[Clock, ...]:
    kept: list[Clock] = []
    for clock in state.clocks:
        if clock.name in ("step", "window", "hold") or (clock.name == "offer" and state.offer is None):
            continue
        if clock.name == "matter":
            clock = _matter_clock(definition, state, step, clock, now, calendar)
        kept.append(clock)
    if step and state.status is Status.OPEN and step.limit:
        kept.append(clocks.start("step", step.limit, step.warn, now, calendar, levels_of(definition, step, "step")))
    if step and _begins(KINDS[step.kind]) and (step.days or step.limit or move.until):
        window = clocks.start("window", _window(step), None, now, calendar)
        if move.until and step.kind is StepKind.WAIT:  # a planned day
            window = replace(window, due_at=move.until, next_tick_at=move.until)
        kept.append(window)
    return tuple(kept)


def _begins(kind: KindRule) -> bool:
    """Whether the window of the step begins as the matter enters it."""
    return kind.timed and kind.posted is None


def _window(step: Step) -> Limit:
    return Limit(step.days, Unit.CALENDAR_DAYS) if step.days else (step.limit or Limit(0, Unit.CALENDAR_DAYS))


def _matter_clock(
    definition: Definition, state: State, step: Step | None, clock: Clock, now: datetime, calendar: Calendar
) -> Clock:
    if step is None or state.status in (Status.CLOSED, Status.ARCHIVED):
        return clocks.stop(clock, now, calendar)
    if state.status is Status.WAITING or step.waits(clock.name):
        return clocks.pause(clock, now, calendar)
    levels = levels_of(definition, step, "matter")
    clock = clocks.resume(clock, now, calendar, levels)
    return clocks.relight(clock, now, calendar, levels)


def choose(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    step = definition.step(state.step)
    kind = KINDS[step.kind]
    if kind.timed and not move.trusted and step.kind is not StepKind.WAIT:
        raise NotAllowed("This step ends by itself.")
    if kind.decided:
        raise NotAllowed("A meeting decides this step: hold it, its vote takes the matter on.")
    outcome = step.outcome(move.outcome or "")
    if outcome is None:
        raise Invalid("Choose one of the outcomes of this step.", field="outcome")
    ending = move.ending or (outcome.endings[0] if len(outcome.endings) == 1 else None)
    if outcome.endings and ending not in outcome.endings:
        raise Invalid("Say how the matter ends.", field="ending")
    for need in (*outcome.needs, *(definition.ending_needs.get(ending or "", ()))):
        if need not in move.given:
            raise Invalid("This field is needed for this outcome.", field=need)
    if outcome.endings and state.clock("question"):
        raise NotAllowed("A question of the supervisors is open: answer it first.")
    if step.join and outcome is step.outcomes[0] and state.answered < step.join.at_least:
        raise NotAllowed(
            "%(n)s answered so far, %(least)s are needed: ask more bodies, or choose another outcome.",
            n=state.answered,
            least=step.join.at_least,
        )
    if kind.names_next and move.to_post is not None and move.to_post != state.holder_post:
        return offered_to(definition, state, move.to_post, outcome.key, now, calendar)
    if state.offer is not None:
        state = without_offer(state)
    if outcome.endings:
        state = replace(state, ending=ending)
    return enter(definition, state, outcome.next, move, now, calendar)


def conclude(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The meeting of the step has voted: on by the outcome that its verdict takes."""
    step = definition.step(state.step)
    if not KINDS[step.kind].decided:
        raise NotAllowed("In this step no meeting decides.")
    outcome = step.outcome(move.outcome or "")
    if outcome is None:
        raise Invalid("Choose one of the outcomes of this step.", field="outcome")
    if outcome.endings:
        if state.clock("question"):
            raise NotAllowed("A question of the supervisors is open: answer it first.")
        state = replace(state, ending=outcome.endings[0])
    return enter(definition, without_offer(state), outcome.next, move, now, calendar)


def offered_to(
    definition: Definition, state: State, to_post: int, outcome: str | None, now: datetime, calendar: Calendar
) -> Decision:
    """An offer is no transfer: the holder stays responsible; a new offer replaces an open one."""
    state = without_offer(state)
    step = definition.step(state.step)
    if step.sign_in:
        clock = clocks.start("offer", step.sign_in, step.warn, now, calendar, levels_of(definition, step, "offer"))
    else:
        clock = clocks.start("offer", definition.offer_limit, None, now, calendar)
    offer = Offer(to_post, state.holder_post, now, outcome)
    return Decision(
        replace(state, offer=offer, clocks=(*state.clocks, clock)),
        (Effect("offered", {"to_post": to_post, "until": clock.due_at}),),
    )


def without_offer(state: State) -> State:
    return replace(state, offer=None, clocks=tuple(c for c in state.clocks if c.name != "offer"))


def post(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """It stands on the board from now on: the promise waits, the window of the step begins."""
    step = _unposted(definition, state)
    state = without_offer(state)
    status = KINDS[step.kind].posted if state.status is Status.OPEN else state.status
    assert status is not None
    state = replace(state, status=status)
    kept = (_matter_clock(definition, state, step, c, now, calendar) if c.name == "matter" else c for c in state.clocks)
    window = clocks.start("window", _window(step), None, now, calendar)
    state = replace(state, clocks=(*(c for c in kept if c.name != "step"), window))
    return Decision(state, (Effect("posted", {"step": step.key, "until": window.due_at}),))


def leave_out(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """It goes on without standing on the board, with the reason."""
    step = _unposted(definition, state)
    need_reason(move)
    if not step.outcomes:
        raise NotAllowed("This step leads nowhere.")
    return enter(definition, without_offer(state), step.outcomes[0].next, move, now, calendar)


def _unposted(definition: Definition, state: State) -> Step:
    step = definition.step(state.step)
    if KINDS[step.kind].posted is None:
        raise NotAllowed("In this step nothing is put on a board.")
    if state.clock("window"):
        raise NotAllowed("It stands on the board already.")
    return step


def need_reason(move: Move) -> None:
    if "reason" not in move.given:
        raise Invalid("Say why.", field="reason")
