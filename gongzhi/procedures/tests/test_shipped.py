"""Every procedure of every shipped pack runs: built, drawn, and walked to its end by each of its outcomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gongzhi.core.worktime import Limit, national
from gongzhi.packs import public as packs
from gongzhi.procedures.rules.build import build
from gongzhi.procedures.rules.drawing import draw
from gongzhi.procedures.rules.model import KINDS, Definition, Move, State, Status, Verb
from gongzhi.procedures.rules.moves import decide, opening

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
CALENDAR = national()
GIVEN = frozenset({"reason", "answer", "date", "target", "note"})
SHIPPED = [(name, p.key) for name in packs.shipped() for p in packs.load(name).procedures]


def walk(definition: Definition, state: State, now: datetime, seen: set[tuple[str, str]]) -> None:
    """Choose every outcome not chosen yet, from every step reached."""
    step = definition.step(state.step)
    if step.join:  # all have answered
        state = replace(state, answered=step.join.at_least)
    for outcome in step.outcomes:
        if (step.key, outcome.key) in seen or state.status is Status.ARCHIVED:
            continue
        seen.add((step.key, outcome.key))
        ending = outcome.endings[0] if outcome.endings else None
        posts = frozenset({state.holder_post})
        kind = KINDS[step.kind]
        verb = Verb.CONCLUDE if kind.decided else Verb.CHOOSE  # a meeting has voted so
        move = Move(verb, posts, 1, kind.timed or kind.decided, outcome.key, ending, given=GIVEN)
        walk(definition, decide(definition, state, move, now, CALENDAR).state, now + timedelta(hours=1), seen)
    if not step.outcomes:
        assert state.status in (Status.CLOSED, Status.ARCHIVED)
        assert state.ending is not None
        assert all(c.stopped for c in state.clocks)


@pytest.mark.parametrize(("name", "key"), SHIPPED)
def test_a_shipped_procedure_ends_honestly_whichever_way_it_goes(name: str, key: str) -> None:
    definition = build(packs.load(name), key)
    first = opening(
        definition,
        holder_post=1,
        holder_person=None,
        first_person=None,
        limit=None if definition.limit else Limit.parse("5 working_days"),  # some are promised one by one
        offer_to=None,
        now=START,
        calendar=CALENDAR,
    )
    assert first.state.clock("matter") is not None
    seen: set[tuple[str, str]] = set()
    walk(definition, first.state, START, seen)
    assert seen == {(s.key, o.key) for s in definition.steps for o in s.outcomes}
    assert definition.title in draw(definition, {}, end="end", description="")
