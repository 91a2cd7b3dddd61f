"""The pacts of a story are adopted and hold, so that the clause about them is met from its first day."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.deliberation.public import PactVersion, Topic
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.standards import public as standards
from gongzhi.stories import pacts, residents, topics
from gongzhi.stories.world import World
from tests.towns import settled

pytestmark = pytest.mark.django_db
in_town = contextmanager(settled)
FIRST = {"yaan": ("yard-pact", 8, set()), "guangyuan": ("residents-pact", 1, {"大昌沟社区"})}


@pytest.fixture
def world(db: None, manual_clock: Any, request: pytest.FixtureRequest) -> Iterator[World]:
    with in_town(request.param) as town:
        start = clock.now()
        chance = random.Random(1)  # noqa: S311 - a story
        yield World(packs.active(), town, chance, manual_clock, start, start + timedelta(days=90))


@pytest.mark.parametrize("world", FIRST, indirect=True)
def test_each_place_that_can_has_its_pact(world: World) -> None:
    rule, number, without = FIRST[world.pack.name]

    def ticks() -> None:
        procedures.run_ticks(200)
        world.at(clock.now() + timedelta(days=1), ticks)

    residents.populate(world, 12)
    world.wakes = lambda: procedures.run_ticks(200) and None
    pacts.before(world)
    topics.before(world)
    ticks()
    world.run(world.end)
    heard = Topic.objects.filter(kind="five-steps", hearings__state="published")
    assert {t.matter.state for t in heard.select_related("matter")} == {"archived"}
    assert PactVersion.objects.exclude(in_force_on=None).count() == number
    standard = world.pack.standard(rule)
    assert standard.starts_on is not None
    assert standard.starts_on > clock.today()
    day = max(standard.starts_on, date(2026, 10, 1))
    short = {g.measured.unit for g in standards.evaluate(world.pack, day) if g.standard.key == rule}
    assert short == without
