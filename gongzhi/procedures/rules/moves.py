"""The engine: definition × state × move → new state × effects. Pure; read it from `decide` down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from gongzhi.core.errors import Forbidden, NotAllowed
from gongzhi.core.worktime import Limit
from gongzhi.procedures.rules import clocks, holding, joining, oversight, steps, timing
from gongzhi.procedures.rules.model import (
    LIVE,
    Calendar,
    Decision,
    Definition,
    Move,
    State,
    Status,
    Verb,
)
from gongzhi.procedures.rules.steps import enter, levels_of, offered_to


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
    offered = offered_to(definition, entered.state, offer_to, None, now, calendar)
    return Decision(offered.state, entered.effects + offered.effects)


def decide(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    """The new state and what follows; raises NotAllowed, Forbidden or Invalid and changes nothing."""
    rule = RULES[move.verb]
    if state.status not in rule.when:
        raise NotAllowed("This cannot be done with a matter in this state.")
    oversight.refuse_while_held(state, move)
    if rule.who == "holder" and not move.trusted and state.holder_post not in move.posts:
        raise Forbidden("Only the post that holds the matter can do this.")
    if rule.who == "offered" and (state.offer is None or state.offer.to_post not in move.posts):
        raise Forbidden("This matter is not offered to your post.")
    if rule.who == "named" and not move.trusted:
        raise Forbidden("Your posts do not allow this here.")
    return rule.run(definition, state, move, now, calendar)


def comment(definition: Definition, state: State, move: Move, now: datetime, calendar: Calendar) -> Decision:
    return Decision(state)


@dataclass(frozen=True, slots=True)
class Rule:
    """In which states, by whom (`holder`, `offered`, `named`: the caller found the post that the procedure
    names, `anyone`: the caller has checked), and what it does."""

    when: tuple[Status, ...]
    who: str
    run: Callable[[Definition, State, Move, datetime, Calendar], Decision]


DONE = (Status.CLOSED, Status.ARCHIVED)
RULES: dict[Verb, Rule] = {
    Verb.ACCEPT: Rule(LIVE, "holder", holding.accept),
    Verb.OFFER: Rule(LIVE, "holder", holding.offer),
    Verb.TAKE_OFFER: Rule(LIVE, "offered", holding.take),
    Verb.DECLINE_OFFER: Rule(LIVE, "offered", holding.decline),
    Verb.WITHDRAW_OFFER: Rule(LIVE, "holder", holding.withdraw),
    Verb.CHOOSE: Rule((*LIVE, Status.CLOSED), "holder", steps.choose),
    Verb.PAUSE: Rule((Status.OPEN,), "holder", timing.pause),
    Verb.RESUME: Rule((Status.WAITING,), "holder", timing.resume),
    Verb.EXTEND: Rule(LIVE, "holder", timing.extend),
    Verb.SEND_BACK: Rule(LIVE, "holder", holding.send_back),
    Verb.REOPEN: Rule(DONE, "anyone", timing.reopen),
    Verb.CHANGE_LIMIT: Rule(LIVE, "holder", timing.change_limit),
    Verb.COMMENT: Rule(tuple(Status), "anyone", comment),
    Verb.JOIN: Rule((Status.OPEN,), "holder", joining.join),
    Verb.PART_ENDED: Rule(LIVE, "named", joining.part_ended),
    Verb.DROP: Rule(LIVE, "named", joining.drop),
    Verb.HAND_IN: Rule((Status.OPEN,), "holder", joining.hand_in),
    Verb.SEND_AGAIN: Rule((Status.OPEN,), "holder", joining.send_again),
    Verb.RULE: Rule(LIVE, "named", joining.ruled),
    Verb.POST: Rule((*LIVE, Status.CLOSED), "named", steps.post),
    Verb.LEAVE_OUT: Rule((*LIVE, Status.CLOSED), "named", steps.leave_out),
    Verb.CONCLUDE: Rule((Status.OPEN,), "named", steps.conclude),
    Verb.QUESTION: Rule((*LIVE, Status.CLOSED), "named", oversight.question),
    Verb.REPLY: Rule(tuple(Status), "holder", oversight.reply),
    Verb.HOLD: Rule(LIVE, "named", oversight.hold),
    Verb.DECIDE: Rule(LIVE, "named", oversight.decide_hold),
    Verb.SUCCEED: Rule(tuple(Status), "anyone", holding.succeed),
    Verb.TICK: Rule(tuple(Status), "anyone", timing.tick),
}
