"""A figure that is off makes its row and the story fail; promises are recounted by working time alone."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.core.worktime import national
from gongzhi.packs import public as packs
from gongzhi.procedures.public import Entry
from gongzhi.stories.figures.advice import advise, missing_endings
from gongzhi.stories.figures.recount import due_of
from gongzhi.stories.figures.shape import Row, as_json
from gongzhi.stories.settle import Settled
from gongzhi.stories.world import World


@pytest.mark.parametrize(("value", "ok"), [(3, True), (2, False)])
def test_a_row_is_as_good_as_its_worst_figure(value: int, ok: bool) -> None:
    row = Row()
    row.equal("levels", value, 3)
    row.least("requests", 400, 400)
    row.between("late", 0.07, 0.03, 0.12)
    assert as_json({"A1": row})["A1"]["ok"] is ok


def line(verb: str, day: int, hour: int, **data: Any) -> Entry:
    at = datetime(2026, 3, day, hour, tzinfo=clock.SHANGHAI)
    return Entry(1, at, verb, "", "", "", "", False, "", "", "", data)


def test_a_promise_waits_for_the_resident_and_begins_anew_when_reopened() -> None:
    limit = packs.load("guiyang").request_type("other").limit  # 5 working days
    opened = [line("open", 2, 10)]
    assert due_of(opened, limit, national()) == datetime(2026, 3, 9, 17, tzinfo=clock.SHANGHAI)
    asked = [*opened, line("pause", 3, 10), line("resume", 4, 10)]  # a working day
    assert due_of(asked, limit, national()) == datetime(2026, 3, 10, 17, tzinfo=clock.SHANGHAI)
    longer = [*asked, line("extend", 5, 9, amount=2, unit="working_days")]
    assert due_of(longer, limit, national()) == datetime(2026, 3, 12, 17, tzinfo=clock.SHANGHAI)
    again = [*longer, line("reopen", 16, 10)]
    assert due_of(again, limit, national()) == datetime(2026, 3, 23, 17, tzinfo=clock.SHANGHAI)


def test_a_promise_stands_still_while_something_is_published() -> None:
    limit = packs.load("guiyang").request_type("other").limit  # 5 working days

    def moved(day: int, hour: int, before: str, after: str) -> Entry:
        return Entry(1, datetime(2026, 3, day, hour, tzinfo=clock.SHANGHAI), "choose", before, after,
                     "", "", False, "", "", "", {})  # fmt: skip

    lines = [line("open", 2, 10), moved(3, 10, "resolve", "publish"), moved(5, 10, "publish", "execute")]
    assert due_of(lines, limit, national()) == datetime(2026, 3, 9, 17, tzinfo=clock.SHANGHAI)
    assert due_of(lines, limit, national(), ["publish"]) == datetime(2026, 3, 11, 17, tzinfo=clock.SHANGHAI)


def test_a_promise_waits_during_a_hold_where_the_pack_says_so() -> None:
    limit = packs.load("guiyang").request_type("other").limit  # 5 working days
    held = [line("open", 2, 10), line("hold", 3, 10), line("decide", 4, 10)]
    assert due_of(held, limit, national()) == datetime(2026, 3, 9, 17, tzinfo=clock.SHANGHAI)
    assert due_of(held, limit, national(), holds_pause=True) == datetime(2026, 3, 10, 17, tzinfo=clock.SHANGHAI)


def test_what_a_quarter_owes_is_set_about_and_named_where_it_did_not_happen() -> None:
    pack = packs.load("guiyang")
    begin = datetime(2026, 3, 2, tzinfo=clock.SHANGHAI)
    manual = clock.ManualClock(begin)
    world = World(pack, Settled(), random.Random(1), manual, begin, begin + timedelta(days=90))
    assert not world.owes("hold")  # not yet
    manual.set(begin + timedelta(days=60))
    assert [world.owes("hold") for _ in range(4)] == [True, True, True, False]
    world.lived["question"] += 1
    assert not world.owes("question")
    told = missing_endings(world, ["solved", "planned"], {"solved"})
    assert "已列入计划（planned: " in told
    assert "request365/" in told
    assert "已解决" not in told
    row = Row()
    row.least("endings_in_use", 1, 2)
    row.note("endings_in_use", told)
    row.least("hold", 0, 1)
    advise(world, {"C2": row})
    figures = as_json({"C2": row})["C2"]["figures"]
    assert figures["endings_in_use"]["note"] == told
    assert "group_weights" in figures["hold"]["note"]
