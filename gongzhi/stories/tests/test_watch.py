"""Duty and patrols of a story: no hour without somebody, notes signed, every check point every week; without: off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.duty import public as duty
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.stories import watch
from gongzhi.stories.figures.watch import c6, d7
from gongzhi.stories.world import World
from tests.towns import settled

pytestmark = pytest.mark.django_db
DAYS = 15
DUTY = ("shifts_without_anybody", "hours_without_anybody", "shifts_handed_over", "signed_by_the_next")


@pytest.fixture
def world(db: None, manual_clock: Any) -> Iterator[World]:
    with contextmanager(settled)("guangyuan") as town:
        start = clock.now()
        chance = random.Random(1)  # noqa: S311 - a story
        yield World(packs.active(), town, chance, manual_clock, start, start + timedelta(days=DAYS))


def _figures(world: World) -> dict[str, bool]:
    return {name: f.ok for name, f in d7(world).figures.items() if not name.startswith("lines_of")}


def test_somebody_is_there_at_every_hour_and_hands_over(world: World) -> None:
    watch.before(world)
    world.run(world.begin + timedelta(days=4))
    place = places.get(world.settled.places[world.community.main])
    (one,) = duty.rotas([place], clock.today() + timedelta(days=1), 1)
    away = next(s for s in one.seats if s.filled)
    orgs.end_appointment(away.appointment_id or 0, actor=SYSTEM)
    world.forget_staff()
    world.run(world.end)
    assert set(_figures(world).values()) == {True}
    assert set(DUTY) | {"weeks_walked_whole"} <= set(_figures(world))
    assert duty.not_taken([place]) == {place.pk: 0}


def test_without_watch_the_figures_are_off(world: World) -> None:
    world.run(world.end)
    found = _figures(world)
    assert not any(found[name] for name in ("shifts_without_anybody", "hours_without_anybody", "weeks_walked_whole"))
    assert c6(world).figures["found_on_patrol"].value == 0
