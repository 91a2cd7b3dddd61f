"""A figure that is off makes its row and the story fail; promises are recounted by working time alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.core.worktime import national
from gongzhi.packs import public as packs
from gongzhi.procedures.public import Entry
from gongzhi.stories.figures.recount import due_of
from gongzhi.stories.figures.shape import Row, as_json


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
