"""Who holds a matter: accept, offers, returns, succession. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.procedures.rules.model import (
    KINDS,
    Calendar,
    Decision,
    Definition,
    Effect,
    Move,
    Outcome,
    State,
    Status,
    Step,
    StepKind,
)
from gongzhi.procedures.rules.steps import enter, need_reason, offered_to, without_offer

ACCEPT_OUTCOMES = ("take", "accept")  # taking a matter chooses such an outcome where the step has it


def accept(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    if definition.part and state.offer:
        raise NotAllowed("It is offered to a body: wait for it, or take the offer back first.")
    state = replace(state, holder_person=move.person)
    accepted = Effect("accepted", {"post": state.holder_post})
    step = definition.step(state.step)
    if outcome := _taking(step, state):
        entered = enter(definition, without_offer(state), outcome.next, move, now, calendar)
        return Decision(entered.state, (accepted, *entered.effects))
    return Decision(state, (accepted,))


def _taking(step: Step, state: State) -> Outcome | None:
    """The outcome by which a task is taken up, where the step is one and the clock does not wait."""
    if step.kind is not StepKind.TASK or state.status is not Status.OPEN:
        return None
    return next((o for o in step.outcomes if o.key in ACCEPT_OUTCOMES), None)


def offer(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    if move.to_post is None or move.to_post == state.holder_post:
        raise Invalid("Say to which other post the matter goes.", field="to_post")
    if KINDS[definition.step(state.step).kind].names_next:
        raise NotAllowed("In this step the matter goes on with its outcome.")
    return offered_to(definition, state, move.to_post, None, now, calendar)


def take(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    offer = state.offer
    assert offer is not None  # decide saw it
    before = (state.holder_post, state.step)
    state = replace(
        without_offer(state),
        holder_post=offer.to_post,
        holder_person=move.person,
        previous_post=before[0],
        previous_step=before[1],
    )
    taken = Effect("taken", {"post": offer.to_post, "from_post": before[0]})
    step = definition.step(state.step)
    outcome = step.outcome(offer.outcome) if offer.outcome else _taking(step, state)
    if outcome is None:
        return Decision(state, (taken,))
    entered = enter(definition, state, outcome.next, move, now, calendar)
    return Decision(entered.state, (taken, *entered.effects))


def decline(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    assert state.offer is not None
    need_reason(move)
    _count_return(definition, state)
    effect = Effect("declined", {"post": state.offer.to_post, "to_post": state.holder_post})
    return Decision(replace(without_offer(state), returns=state.returns + 1), (effect,))


def withdraw(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    if state.offer is None:
        raise NotAllowed("This matter is not on offer.")
    return Decision(without_offer(state), (Effect("offer-withdrawn", {"post": state.offer.to_post}),))


def send_back(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    need_reason(move)
    if state.previous_post is None:
        raise NotAllowed("Nobody handed this matter over: offer it to another post instead.")
    _count_return(definition, state)
    step = state.previous_step or state.step
    sent = Effect("sent-back", {"post": state.previous_post, "from_post": state.holder_post})
    state = replace(
        without_offer(state),
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


def succeed(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Succession needs no acceptance: vacancy, adjustment of levels, a decision of the superior."""
    old, new = move.from_post, move.to_post
    assert old is not None
    assert new is not None
    offer = state.offer
    if offer and new in (offer.to_post if state.holder_post == old else offer.by_post,):
        state, offer = without_offer(state), None
    if offer:
        swap = {old: new}
        offer = replace(
            offer, to_post=swap.get(offer.to_post, offer.to_post), by_post=swap.get(offer.by_post, offer.by_post)
        )
    state = replace(state, offer=offer, previous_post=new if state.previous_post == old else state.previous_post)
    if state.holder_post == old:
        state = replace(state, holder_post=new, holder_person=move.person)
    return Decision(state, (Effect("succeeded", {"from_post": old, "post": new}),))
