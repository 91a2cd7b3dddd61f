"""What a community owes its boards: due, late (a gap), done by a posting of that class and period."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.public import Duty, Stand, owed
from gongzhi.packs import public as packs
from gongzhi.standards.public import gaps_on
from tests.desks import Desk

PACK = "guangyuan"
OWNER = "director"


def at(manual: Any, day: date, hour: int = 9) -> None:
    manual.set(datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI))


def line(town: Any, key: str, period: str = "2026-Q1") -> disclosure.Owed:
    place = town.places["shipan"]
    return next(o for o in owed([place]) if o.item.key == key and o.period.key == period)


def put(town: Any, key: str = "decisions", period: str = "2026-Q1", board: str = "residents", **more: Any) -> Posting:
    given: dict[str, Any] = {"title": "第一季度居务公开", "text": "决定事项和实施情况如下。", **more}
    return disclosure.publish(
        board=board, place_id=town.places["shipan"], actor=town.actor(OWNER), duty=Duty(key, period), **given
    )


def test_due_then_late_then_done(town: Any, manual_clock: Any) -> None:
    assert line(town, "decisions").stand is Stand.COMING
    assert not [o for o in owed(None) if o.period.last < date(2026, 3, 2)]  # what ended before the rules came
    at(manual_clock, date(2026, 4, 1))
    assert line(town, "decisions").stand is Stand.DUE
    at(manual_clock, date(2026, 4, 15), 23)
    assert line(town, "decisions").stand is Stand.DUE
    at(manual_clock, date(2026, 4, 16), 0)
    late = line(town, "decisions")
    assert (late.stand, late.days) == (Stand.LATE, 1)
    row = put(town)
    done = line(town, "decisions")
    assert (done.stand, done.about, done.days) == (Stand.DONE_LATE, row.pk, 1)
    disclosure.withdraw(row.pk, reason="数字有误", actor=town.actor(OWNER))
    assert line(town, "decisions").stand is Stand.LATE


def test_what_is_late_is_a_gap_of_the_place(town: Any, manual_clock: Any) -> None:
    day = date(2026, 4, 20)
    at(manual_clock, day)
    rows = [r for r in gaps_on(packs.active(), day) if r["rule"] == "disclosures-in-time"]
    assert sorted(r["unit"] for r in rows) == ["大昌沟社区", "石盘社区"]
    mine = next(r for r in rows if r["unit"] == "石盘社区")
    quarterly = [d for d in packs.active().disclosures if d.every == "quarter"]
    assert (mine["value"], mine["since"]) == (len(quarterly), "2026-04-02")  # the open day was due on the 1st
    for item in quarterly:
        if item.by == "posting":
            put(town, item.key, board=item.board)
    rows = [r for r in gaps_on(packs.active(), day) if r["rule"] == "disclosures-in-time" and r["unit"] == "石盘社区"]
    assert [r["value"] for r in rows] == [1]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"period": ""}, "period"),
        ({"period": "2026-H1"}, "period"),
        ({"key": "others"}, "period"),
        ({"key": "gossip"}, "disclosure"),
        ({"key": "open-day"}, "disclosure"),
        ({"board": "finance"}, "board"),
        ({"days": 14}, "days"),
        ({"text": "上期结余：＿＿元"}, "text"),
        ({"key": "funds", "board": "finance", "days": 14}, "days"),  # 7 days of the board, 15 of the law
    ],
)
def test_refused(town: Any, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        put(town, **more)
    assert caught.value.field == field
    assert not Posting.objects.exists()


def test_a_class_of_the_law_stands_fifteen_days_on_a_board_of_seven(town: Any) -> None:
    assert packs.active().board("finance").days_min < 15
    assert put(town, "funds", board="finance").days_left == 15


def test_a_correction_stands_beside_the_old_version(town: Any) -> None:
    old = put(town)
    actor = town.actor(OWNER)
    new = disclosure.correct(
        old.pk, title="第一季度居务公开（更正）", text="更正后的情况。", why="金额写错", actor=actor
    )
    assert (new.disclosure, new.period, new.corrects_id, new.board) == ("decisions", "2026-Q1", old.pk, "residents")
    again = disclosure.posting(old.pk)
    assert (again.text, again.withdrawn_at) == ("决定事项和实施情况如下。", None)
    with pytest.raises(Conflict):
        disclosure.correct(old.pk, title="再更正", text="再更正。", why="又错了", actor=actor)
    disclosure.withdraw(new.pk, reason="重复", actor=actor)
    with pytest.raises(NotAllowed):
        disclosure.correct(new.pk, title="再更正", text="再更正。", why="又错了", actor=actor)


def test_the_list_leads_to_a_filled_form(town: Any, desk: Desk, manual_clock: Any) -> None:
    at(manual_clock, date(2026, 4, 16))
    client = desk(OWNER)
    page = client.get("/desk/board/owed/").content.decode()
    place = town.places["shipan"]
    link = f"/desk/board/new/?class=decisions&amp;period=2026-Q1&amp;place={place}"
    assert link in page
    assert "逾期 1 天" in page
    form = client.get(link.replace("&amp;", "&")).content.decode()
    assert "石盘社区2026年第一季度居民会议、居民代表会议决定事项及实施情况" in form
    assert "三、下一步安排" in form
    assert 'value="15"' in form
    assert client.get("/desk/board/owed.xlsx").status_code == 200


def test_the_list_asks_a_few_questions_however_long_it_is(town: Any, desk: Desk, manual_clock: Any) -> None:
    client = desk(OWNER)
    client.get("/desk/board/owed/?state=all")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/board/owed/?state=all")
    at(manual_clock, date(2026, 2, 1) + timedelta(days=200))
    client = desk(OWNER)  # long idle
    client.get("/desk/board/owed/")
    with CaptureQueriesContext(connection) as many:
        page = client.get("/desk/board/owed/?state=all")
    assert page.status_code == 200
    assert len(many) <= len(few) + 1 <= 25
