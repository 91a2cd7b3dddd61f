"""Matters that come from elsewhere as they stand: reported earlier, with a promise made there, some of them ended.

Bulk: rows are built in memory and written many at a time, in the caller's transaction; each with its line and entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.ids import new_id
from gongzhi.core.worktime import Limit, Unit
from gongzhi.kit.db.insert import insert_all
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures.actions import store
from gongzhi.procedures.actions.effects import dispatch
from gongzhi.procedures.models import Clock, Matter, Move, Standing
from gongzhi.procedures.queries.calendars import calendar_for
from gongzhi.procedures.queries.definitions import definition as definition_of
from gongzhi.procedures.queries.states import clock_values, matter_values
from gongzhi.procedures.rules import clocks, model
from gongzhi.procedures.rules.kinds import kind_of
from gongzhi.procedures.rules.model import Definition, Effect, State, Status, StepKind
from gongzhi.procedures.rules.moves import opening
from gongzhi.procedures.rules.steps import levels_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """One matter from elsewhere. `due_at` is a promise made there and goes before `limit`, which counts from
    `reported_at`; with `ended_at` it comes in archived, with `ending`."""

    kind: str
    procedure: str
    place_id: int
    title: str
    holder_post: int
    holder_person: int | None
    reported_at: datetime
    limit: Limit | None
    due_at: datetime | None
    entry: store.More
    ended_at: datetime | None = None
    ending: str | None = None
    internal_text: str = ""
    type_key: str = ""
    channel: str = ""
    what: str = "imported"  # said of its first line


def bring_in(arrivals: Sequence[Arrival], *, actor: Actor) -> list[Matter]:
    """Write the matters, in the order given, inside the caller's transaction; the caller has checked the permission.

    Time that passed elsewhere counts: the due date runs from the report and the light is that of now; the clock of
    the first step starts now. What ended there is archived and tells nobody. Raises NotFound (procedure, place)."""
    now, revision_id = clock.now(), packs.active_revision_id()
    made: list[tuple[Matter, tuple[Effect, ...]]] = []
    rows: tuple[list[Matter], list[Clock], list[Standing], list[Move]] = ([], [], [], [])
    entries: list[ledger.Draft] = []
    for arrival in arrivals:
        kind_of(arrival.kind)
        definition = definition_of(revision_id, arrival.procedure)
        state, effects = (_ended if arrival.ended_at else _open)(definition, arrival, now)
        matter = Matter(
            id=new_id(),
            kind=arrival.kind,
            procedure=arrival.procedure,
            revision_id=revision_id,
            title=arrival.title,
            type_key=arrival.type_key,
            channel=arrival.channel,
            place_id=arrival.place_id,
            home_district=places.home_district(arrival.place_id),
            first_person_id=state.first_person,
            opened_at=now,
            **matter_values(state),
        )
        if state.clock("matter") is None:
            matter.due_at = matter.warn_at = None  # a step's clock is no promise made there
        line = store.Line("open", actor, actor.holding(arrival.holder_post), "", arrival.internal_text,
                          {"what": arrival.what}, arrival.entry)  # fmt: skip
        rows[0].append(matter)
        rows[1].extend(Clock(**clock_values(matter.pk, c)) for c in state.clocks)
        rows[2].extend(store.standings_for(matter, state))
        rows[3].append(Move(**store.move_values(matter, line, now, from_step="", to_post=None, seq=1)))
        entries.append(store.entry_of(matter, line, from_step="", to_post=None, seq=1))
        made.append((matter, effects))
    for group in rows:
        insert_all(group)
    ledger.record_many(entries)
    for matter, effects in made:
        dispatch(matter, effects, actor)
    return rows[0]


def _open(definition: Definition, a: Arrival, now: datetime) -> tuple[State, tuple[Effect, ...]]:
    calendar, levels = calendar_for(a.place_id), levels_of(definition, definition.steps[0], "matter")
    decision = opening(
        definition,
        holder_post=a.holder_post,
        holder_person=a.holder_person,
        first_person=a.holder_person,
        limit=a.limit,
        offer_to=None,
        now=now,
        calendar=calendar,
    )
    own = _promise(definition, a, clocks.minute, calendar)
    if own is None:
        return decision.state, (Effect("opened"), *decision.effects)
    lit = clocks.relight(own, now, calendar, levels)
    others = tuple(c for c in decision.state.clocks if c.name != "matter")
    return replace(decision.state, clocks=(lit, *others)), (Effect("opened"), *decision.effects)


def _ended(definition: Definition, a: Arrival, now: datetime) -> tuple[State, tuple[Effect, ...]]:
    assert a.ended_at is not None
    calendar = calendar_for(a.place_id)
    last = next((s for s in reversed(definition.steps) if s.kind is StepKind.ARCHIVE), definition.steps[-1])
    own = _promise(definition, a, lambda moment: moment, calendar) if a.limit or a.due_at else None
    if own is not None:
        end = max(clocks.minute(a.ended_at), clocks.minute(own.started_at))
        running = replace(own, running_since=clocks.minute(own.started_at))
        own = replace(clocks.stop(running, end, calendar), provisional=False)
    state = State(
        last.key,
        Status.ARCHIVED,
        a.holder_post,
        a.holder_person,
        a.holder_person,
        clocks=(own,) if own else (),
        ending=a.ending,
        closed_at=a.ended_at,
    )
    return state, ()


def _promise(definition: Definition, a: Arrival, cut: object, calendar: model.Calendar) -> model.Clock | None:
    """The clock of what was promised, started when it was reported. A due date that was named becomes whole calendar
    days up to it, so that pauses and extensions move on from exactly there."""
    assert callable(cut)
    levels = levels_of(definition, definition.steps[0], "matter")
    start, limit = a.reported_at, a.limit or definition.limit
    if a.due_at is not None:
        days = (a.due_at - start) // timedelta(days=1)
        start, limit = a.due_at - timedelta(days=days), Limit(days, Unit.CALENDAR_DAYS)
    if limit is None:
        return None
    start = cut(start)
    return clocks.aim(model.Clock("matter", start, limit, definition.warn, running_since=start), calendar, levels)
