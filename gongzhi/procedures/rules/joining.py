"""Several bodies on one matter: ask them, count their answers, go on; drop a part. Pure.

A part is a child matter with one owner: the holder of the whole while it is only offered, the body once it signed in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.procedures.rules.model import Calendar, Decision, Definition, Effect, Move, State, Status, StepKind
from gongzhi.procedures.rules.steps import enter, need_reason, without_offer

MOST_PARTS = 20  # open at once
TITLE_MOST = 60
DROPPED = "dropped"


def title_of(words: str) -> str:
    """The title of a part: the beginning of what is asked of the body, never the words of the resident."""
    text = " ".join(words.split())
    return text if len(text) <= TITLE_MOST else f"{text[: TITLE_MOST - 1]}…"


def join(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Ask `to_posts`; the caller opens a part for each."""
    if definition.step(state.step).kind is not StepKind.JOIN:
        raise NotAllowed("In this step no other bodies are asked.")
    asked = move.to_posts
    if not asked:
        raise Invalid("Choose whom to ask.", field="to_posts")
    if len(set(asked)) < len(asked):
        raise Invalid("One of them is chosen twice.", field="to_posts")
    if state.holder_post in asked:
        raise Invalid("Who holds the matter is not asked; choose other bodies.", field="to_posts")
    if state.open_children + len(asked) > MOST_PARTS:
        raise Invalid("At most %(n)s bodies work on one matter at once.", field="to_posts", n=MOST_PARTS)
    return Decision(state)


def part_ended(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """A part was answered (`answer` is given) or dropped; `open_children` counts it no more."""
    if "answer" in move.given:
        state = replace(state, answered=state.answered + 1)
    return go_on(definition, state, move, now, calendar)


def go_on(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Leave a join whose parts have all ended, where nothing else holds the matter back."""
    step = definition.step(state.step)
    join = step.join
    waits = state.status is not Status.OPEN or state.hold is not None or state.open_children > 0
    if join is None or not join.goes_on or waits or state.answered < join.at_least:
        return Decision(state)
    return enter(definition, without_offer(state), step.outcomes[0].next, move, now, calendar)


def hand_in(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The body has answered; `to_post`, who holds the whole, accepts it or sends it back."""
    step = definition.step(state.step)
    outcome = step.outcome("answered")
    if not definition.part or outcome is None or outcome.endings:
        raise NotAllowed("Nobody accepts anything in this step.")
    if "answer" not in move.given or move.to_post is None:
        raise Invalid("Write something first.", field="answer")
    body = state.holder_post
    state = replace(without_offer(state), holder_post=move.to_post, holder_person=None, previous_post=body,
                    previous_step=state.step)  # fmt: skip
    entered = enter(definition, state, outcome.next, move, now, calendar)
    return Decision(entered.state, (Effect("handed-in", {"post": move.to_post, "from_post": body}), *entered.effects))


def send_again(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The answer is not accepted: the body works on, with a new clock. It cannot refuse any more."""
    outcome = definition.step(state.step).outcome("answered")
    if not definition.part or state.previous_post is None or outcome is None or not outcome.endings:
        raise NotAllowed("There is no answer here that could be sent back.")
    need_reason(move)
    body, step = state.previous_post, state.previous_step or state.step
    effect = Effect("sent-again", {"post": body, "from_post": state.holder_post})
    state = replace(state, holder_post=body, holder_person=None, previous_post=None, previous_step=None)
    entered = enter(definition, state, step, move, now, calendar)
    return Decision(entered.state, (effect, *entered.effects))


def ruled(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """Whose duty it is was decided: `to_post` has it from now on, without a sign-in and without another refusal."""
    first = definition.steps[0]
    if not definition.part or state.step != first.key or move.to_post is None:
        raise NotAllowed("Nobody disputes this part.")
    state = replace(without_offer(state), holder_post=move.to_post, holder_person=None, previous_post=None,
                    previous_step=None, returns=definition.max_returns)  # fmt: skip
    entered = enter(definition, state, first.outcomes[0].next, move, now, calendar)
    return Decision(entered.state, (Effect("ruled", {"post": move.to_post}), *entered.effects))


def drop(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The holder of the whole needs a part no more."""
    if not definition.part:
        raise NotAllowed("Only a part of a matter can be dropped.")
    need_reason(move)
    body = state.offer.to_post if state.offer else state.holder_post
    state = replace(without_offer(state), ending=DROPPED)
    entered = enter(definition, state, definition.steps[-1].key, move, now, calendar)
    return Decision(entered.state, (Effect("dropped", {"post": body}), *entered.effects))
