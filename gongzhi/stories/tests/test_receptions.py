"""Leaders receive in a story: hours, sheets, items, the list, looks; a story without them fails its figures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests
from gongzhi.stories import receptions, residents, staff
from gongzhi.stories.figures.receptions import c3
from gongzhi.stories.world import World, local
from tests.towns import settled

pytestmark = pytest.mark.django_db
DAYS = 130  # a quarter, and what was put on its list early is looked at


@pytest.fixture
def world(db: None, manual_clock: Any) -> Iterator[World]:
    with contextmanager(settled)("guiyang") as town:
        start = clock.now()
        chance = random.Random(1)  # noqa: S311 - a story
        made = World(packs.active(), town, chance, manual_clock, start, start + timedelta(days=DAYS))
        residents.populate(made, 12)

        def ticks() -> None:
            procedures.run_ticks(200)
            made.at(clock.now() + timedelta(hours=6), ticks)

        made.wakes = lambda: procedures.run_ticks(200) and None
        ticks()
        yield made


def test_leaders_receive_and_what_is_raised_is_answered_item_by_item(world: World) -> None:
    receptions.before(world)
    first = clock.local(world.begin).date() + timedelta(days=1)
    for n in range(10):
        day = first + timedelta(days=3 * n)
        world.at(local(day, 9.5), lambda: residents.report(world, "hard_case_station", staff.begin))
    world.run(world.end)
    row = c3(world)
    assert {name: (f.value, f.expected) for name, f in row.figures.items() if not f.ok} == {}
    assert row.figures["came_with_a_request"].value > 3
    first_listed = reception.Waiting.objects.filter(listed=True).order_by("since", "id")[0]
    assert first_listed.how == "still"
    assert clock.local(first_listed.looked_at).date() >= first_listed.due_on  # type: ignore[arg-type]


def test_without_receptions_the_figures_are_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receptions, "attend", lambda *_args: None)
    world.at(local(clock.today(), 14.6), lambda: residents.report(world, "hard_case_station", staff.begin))
    world.run(world.begin + timedelta(days=92))
    assert requests.Request.objects.count() == 1
    off = {name for name, f in c3(world).figures.items() if not f.ok}
    assert {"receptions_held", "told_at_once", "weekly_lists_confirmed", "items_raised"} <= off
