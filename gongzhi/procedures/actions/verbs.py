"""What people do with a matter, one verb a function: `(which, *, actor, version=None, …) -> Matter`.

Every verb raises NotFound, Forbidden, NotAllowed, Invalid or Conflict as `write.perform` says. `vouched=True` says that
the calling context has checked the actor itself (a resident with the secret of the request, a bulk of one's own).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.core.worktime import Limit
from gongzhi.orgs import public as orgs
from gongzhi.procedures.actions.write import Act, Make, Routes, Which, check_receiver, may_here, perform, perform_all
from gongzhi.procedures.models import Matter
from gongzhi.procedures.queries.reach import somebody
from gongzhi.procedures.rules.kinds import kind_of
from gongzhi.procedures.rules.model import Definition, Move, State, Verb
from gongzhi.procedures.rules.oversight import refuse_held


def _move(verb: Verb, actor: Actor, *given: str, trusted: bool = False, **fields: Any) -> Make:
    def make(matter: Matter, state: State, definition: Definition) -> Move:
        to_post = fields.get("to_post")
        if verb in (Verb.OFFER, Verb.CHOOSE) and to_post is not None and to_post != state.holder_post:
            check_receiver(matter, to_post)
        return Move(
            verb,
            posts=actor.post_ids,
            person=actor.person_id,
            trusted=trusted,
            given=frozenset(given),
            routes=Routes(matter.place_id),
            **fields,
        )

    return make


def _given(**values: object) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if value not in (None, ""))


def accept(which: Which, *, actor: Actor, version: int | None = None) -> Matter:
    """Take it in hand: the holder's person is named; a post that it is offered to takes the offer."""

    def make(matter: Matter, state: State, definition: Definition) -> Move:
        offered = state.offer is not None and state.offer.to_post in actor.post_ids
        verb = Verb.TAKE_OFFER if offered else Verb.ACCEPT
        return _move(verb, actor)(matter, state, definition)

    return perform(which, make, actor=actor, version=version)


def offer(which: Which, *, to_post: int, actor: Actor, note: str = "", version: int | None = None) -> Matter:
    """Offer it to another post; the holder stays responsible until it is taken. `note` is internal."""
    make = _move(Verb.OFFER, actor, to_post=to_post)
    return perform(which, make, actor=actor, version=version, internal_text=note)


def take_offer(which: Which, *, actor: Actor, version: int | None = None) -> Matter:
    """Become the holder of what was offered."""
    return perform(which, _move(Verb.TAKE_OFFER, actor), actor=actor, version=version)


def decline_offer(which: Which, *, reason: str, actor: Actor, version: int | None = None) -> Matter:
    """Leave it with the holder; counts as a return."""
    make = _move(Verb.DECLINE_OFFER, actor, *_given(reason=reason.strip()))
    return perform(which, make, actor=actor, version=version, internal_text=reason)


def withdraw_offer(which: Which, *, actor: Actor, version: int | None = None) -> Matter:
    """Take an offer back."""
    return perform(which, _move(Verb.WITHDRAW_OFFER, actor), actor=actor, version=version)


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome of the present step, with what it needs. `public_text` is the answer that the resident reads,
    `target` where it goes (not ours), `planned_on` a planned day, `to_post` the next holder of a dispatch (offered,
    then taken)."""

    outcome: str
    ending: str | None = None
    public_text: str = ""
    internal_text: str = ""
    reason: str = ""
    planned_on: date | None = None
    target: str = ""
    to_post: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def choose(
    which: Which, *, outcome: str, actor: Actor, vouched: bool = False, version: int | None = None, **more: Any
) -> Matter:
    """Finish the step with an outcome; `more` are the other fields of a `Choice`."""
    return choose_all(which, [Choice(outcome, **more)], actor=actor, vouched=vouched, version=version)


def choose_all(
    which: Which, choices: Sequence[Choice], *, actor: Actor, vouched: bool = False, version: int | None = None
) -> Matter:
    """Finish one step after the other, as one write: all or none, each with its own line. Raises as `choose`."""
    acts = [_act_of(choice, actor, vouched) for choice in choices]
    return perform_all(which, acts, actor=actor, version=version, vouched=vouched)


def _act_of(choice: Choice, actor: Actor, vouched: bool) -> Act:
    c = choice
    if c.planned_on is not None and c.planned_on <= clock.today():
        raise Invalid("A planned date lies in the future.", field="date")
    given = _given(
        answer=c.public_text.strip(),
        note=c.internal_text.strip(),
        reason=(c.reason or c.internal_text or c.public_text).strip(),
        date=c.planned_on,
        target=c.target.strip() or c.to_post,
    )
    until = datetime.combine(c.planned_on, time(9), clock.SHANGHAI) if c.planned_on else None

    def make(matter: Matter, state: State, definition: Definition) -> Move:
        chosen = definition.step(state.step).outcome(c.outcome)
        if chosen and chosen.endings and not vouched:
            by = actor.holding(state.holder_post)
            if by is not None and kind_of(matter.kind).end not in by.permissions:
                raise Forbidden("Your posts do not allow this here.", permission=kind_of(matter.kind).end)
        fields = {"outcome": c.outcome, "ending": c.ending, "to_post": c.to_post, "until": until}
        return _move(Verb.CHOOSE, actor, *given, trusted=vouched, **fields)(matter, state, definition)

    facts = dict(c.data)
    if c.planned_on:
        facts["planned_on"] = c.planned_on.isoformat()
    if c.target:
        facts["target"] = c.target
    internal = "\n".join(t for t in (c.internal_text, c.reason) if t)
    return Act(make, c.public_text, internal, facts, {"planned_on": c.planned_on} if c.planned_on else None)


def pause(
    which: Which, *, reason: str, actor: Actor, version: int | None = None, data: Mapping[str, Any] | None = None
) -> Matter:
    """Ask the resident (`reason` is the question, public): the clocks wait. `data`: where it waits for something else,
    what its context says of that."""
    make = _move(Verb.PAUSE, actor, *_given(reason=reason.strip()))
    return perform(which, make, actor=actor, version=version, public_text=reason, data=data)


def resume(
    which: Which, *, actor: Actor, public_text: str = "", vouched: bool = False, version: int | None = None
) -> Matter:
    """The answer came, or is waited for no longer: the clocks run on."""
    make = _move(Verb.RESUME, actor, trusted=vouched)
    return perform(which, make, actor=actor, version=version, vouched=vouched, public_text=public_text)


def extend(which: Which, *, limit: Limit, reason: str, actor: Actor, version: int | None = None) -> Matter:
    """Move the due date on by `limit`, as often and as far as the procedure allows; the reason is public."""

    def make(matter: Matter, state: State, definition: Definition) -> Move:
        if not may_here(actor, matter, definition.extension_permission):
            raise Forbidden("Your posts do not allow this here.", permission=definition.extension_permission)
        above = state.holder_post not in actor.post_ids and definition.extension_permission is not None
        trusted = above and orgs.superior_of(state.holder_post) in actor.post_ids
        return _move(Verb.EXTEND, actor, *_given(reason=reason.strip()), trusted=trusted, limit=limit)(
            matter, state, definition
        )

    return perform(which, make, actor=actor, version=version, public_text=reason)


def send_back(which: Which, *, reason: str, actor: Actor, version: int | None = None) -> Matter:
    """Back to the post that handed it over; only so often, then the superior decides. The reason is internal."""
    make = _move(Verb.SEND_BACK, actor, *_given(reason=reason.strip()))
    return perform(which, make, actor=actor, version=version, internal_text=reason)


def assign(which: Which, *, to_post: int, reason: str, actor: Actor, version: int | None = None) -> Matter:
    """The post above the holder decides who handles it, without acceptance (disputes, too many returns)."""
    if not reason.strip():
        raise Invalid("Say why.", field="reason")

    def make(matter: Matter, state: State, definition: Definition) -> Move:
        if orgs.superior_of(state.holder_post) not in actor.post_ids:
            raise Forbidden("Only the post above the holder can decide this.")
        if state.hold:
            refuse_held(state.hold)
        check_receiver(matter, to_post)
        return _move(Verb.SUCCEED, actor, from_post=state.holder_post, to_post=to_post)(matter, state, definition)

    return perform(which, make, actor=actor, version=version, internal_text=reason)


@transaction.atomic
def reopen(which: Which, *, reason: str, actor: Actor, vouched: bool = False, version: int | None = None) -> Matter:
    """Not solved: back to the step that closed it, with the last holder's post and a new clock. Where nobody answers
    for that post any more, it goes to the nearest above."""
    make = _move(Verb.REOPEN, actor, *_given(reason=reason.strip()))
    matter = perform(which, make, actor=actor, version=version, vouched=vouched, public_text=reason)
    last = matter.holder_post_id
    if orgs.holder_of(last).person_id is None and (above := somebody(None, last)) is not None:
        found = _move(Verb.SUCCEED, SYSTEM, from_post=last, to_post=above)
        matter = perform(which, found, actor=SYSTEM, vouched=True)
    return matter


def change_limit(
    which: Which, *, limit: Limit, actor: Actor, reason: str = "", vouched: bool = False, version: int | None = None
) -> Matter:
    """Another promise (a change of category): elapsed time, pauses and extensions are kept."""
    make = _move(Verb.CHANGE_LIMIT, actor, trusted=vouched, limit=limit)
    return perform(which, make, actor=actor, version=version, vouched=vouched, internal_text=reason)


def comment(
    which: Which,
    *,
    actor: Actor,
    public_text: str = "",
    internal_text: str = "",
    data: Mapping[str, Any] | None = None,
    vouched: bool = False,
) -> Matter:
    """Words on the timeline; no clock and no light changes."""
    if not public_text.strip() and not internal_text.strip() and not data:
        raise Invalid("Write something first.", field="text")
    return perform(
        which,
        _move(Verb.COMMENT, actor),
        actor=actor,
        vouched=vouched,
        public_text=public_text,
        internal_text=internal_text,
        data=data,
    )
