"""The property reform and the two lists are lived by the product's verbs; without them their rows are wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.property import public as property_
from gongzhi.stories import homes, matched, residents
from gongzhi.stories.figures.homes import c7, c8
from gongzhi.stories.world import World
from tests.towns import settled

pytestmark = pytest.mark.django_db
in_town = contextmanager(settled)


@pytest.fixture
def world(db: None, manual_clock: Any, settings: Any, tmp_path: Path) -> Iterator[World]:
    settings.FILES_ROOT = tmp_path / "files"
    with in_town("subdistrict") as town:
        start, chance = clock.now(), random.Random(1)  # noqa: S311 - a story
        yield World(packs.active(), town, chance, manual_clock, start, start + timedelta(days=91))


def test_a_story_without_the_reform_and_the_lists_fails_its_rows(world: World) -> None:
    for row in (c7(world), c8(world)):
        assert not row.ok
    wrong = {name for name, figure in c7(world).figures.items() if not figure.ok}
    assert {"fee_income_first", "fee_income_year", "jobs_found", "orders_to_mend", "orders_lifted"} <= wrong
    assert not c8(world).figures["two_lists"].ok


def test_the_reform_and_the_lists_are_lived_from_the_first_day_to_the_last(world: World) -> None:
    def ticks() -> None:
        procedures.run_ticks(200)
        world.at(clock.now() + timedelta(days=1), ticks)

    residents.populate(world, 12)
    homes.before(world)
    matched.before(world)
    ticks()
    world.run(world.end + timedelta(days=20))
    for row in (c7(world), c8(world)):
        assert {n: f for n, f in row.figures.items() if not f.ok} == {}
    lines = property_.figures.by_quarter(property_.estate_reads.public(), clock.today(), 20)
    assert [x.after_fact for x in lines] == [10, 10, *[20] * 8, 0, 0]  # incomes of ten estates, and subsidies
