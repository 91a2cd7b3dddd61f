"""Quarrels that come without a request: each of the steps with its form, every honest end; without: figures off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.mediation import public as mediation
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.stories import quarrelling
from gongzhi.stories.figures.mediated import mediated
from gongzhi.stories.figures.shape import Row
from gongzhi.stories.world import World
from tests.towns import settled

pytestmark = pytest.mark.django_db
FIVE = {"look", "listen", "ask", "diagnose", "prescribe"}


@pytest.fixture
def world(db: None, manual_clock: Any) -> Iterator[World]:
    with contextmanager(settled)("yaan") as town:
        start = clock.now()
        chance = random.Random(1)  # noqa: S311 - a story
        made = World(packs.active(), town, chance, manual_clock, start, start + timedelta(days=91))

        def ticks() -> None:
            procedures.run_ticks(200)
            made.at(clock.now() + timedelta(hours=12), ticks)

        ticks()
        yield made


def _figures(world: World) -> Row:
    row = Row()
    mediated(world, row)
    row.figures.pop("mediations")  # of requests: there are none here
    for name in ("results_in_use", "agreements"):
        row.figures.pop(name)
    return row


def test_the_five_steps_are_lived_with_their_forms(world: World) -> None:
    before = world.chance.getstate()
    quarrelling.before(world)
    world.run(world.begin + timedelta(days=125))
    assert {name: (f.value, f.expected) for name, f in _figures(world).figures.items() if not f.ok} == {}
    agreed = mediation.Case.objects.exclude(form="").order_by("pk")[0]
    assert set(agreed.sheets.values_list("step", flat=True)) >= FIVE
    assert world.chance.getstate() == before  # nothing of the rest of the story moves
    assert mediation.Case.objects.count() == world.plan.quarrels_at_desk


def test_a_story_without_cases_fails(world: World) -> None:
    off = {name for name, f in _figures(world).figures.items() if not f.ok}
    assert {"came_without_a_request", "cases_with_every_form", "written_agreements", "oral_agreements"} <= off
    assert {"confirmed_by_the_court", "refused_by_a_side", "sittings_held"} <= off


def test_a_demo_has_some_under_way_when_it_is_looked_at(world: World) -> None:
    world.unfinished = True
    quarrelling.before(world)
    world.run(world.end)
    assert mediation.Case.objects.filter(matter__state__in=procedures.LIVE).exists()
