"""One path for every move: read, rule, conditional update, timeline, ledger, effects; in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from gongzhi.access.public import Actor, ActorKind, HeldPost, Permission, held_with, may
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.kit.db.acts import act
from gongzhi.kit.db.select import fetch
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures.actions import store
from gongzhi.procedures.actions.effects import dispatch
from gongzhi.procedures.models import Clock, Escalation, Matter
from gongzhi.procedures.policies import sees
from gongzhi.procedures.queries.calendars import calendar_for
from gongzhi.procedures.queries.definitions import definition as definition_of
from gongzhi.procedures.queries.reach import named, somebody
from gongzhi.procedures.queries.states import state_of
from gongzhi.procedures.rules.kinds import kind_of
from gongzhi.procedures.rules.model import Decision, Definition, Effect, Move, State, Verb
from gongzhi.procedures.rules.moves import decide

_TRIES = 4
# What the holder may do without the permission to handle: whoever was asked first can always hand it on.
_NO_PERMISSION = {Verb.OFFER, Verb.WITHDRAW_OFFER, Verb.COMMENT, Verb.REOPEN, Verb.DECLINE_OFFER, Verb.RESUME,
                  Verb.REPLY}  # fmt: skip
_BY_NAMED = (Verb.QUESTION, Verb.HOLD, Verb.DECIDE, Verb.DROP, Verb.RULE)  # `from_post` is the post that acts

Make = Callable[[Matter, State, Definition], Move]
Which = int | Matter  # a matter's id, or the matter as read a moment ago, which saves reading it


class Routes(Mapping[str, int]):
    """The nearest post of a kind for a place, looked up only when a step asks for it."""

    def __init__(self, place_id: int) -> None:
        self._place_id = place_id

    def __getitem__(self, kind: str) -> int:
        found = orgs.find_post([kind], places.ancestors(self._place_id))
        if found is None:
            raise KeyError(kind)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Act:
    """One move: how it is made, and the words and facts of its line. `columns`: more of the matter that it sets."""

    make: Make
    public_text: str = ""
    internal_text: str = ""
    data: Mapping[str, Any] | None = None
    columns: Mapping[str, Any] | None = None
    by_post: int | None = None


_LAST = "(SELECT COALESCE(MAX(v.seq), 0) FROM procedures_move v WHERE v.matter_id = t.{})"
_OF_MATTER, _OF_CLOCK = {"last_seq": _LAST.format("id")}, {"last_seq": _LAST.format("matter_id")}


def load(which: Which) -> tuple[Matter, State]:
    """The matter (with `last_seq`) and its state, in two queries, or one where it was read before: then what is
    written must be on condition that it still is so (`store.update`). Raises NotFound."""
    if isinstance(which, Matter):
        clocks = fetch(Clock, "WHERE t.matter_id = %s", [which.pk], extra=_OF_CLOCK)
        if clocks:
            which.last_seq = clocks[0].last_seq  # type: ignore[attr-defined]
            return which, state_of(which, clocks)
        which = which.pk
    for matter in fetch(Matter, "WHERE t.id = %s", [which], extra=_OF_MATTER):
        return matter, state_of(matter, fetch(Clock, "WHERE t.matter_id = %s", [which]))
    raise NotFound("There is no such matter.")


def perform(
    which: Which,
    make: Make,
    *,
    actor: Actor,
    version: int | None = None,
    vouched: bool = False,
    public_text: str = "",
    internal_text: str = "",
    data: Mapping[str, Any] | None = None,
    columns: Mapping[str, Any] | None = None,
    by_post: int | None = None,
) -> Matter:
    """Carry out the move that `make` builds. `vouched`: the calling context has checked that the actor may.

    Raises NotFound (also where the actor may not see it), Forbidden, NotAllowed, Invalid; Conflict where `version`
    is not the present one any more.
    """
    move = Act(make, public_text, internal_text, data, columns, by_post)
    return perform_all(which, [move], actor=actor, version=version, vouched=vouched)


@act
def perform_all(
    which: Which, acts: Sequence[Act], *, actor: Actor, version: int | None = None, vouched: bool = False
) -> Matter:
    """Several moves in a row as one write: each is decided on the state that the one before leaves, and has its own
    line and entry. Raises as `perform`; where one is refused, none is done."""
    for _attempt in range(_TRIES):
        matter, before = load(which)
        which = matter.pk  # another try reads it anew
        if not vouched and not sees(actor, matter):
            raise NotFound("There is no such matter.")
        if version is not None and matter.version != version:
            raise Conflict("Somebody else changed this matter meanwhile.")
        definition, now = definition_of(matter.revision_id, matter.procedure), clock.now()
        state, done = before, []
        columns: dict[str, Any] = {}
        for one in acts:
            move = one.make(matter, state, definition)
            named = one.by_post or (move.from_post if move.verb in _BY_NAMED else None)
            by = acting_post(actor, matter, state, move.verb, named)
            if not vouched:
                _require(actor, matter, move.verb, by)
            decision = decide(definition, state, move, now, calendar_for(matter.place_id))
            line = store.Line(str(move.verb), actor, by, one.public_text, one.internal_text, _facts(move, one.data))
            done.append((state, decision, line, _to_post(move, decision)))
            state, columns = decision.state, {**columns, **(one.columns or {})}
        if store.update(matter, before, state, ticking=False, moves=len(acts), **columns):
            for start, decision, line, to_post in done:
                if len(done) > 1:
                    store.show(matter, decision.state)
                finish(matter, start, decision, line, now, to_post=to_post)
            return matter
    raise Conflict("Somebody else changed this matter meanwhile.")


def finish(
    matter: Matter, before: State, decision: Decision, line: store.Line, now: datetime, *, to_post: int | None = None
) -> None:
    """Timeline, ledger and effects of a decision whose update went through; `matter` is from `load`."""
    matter.last_seq += 1
    effects = [escalate(matter, decision.state, e, now) for e in decision.effects]
    store.write_line(matter, line, now, from_step=before.step, to_post=to_post, seq=matter.last_seq)
    if line.verb == Verb.COMMENT:
        effects.append(Effect("commented"))
    dispatch(matter, effects, line.actor)


def _facts(move: Move, data: Mapping[str, Any] | None) -> dict[str, Any]:
    facts = dict(data or {})
    if move.outcome:
        facts["outcome"] = move.outcome
    if move.ending:
        facts["ending"] = move.ending
    if move.limit:
        facts["amount"], facts["unit"] = move.limit.amount, move.limit.unit.value
    return facts


def _to_post(move: Move, decision: Decision) -> int | None:
    if move.to_post is not None:
        return move.to_post
    if move.verb in (Verb.SEND_BACK, Verb.TAKE_OFFER):
        return decision.state.holder_post
    offer = decision.state.offer
    return offer.to_post if offer and any(e.kind == "offered" for e in decision.effects) else None


def acting_post(actor: Actor, matter: Matter, state: State, verb: Verb, named: int | None = None) -> HeldPost | None:
    """By which post the actor acts: the one that is `named`, the one it is offered to, the one that holds it, or one
    that covers the place."""
    held = actor.holding(named) if named else None
    if held is None and verb in (Verb.TAKE_OFFER, Verb.DECLINE_OFFER) and state.offer is not None:
        held = actor.holding(state.offer.to_post)
    elif held is None:
        held = actor.holding(state.holder_post)
    if held is None and actor.posts:
        see = kind_of(matter.kind).see
        held = (held_with(actor, see, places.ancestors(matter.place_id)) if see else None) or actor.posts[0]
    return held


def _require(actor: Actor, matter: Matter, verb: Verb, by: HeldPost | None) -> None:
    if actor.kind is ActorKind.SYSTEM or verb in _NO_PERMISSION:
        return
    if by is None or kind_of(matter.kind).handle not in by.permissions:
        raise Forbidden("Your posts do not allow this here.", permission=kind_of(matter.kind).handle)


def may_here(actor: Actor, matter: Matter, permission: str | None) -> bool:
    """Whether the actor holds the permission that the pack names, for the matter's place."""
    return permission is None or may(actor, Permission(permission), places.ancestors(matter.place_id))


def require_sees(actor: Actor, matter: Matter) -> None:
    """Raise NotFound where the actor may not know of it."""
    if not sees(actor, matter):
        raise NotFound("There is no such matter.")


def check_receiver(matter: Matter, to_post: int) -> None:
    """Raise Invalid unless the post covers the matter's place and its kind may handle such matters. One query."""
    check_receivers(matter, [to_post])


def check_receivers(matter: Matter, to_posts: Sequence[int], *, field: str = "to_post") -> None:
    """The same for several posts, in one query."""
    ancestors, pack = places.ancestors(matter.place_id), packs.active()
    kinds = {k.key for k in pack.post_kinds if kind_of(matter.kind).handle in k.permissions}
    alive = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    found = orgs.Post.objects.filter(alive, pk__in=to_posts).values_list("id", "kind", "place_id")
    fit = {pk for pk, kind, place_id in found if kind in kinds and place_id in ancestors}
    if not fit.issuperset(to_posts):
        raise Invalid("This post takes no matters of this place.", field=field)


# -- escalation ------------------------------------------------------------------------------------------------


def escalate(matter: Matter, state: State, effect: Effect, now: datetime) -> Effect:
    """Find who is told, record it once, show it to them; other effects pass through unchanged."""
    if effect.kind == "held":
        post = somebody(named(matter, str(effect.data["to"])), matter.holder_post_id)
        if post is not None:
            store.tell(matter, state, post)
        return Effect("held", {**effect.data, "post": post})
    if effect.kind not in ("escalated", "reminded"):
        return effect
    # who is late: the holder; where a body does not sign in to its part, that body
    late = matter.offered_post_id if effect.data["clock"] == "offer" else matter.holder_post_id
    late = late or matter.holder_post_id
    if effect.kind == "reminded":
        return Effect("reminded", {**effect.data, "post": named(matter, str(effect.data["to"]), late), "late": late})
    post = somebody(named(matter, str(effect.data["to"]), late), late)
    Escalation.objects.bulk_create(
        [
            Escalation(
                matter_id=matter.pk,
                clock=effect.data["clock"],
                started_at=effect.data["started_at"],
                level=effect.data["level"],
                at=now,
                step=state.step,
                wanted=effect.data["to"],
                post_id=post,
            )
        ]
    )
    if post is not None:
        store.tell(matter, state, post)
    return Effect("escalated", {**effect.data, "post": post, "late": late})
