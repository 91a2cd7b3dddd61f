"""双报到 in a story: each unit claims a project and does it; where one does not, the row is off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.stories import claims, residents
from gongzhi.stories.figures.claimed import f1
from gongzhi.stories.world import World
from tests.towns import settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None, manual_clock: Any) -> Iterator[World]:
    with contextmanager(settled)("chengcheng") as town:
        start, chance = clock.now(), random.Random(1)  # noqa: S311 - a story
        made = World(packs.active(), town, chance, manual_clock, start, start + timedelta(days=40))
        residents.populate(made, 20)
        yield made


def _off(world: World) -> set[str]:
    return {name for name, f in f1(world).figures.items() if not f.ok}


def test_every_unit_claims_a_project_and_does_it(world: World) -> None:
    assert len(claims.units(world)) == 2
    claims.before(world)
    world.run(world.end)
    assert set(f1(world).figures) == {"reported_in", "projects_carried_out", "claims_without_end"}
    assert _off(world) == set()


def test_a_unit_that_claims_nothing_or_does_it_not_is_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "_done", lambda *_: None)
    claims.before(world)
    world.run(world.end)
    assert _off(world) == {"reported_in", "projects_carried_out", "claims_without_end"}
