"""Between rows and the engine's state, both ways."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gongzhi.core.worktime import Limit, Unit
from gongzhi.procedures.models import NEVER, Clock, Matter
from gongzhi.procedures.rules import model


def state_of(matter: Matter, clocks: Iterable[Clock]) -> model.State:
    """The engine's state of a matter as read."""
    offer = None
    if matter.offered_post_id is not None:
        assert matter.offered_by_id is not None
        assert matter.offered_at is not None
        offer = model.Offer(matter.offered_post_id, matter.offered_by_id, matter.offered_at, matter.offer_outcome)
    return model.State(
        step=matter.step,
        status=model.Status(matter.state),
        holder_post=matter.holder_post_id,
        holder_person=matter.holder_person_id,
        first_person=matter.first_person_id,
        previous_post=matter.previous_post_id,
        previous_step=matter.previous_step,
        offer=offer,
        clocks=tuple(clock_of(c) for c in sorted(clocks, key=lambda c: c.name)),
        open_children=matter.open_children,
        answered=matter.answered,
        returns=matter.returns,
        ending=matter.ending,
        closed_in=matter.closed_in,
        closed_at=matter.closed_at,
    )


def clock_of(row: Clock) -> model.Clock:
    """The engine's clock of a row."""
    return model.Clock(
        name=row.name,
        started_at=row.started_at,
        limit=Limit(row.amount, Unit(row.unit)),
        warn=row.warn,
        running_since=row.running_since,
        paused_at=row.paused_at,
        elapsed=row.elapsed_minutes,
        paused=row.paused_minutes,
        paused_wall=row.paused_wall_minutes,
        extensions=tuple(Limit(amount, Unit(unit)) for amount, unit in row.extensions),
        warn_at=row.warn_at,
        due_at=row.due_at,
        provisional=row.provisional,
        level=row.level,
        light=model.Light(row.light),
        next_tick_at=row.next_tick_at,
        by_post=row.by_post_id,
    )


def clock_values(matter_id: int, clock: model.Clock) -> dict[str, Any]:
    """The columns of an engine's clock."""
    return {
        "matter_id": matter_id,
        "name": clock.name,
        "started_at": clock.started_at,
        "amount": clock.limit.amount,
        "unit": clock.limit.unit.value,
        "extensions": [[e.amount, e.unit.value] for e in clock.extensions],
        "warn": clock.warn,
        "running_since": clock.running_since,
        "paused_at": clock.paused_at,
        "elapsed_minutes": clock.elapsed,
        "paused_minutes": clock.paused,
        "paused_wall_minutes": clock.paused_wall,
        "warn_at": clock.warn_at,
        "due_at": clock.due_at,
        "provisional": clock.provisional,
        "level": clock.level,
        "light": clock.light.value,
        "next_tick_at": clock.next_tick_at,
        "by_post_id": clock.by_post,
    }


def matter_values(state: model.State) -> dict[str, Any]:
    """The columns of a matter that the state decides."""
    offer = state.offer
    offer_clock = state.clock("offer")
    signs_in = offer_clock if offer_clock and offer_clock.warn is not None else None
    promise = state.clock("matter") or state.clock("step") or signs_in
    return {
        "step": state.step,
        "state": state.status.value,
        "holder_post_id": state.holder_post,
        "holder_person_id": state.holder_person,
        "previous_post_id": state.previous_post,
        "previous_step": state.previous_step,
        "offered_post_id": offer.to_post if offer else None,
        "offered_by_id": offer.by_post if offer else None,
        "offered_at": offer.at if offer else None,
        "offer_ends_at": offer_clock.due_at if offer and offer_clock else None,
        "offer_outcome": offer.outcome if offer else None,
        "returns": state.returns,
        "answered": state.answered,
        "ending": state.ending,
        "closed_in": state.closed_in,
        "closed_at": state.closed_at,
        "light": state.light.value,
        "warn_at": promise.warn_at if promise else None,
        "due_at": promise.due_at if promise else None,
        "provisional": any(c.provisional and not c.stopped for c in state.clocks),
        "next_tick_at": min((c.next_tick_at for c in state.clocks if c.next_tick_at), default=None),
    }


def sort_due(state: model.State) -> datetime:
    """The due time by which lists are sorted: of the clock that ends first among those that count."""
    dues = [c.due_at for c in state.clocks if c.warn is not None and c.due_at and not c.stopped]
    return min(dues, default=NEVER)
