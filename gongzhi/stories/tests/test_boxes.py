"""Boxes of a story: emptied at their rhythm by two, every paper a request or set aside; else: off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongzhi.channels import public as channels
from gongzhi.core import clock
from gongzhi.core.worktime import national
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests
from gongzhi.stories import boxes, residents
from gongzhi.stories.figures.boxed import boxed
from gongzhi.stories.figures.shape import Row
from gongzhi.stories.world import World, local
from tests.towns import settled

DAYS = 36


def test_days_of_emptying() -> None:
    first, calendar = date(2026, 3, 2), national()  # a Monday
    some = {first + timedelta(days=n): 1 for n in (3, 4)}
    found = boxes.days(some, first, first + timedelta(days=20), 7, calendar)
    assert found == [first + timedelta(days=n) for n in (3, 4, 11, 18)]
    assert boxes.days({first: 2}, first, first + timedelta(days=6), 7, calendar) == [first]
    # a day off: the last working day before
    off = boxes.days({}, date(2026, 3, 7), date(2026, 3, 20), 7, calendar)
    assert off == [date(2026, 3, 13), date(2026, 3, 20)]


@pytest.fixture
def world(db: None, manual_clock: Any) -> Iterator[World]:
    with contextmanager(settled)("guangyuan") as town:
        start = clock.now()
        chance = random.Random(1)  # noqa: S311 - a story
        made = World(packs.active(), town, chance, manual_clock, start, start + timedelta(days=DAYS))
        residents.populate(made, 20)
        yield made


def _planned(world: World) -> list[tuple[datetime, str]]:
    first = clock.local(world.begin).date()
    found = [(local(first + timedelta(days=n), 10.5), "opinion_box") for n in (9, 9, 16)]
    for moment, way in found:
        world.at(moment, lambda way=way: residents.report(world, way, lambda *_: None))  # type: ignore[misc]
    return found


def _figures(world: World) -> dict[str, bool]:
    row = Row()
    boxed(world, row)
    return {name: f.ok for name, f in row.figures.items()}


def test_boxes_are_emptied_and_every_paper_goes_on(world: World) -> None:
    boxes.before(world, _planned(world))
    world.run(world.end)
    found = _figures(world)
    assert len(found) == 9
    assert [name for name, ok in found.items() if not ok] == []
    assert requests.Request.objects.filter(channel="opinion_box").count() == 3
    assert channels.Paper.objects.exclude(matter=None).count() == 3
    assert channels.Emptying.objects.filter(second_says="no").count() == 1
    row = channels.Emptying.objects.filter(second_how="code").first()
    assert row is not None
    channels.Emptying.objects.filter(pk=row.pk).update(second_says="", papers=9)
    off = {name for name, ok in _figures(world).items() if not ok}
    assert {"boxes_opened_not_by_two", "papers_not_entered"} <= off


def test_a_box_that_nobody_empties_is_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "_empty", lambda *_: None)
    boxes.before(world, _planned(world))
    world.run(world.end)
    off = {name for name, ok in _figures(world).items() if not ok}
    assert {"boxes_opened_late", "requests_of_boxes_without_paper", "papers_that_became_requests"} <= off
