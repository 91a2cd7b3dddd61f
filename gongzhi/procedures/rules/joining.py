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


def drop(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The holder of the whole needs a part no more."""
    if not definition.part:
        raise NotAllowed("Only a part of a matter can be dropped.")
    need_reason(move)
    body = state.offer.to_post if state.offer else state.holder_post
    state = replace(without_offer(state), ending=DROPPED)
    entered = enter(definition, state, definition.steps[-1].key, move, now, calendar)
    return Decision(entered.state, (Effect("dropped", {"post": body}), *entered.effects))
