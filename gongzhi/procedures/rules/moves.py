"""The engine: definition × state × move → new state × effects. Pure; read it from `decide` down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
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
    Level,
    Move,
    Offer,
    State,
    Status,
    Step,
    StepKind,
    Verb,
)

ACCEPT_OUTCOME = "accept"  # `accept` chooses this outcome where the step has it
BURNING = ("matter", "step")  # the clocks that pause; an offer and a window run on
NOBODY_ELSE = (HOLDER, RESIDENT, SYSTEM)


def opening(
    definition: Definition,
    *,
    holder_post: int,
    holder_person: int | None,
    first_person: int | None,
    limit: Limit | None,
    offer_to: int | None,
    now: datetime,
    calendar: Calendar,
) -> Decision:
    """A new matter in the first step. 首问负责: with `offer_to` it stays with `holder_post` until taken."""
    first = definition.steps[0]
    state = State(first.key, Status.OPEN, holder_post, holder_person, first_person)
    promised = limit or definition.limit
    if promised:
        clock = clocks.start("matter", promised, definition.warn, now, calendar, levels_of(definition, first, "matter"))
        state = replace(state, clocks=(clock,))
    entered = enter(definition, state, first.key, Move(Verb.CHOOSE), now, calendar)
    if offer_to is None or offer_to == holder_post:
        return entered
    offered = _offered(definition, entered.state, offer_to, None, now, calendar)
    return Decision(offered.state, entered.effects + offered.effects)


def decide(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The new state and what follows; raises NotAllowed, Forbidden or Invalid and changes nothing."""
    rule = RULES[move.verb]
    if state.status not in rule.when:
        raise NotAllowed("This cannot be done with a matter in this state.")
    if rule.who == "holder" and not move.trusted and state.holder_post not in move.posts:
        raise Forbidden("Only the post that holds the matter can do this.")
    if rule.who == "offered" and (state.offer is None or state.offer.to_post not in move.posts):
        raise Forbidden("This matter is not offered to your post.")
    return rule.run(definition, state, move, now, calendar)


def levels_of(definition: Definition, step: Step, clock: str) -> tuple[Level, ...]:
    """The escalation of a clock: a step without a clock of its own runs on the matter's and brings its levels."""
    if clock == "step" or step.limit is None:
        return step.on_breach or definition.on_breach
    return definition.on_breach


# -- entering and leaving steps ------------------------------------------------------------------------------


def enter(definition: Definition, state: State, key: str, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Stand in the step `key` (or at the end): status, clocks, effects, and an offer where the step is another's."""
    step = definition.step(key) if key != END else None
    kind = KINDS[step.kind] if step else None
    status = kind.status if kind else Status.CLOSED
    if state.ending and status is not Status.ARCHIVED:
        status = Status.CLOSED
    if status not in LIVE and state.open_children:
        raise NotAllowed("%(n)s parts of this matter are still open.", n=state.open_children)
    if status not in LIVE and state.status in LIVE:
        state = replace(state, closed_in=state.step, closed_at=now, offer=None)
    state = replace(state, step=step.key if step else state.step, status=status)
    state = replace(state, clocks=_clocks_in(definition, state, step, move, now, calendar))
    effects = [Effect("step-entered", {"step": state.step, "kind": step.kind.value if step else END})]
    if status in (Status.CLOSED, Status.ARCHIVED) and state.closed_at == now:
        effects.append(Effect("closed", {"ending": state.ending}))
    if step and kind and kind.effect:
        effects.append(Effect(kind.effect, {"step": step.key, "board": step.board, "days": step.days}))
    to_post = move.routes.get(step.by) if step and step.by not in NOBODY_ELSE else None
    if to_post is not None and to_post != state.holder_post and status is Status.OPEN:
        offered = _offered(definition, state, to_post, None, now, calendar)
        return Decision(offered.state, (*effects, *offered.effects))
    return Decision(state, tuple(effects))


def _clocks_in(
    definition: Definition, state: State, step: Step | None, move: Move, now: datetime, calendar: Calendar
) -> tuple[Clock, ...]:
    kept: list[Clock] = []
    for clock in state.clocks:
        if clock.name in ("step", "window") or (clock.name == "offer" and state.offer is None):
            continue
        if clock.name == "matter":
            clock = _matter_clock(definition, state, step, clock, now, calendar)
        kept.append(clock)
    if step and state.status is Status.OPEN and step.limit:
        kept.append(clocks.start("step", step.limit, step.warn, now, calendar, levels_of(definition, step, "step")))
    if step and KINDS[step.kind].timed and (step.days or step.limit or move.until):
        window = clocks.start("window", _window(step), None, now, calendar)
        if move.until:
            window = replace(window, due_at=move.until, next_tick_at=move.until)
        kept.append(window)
    return tuple(kept)


def _window(step: Step) -> Limit:
    return Limit(step.days, Unit.CALENDAR_DAYS) if step.days else (step.limit or Limit(0, Unit.CALENDAR_DAYS))


def _matter_clock(
    definition: Definition, state: State, step: Step | None, clock: Clock, now: datetime, calendar: Calendar
) -> Clock:
    if step is None or state.status in (Status.CLOSED, Status.ARCHIVED):
        return clocks.stop(clock, now, calendar)
    if state.status is Status.WAITING:
        return clocks.pause(clock, now, calendar)
    levels = levels_of(definition, step, "matter")
    clock = clocks.resume(clock, now, calendar, levels)
    return clocks.relight(clock, now, calendar, levels)


def _choose(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    step = definition.step(state.step)
    kind = KINDS[step.kind]
    if kind.timed and not move.trusted and step.kind is not StepKind.WAIT:
        raise NotAllowed("This step ends by itself.")
    outcome = step.outcome(move.outcome or "")
    if outcome is None:
        raise Invalid("Choose one of the outcomes of this step.", field="outcome")
    ending = move.ending or (outcome.endings[0] if len(outcome.endings) == 1 else None)
    if outcome.endings and ending not in outcome.endings:
        raise Invalid("Say how the matter ends.", field="ending")
    for need in (*outcome.needs, *(definition.ending_needs.get(ending or "", ()))):
        if need not in move.given:
            raise Invalid("This field is needed for this outcome.", field=need)
    if kind.names_next and move.to_post is not None and move.to_post != state.holder_post:
        return _offered(definition, state, move.to_post, outcome.key, now, calendar)
    if state.offer is not None:
        state = _without_offer(state)
    if outcome.endings:
        state = replace(state, ending=ending)
    return enter(definition, state, outcome.next, move, now, calendar)


# -- who holds it ---------------------------------------------------------------------------------------------


def _accept(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    state = replace(state, holder_person=move.person)
    accepted = Effect("accepted", {"post": state.holder_post})
    step = definition.step(state.step)
    if step.kind is StepKind.TASK and state.status is Status.OPEN and (outcome := step.outcome(ACCEPT_OUTCOME)):
        entered = enter(definition, _without_offer(state), outcome.next, move, now, calendar)
        return Decision(entered.state, (accepted, *entered.effects))
    return Decision(state, (accepted,))


def _offer(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    if move.to_post is None or move.to_post == state.holder_post:
        raise Invalid("Say to which other post the matter goes.", field="to_post")
    if KINDS[definition.step(state.step).kind].names_next:
        raise NotAllowed("In this step the matter goes on with its outcome.")
    return _offered(definition, state, move.to_post, None, now, calendar)


def _offered(
    definition: Definition, state: State, to_post: int, outcome: str | None, now: datetime, calendar: Calendar
) -> Decision:
    """An offer is no transfer: the holder stays responsible; a new offer replaces an open one."""
    state = _without_offer(state)
    clock = clocks.start("offer", definition.offer_limit, None, now, calendar)
    offer = Offer(to_post, state.holder_post, now, outcome)
    return Decision(
        replace(state, offer=offer, clocks=(*state.clocks, clock)),
        (Effect("offered", {"to_post": to_post, "until": clock.due_at}),),
    )


def _take(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    offer = state.offer
    assert offer is not None  # decide saw it
    before = (state.holder_post, state.step)
    state = replace(
        _without_offer(state),
        holder_post=offer.to_post,
        holder_person=move.person,
        previous_post=before[0],
        previous_step=before[1],
    )
    taken = Effect("taken", {"post": offer.to_post, "from_post": before[0]})
    step = definition.step(state.step)
    key = offer.outcome or (ACCEPT_OUTCOME if step.kind is StepKind.TASK and state.status is Status.OPEN else "")
    outcome = step.outcome(key)
    if outcome is None:
        return Decision(state, (taken,))
    entered = enter(definition, state, outcome.next, move, now, calendar)
    return Decision(entered.state, (taken, *entered.effects))


def _decline(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    assert state.offer is not None
    _reason(move)
    _count_return(definition, state)
    effect = Effect("declined", {"post": state.offer.to_post, "to_post": state.holder_post})
    return Decision(replace(_without_offer(state), returns=state.returns + 1), (effect,))


def _withdraw(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    if state.offer is None:
        raise NotAllowed("This matter is not on offer.")
    return Decision(_without_offer(state), (Effect("offer-withdrawn", {"post": state.offer.to_post}),))


def _send_back(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    _reason(move)
    if state.previous_post is None:
        raise NotAllowed("Nobody handed this matter over: offer it to another post instead.")
    _count_return(definition, state)
    step = state.previous_step or state.step
    sent = Effect("sent-back", {"post": state.previous_post, "from_post": state.holder_post})
    state = replace(
        _without_offer(state),
        holder_post=state.previous_post,
        holder_person=None,
        previous_post=None,
        previous_step=None,
        returns=state.returns + 1,
    )
    if step == state.step:
        return Decision(state, (sent,))
    entered = enter(definition, state, step, move, now, calendar)
    return Decision(entered.state, (sent, *entered.effects))


def _count_return(definition: Definition, state: State) -> None:
    if state.returns >= definition.max_returns:
        raise NotAllowed("It was returned %(n)s times already: the superior decides now.", n=state.returns)


def _succeed(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Succession needs no acceptance: vacancy, adjustment of levels, a decision of the superior."""
    old, new = move.from_post, move.to_post
    assert old is not None
    assert new is not None
    offer = state.offer
    if offer and new in (offer.to_post if state.holder_post == old else offer.by_post,):
        state, offer = _without_offer(state), None
    if offer:
        swap = {old: new}
        offer = replace(
            offer, to_post=swap.get(offer.to_post, offer.to_post), by_post=swap.get(offer.by_post, offer.by_post)
        )
    state = replace(state, offer=offer, previous_post=new if state.previous_post == old else state.previous_post)
    if state.holder_post == old:
        state = replace(state, holder_post=new, holder_person=move.person)
    return Decision(state, (Effect("succeeded", {"from_post": old, "post": new}),))


def _without_offer(state: State) -> State:
    return replace(state, offer=None, clocks=tuple(c for c in state.clocks if c.name != "offer"))


# -- time -----------------------------------------------------------------------------------------------------


def _pause(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    _reason(move)
    paused = tuple(clocks.pause(c, now, calendar) if c.name in BURNING else c for c in state.clocks)
    return Decision(replace(state, status=Status.WAITING, clocks=paused), (Effect("paused"),))


def _resume(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    step = definition.step(state.step)
    if KINDS[step.kind].status is not Status.OPEN:
        raise NotAllowed("This step ends by itself.")

    def on(clock: Clock) -> Clock:
        if clock.name not in BURNING:
            return clock
        levels = levels_of(definition, step, clock.name)
        return clocks.relight(clocks.resume(clock, now, calendar, levels), now, calendar, levels)

    running = tuple(on(c) for c in state.clocks)
    return Decision(replace(state, status=Status.OPEN, clocks=running), (Effect("resumed"),))


def _extend(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    _reason(move)
    more, clock = move.limit, state.clock("matter") or state.clock("step")
    if more is None or more.amount < 1:
        raise Invalid("Say by how much the limit is extended.", field="amount")
    if clock is None or clock.due_at is None:
        raise NotAllowed("This matter has no limit that could be extended.")
    if len(clock.extensions) >= definition.max_extensions:
        raise NotAllowed("The limit was extended %(n)s times; more is not allowed.", n=len(clock.extensions))
    longest = definition.longest_extension
    if longest and calendar.add(clock.due_at, more).at > calendar.add(clock.due_at, longest).at:
        raise Invalid("An extension may be %(longest)s at most.", field="amount", longest=str(longest))
    return _retimed(definition, state, now, calendar, lambda c, lv: clocks.extend(c, more, calendar, lv), "extended")


def _change_limit(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
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


def _reopen(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Back to the step that closed it, with the last holder and a new clock."""
    _reason(move)
    if state.closed_at and now > state.closed_at + timedelta(days=definition.reopen_days):
        raise NotAllowed("It can be reopened within %(days)s days only; please ask anew.", days=definition.reopen_days)
    key = state.closed_in or definition.steps[0].key
    old = state.clock("matter")
    fresh: tuple[Clock, ...] = ()
    if old:
        levels = levels_of(definition, definition.step(key), "matter")
        fresh = (clocks.start("matter", old.limit, old.warn, now, calendar, levels),)
    state = replace(state, status=Status.OPEN, ending=None, closed_in=None, closed_at=None, clocks=fresh, returns=0)
    entered = enter(definition, state, key, move, now, calendar)
    return Decision(entered.state, (Effect("reopened"), *entered.effects))


def _tick(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
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
    if state.offer and _over(state.clock("offer"), now):
        effects.append(Effect("offer-lapsed", {"post": state.offer.to_post, "to_post": state.holder_post}))
        state = _without_offer(state)
    if _over(state.clock("window"), now) and step.outcomes:
        outcome = step.outcomes[0]
        entered = enter(definition, state, outcome.next, move, now, calendar)
        return Decision(entered.state, (*effects, *entered.effects))
    return Decision(state, tuple(effects))


def _over(clock: Clock | None, now: datetime) -> bool:
    return clock is not None and clock.due_at is not None and clock.due_at <= now


def _comment(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    return Decision(state)


def _reason(move: Move) -> None:
    if "reason" not in move.given:
        raise Invalid("Say why.", field="reason")


@dataclass(frozen=True, slots=True)
class Rule:
    """In which states, by whom (`holder`, `offered`, `anyone`: the caller has checked), and what it does."""

    when: tuple[Status, ...]
    who: str
    run: Callable[[Definition, State, Move, datetime, Calendar], Decision]


DONE = (Status.CLOSED, Status.ARCHIVED)
RULES: dict[Verb, Rule] = {
    Verb.ACCEPT: Rule(LIVE, "holder", _accept),
    Verb.OFFER: Rule(LIVE, "holder", _offer),
    Verb.TAKE_OFFER: Rule(LIVE, "offered", _take),
    Verb.DECLINE_OFFER: Rule(LIVE, "offered", _decline),
    Verb.WITHDRAW_OFFER: Rule(LIVE, "holder", _withdraw),
    Verb.CHOOSE: Rule((*LIVE, Status.CLOSED), "holder", _choose),
    Verb.PAUSE: Rule((Status.OPEN,), "holder", _pause),
    Verb.RESUME: Rule((Status.WAITING,), "holder", _resume),
    Verb.EXTEND: Rule(LIVE, "holder", _extend),
    Verb.SEND_BACK: Rule(LIVE, "holder", _send_back),
    Verb.REOPEN: Rule(DONE, "anyone", _reopen),
    Verb.CHANGE_LIMIT: Rule(LIVE, "holder", _change_limit),
    Verb.COMMENT: Rule(tuple(Status), "anyone", _comment),
    Verb.SUCCEED: Rule(tuple(Status), "anyone", _succeed),
    Verb.TICK: Rule(tuple(Status), "anyone", _tick),
}
