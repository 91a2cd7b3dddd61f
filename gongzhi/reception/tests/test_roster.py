"""Who receives when and where, changes of single days, who came, and the weekly list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.core.weeks import WEEK
from gongzhi.reception import public as reception
from gongzhi.reception.rules.roster import Changed, Weekly, days
from gongzhi.requests import public as requests
from tests.desks import text, words

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

MONDAY = date(2026, 3, 2)


def hours(city: Settled, weekday: int = 0, starts: int = 9, **more: Any) -> reception.Hours:
    draft = reception.HoursDraft(weekday, time(starts), time(starts + 2), "接待室", city.posts["duty"],
                                 city.posts["reception"])  # fmt: skip
    return reception.add_hours(city.places["zhonghua"], draft, actor=city.actor("director"), **more)


def draft(city: Settled) -> requests.Draft:
    return requests.Draft("厂里改制时分的房子，房产证办不下来。", type_key="hard-history", name="老周",
                          contact_phone="13800138000", place_id=city.places["grid-05"])  # fmt: skip


def test_days_follow_from_weekly_hours_and_what_is_different() -> None:
    row = Weekly(1, 5, 2, time(9), time(11), "室", 10, 11, MONDAY, date(2026, 3, 18))
    off = {(1, date(2026, 3, 11)): Changed(None, None, off=True, reason="开会")}
    found = days([row], off, MONDAY, date(2026, 4, 30))
    assert [(d.day, d.off) for d in found] == [
        (date(2026, 3, 4), False), (date(2026, 3, 11), True), (date(2026, 3, 18), False),
    ]  # fmt: skip
    stands_in = {(1, date(2026, 3, 4)): Changed(12, None, off=False, reason="请假")}
    assert days([row], stands_in, MONDAY, date(2026, 3, 4))[0].leader_id == 12


def test_hours_are_fixed_and_only_planners_plan(city: Settled) -> None:
    row = hours(city, submission="x")
    assert hours(city, submission="x").pk == row.pk
    with pytest.raises(Invalid):
        hours(city, starts=10)  # the same leader at the same time
    with pytest.raises(Forbidden):
        reception.end_hours(row.pk, actor=city.actor("hall"))
    wrong = reception.HoursDraft(1, time(9), time(11), "接待室", city.posts["hall"])
    with pytest.raises(Invalid):
        reception.add_hours(city.places["zhonghua"], wrong, actor=city.actor("director"))
    with pytest.raises(Forbidden):
        reception.add_hours(city.places["songping"], wrong, actor=city.actor("director"))


def test_a_day_is_changed_once_and_taken_back(city: Settled) -> None:
    row, director = hours(city), city.actor("director")
    off = reception.ChangeDraft("区里开会", off=True)
    reception.change_day(row.pk, MONDAY + WEEK, off, actor=director)
    with pytest.raises(Conflict):
        reception.change_day(row.pk, MONDAY + WEEK, off, actor=director)
    shown = reception.roster([row.place_id], MONDAY, MONDAY + WEEK)
    assert [s.day.off for s in shown] == [False, True]
    reception.restore_day(row.pk, MONDAY + WEEK, actor=director)
    assert [s.day.off for s in reception.roster([row.place_id], MONDAY, MONDAY + WEEK)] == [False, False]
    for wrong in (MONDAY + timedelta(days=1), MONDAY - WEEK):
        with pytest.raises(Invalid):
            reception.change_day(row.pk, wrong, off, actor=director)
    other = hours(city, weekday=3)
    with pytest.raises(Invalid):  # of the same leader
        reception.swap(row.pk, MONDAY, other.pk, MONDAY + timedelta(days=3), reason="换班", actor=director)


def test_who_comes_is_a_request_of_who_was_asked_first(city: Settled) -> None:
    row, leader = hours(city), city.actor("duty")
    for _n in range(2):
        came = reception.write_down(row.pk, MONDAY, draft(city), items="房产证\n过渡费", actor=leader, submission="x")
    reception.write_down(row.pk, MONDAY, None, actor=city.actor("reception"))
    assert requests.Request.objects.filter(channel="hard_case_station").count() == 1
    about = requests.read(came.request_id or 0)
    assert about.matter.holder_post_id == city.posts["duty"]
    assert about.matter.first_person_id == city.holders["duty"][0]
    assert reception.spoken_of(about.pk).unanswered == 2
    with pytest.raises(Forbidden):
        reception.write_down(row.pk, MONDAY, None, actor=city.actor("liaison-housing"))
    with pytest.raises(NotFound):
        reception.write_down(row.pk, MONDAY + timedelta(days=1), None, actor=leader)
    with pytest.raises(Invalid):
        reception.write_down(row.pk, MONDAY + WEEK, None, actor=leader)


def test_the_leader_on_duty_confirms_the_weekly_list(city: Settled) -> None:
    row, leader = hours(city), city.actor("duty")
    reception.write_down(row.pk, MONDAY, draft(city), items="房产证\n过渡费", actor=leader)
    seen = reception.confirm_list(row.place_id, MONDAY, actor=leader)
    assert seen.counts == {"came": 1, "open": 1, "looks": 0, "unanswered": 2, "visits": 0}
    assert reception.confirm_list(row.place_id, MONDAY, actor=leader).pk == seen.pk
    with pytest.raises(Forbidden):
        reception.confirm_list(row.place_id, MONDAY, actor=city.actor("director"))
    with pytest.raises(Invalid):
        reception.confirm_list(row.place_id, MONDAY + WEEK, actor=leader)


def test_pages_of_the_roster(
    city: Settled, desk: Callable[..., Client], django_assert_max_num_queries: Any, steady: None
) -> None:
    director, leader, place = desk("director"), desk("duty"), city.places["zhonghua"]
    assert "还没有安排接待" in text(Client().get("/reception/"))
    assert "定人、定岗" in text(director.get("/desk/reception/"))
    form = {"add-weekday": 0, "add-starts": "09:00", "add-ends": "08:00", "add-room": "一楼接待室",
            "add-leader": city.posts["duty"], "add-receiver": city.posts["reception"]}  # fmt: skip
    assert "结束时间早于开始时间" in text(director.post(f"/desk/reception/add/{place}/", form), 422)
    assert director.post(f"/desk/reception/add/{place}/", form | {"add-ends": "11:00"}).status_code == 302
    row = reception.Hours.objects.get()
    assert "一楼接待室" in words(Client().get("/reception/"))
    page = f"/desk/reception/days/{row.pk}/2026-03-02/"
    assert page in text(leader.get("/desk/reception/"))
    came = {"came-description": "房产证办不下来", "came-items": "房产证", "came-type_key": "hard-history",
            "came-place": city.places["grid-05"], "came-name": "老周"}  # fmt: skip
    assert "请选择" in text(leader.post(f"{page}came/", came | {"came-place": ""}), 422)
    assert leader.post(f"{page}came/", came).status_code == 302
    assert leader.post(f"{page}told/", {"submission": "s"}).status_code == 302
    assert "当场说清" in text(leader.get(page))
    ahead = f"/desk/reception/days/{row.pk}/2026-03-09/"
    assert director.post(f"{ahead}change/", {"change-off": "on", "change-reason": "区里开会"}).status_code == 302
    assert "区里开会" in text(director.get(ahead))
    assert "不接待" in text(Client().get("/reception/"))
    assert director.post(f"{ahead}restore/").status_code == 302
    assert leader.get(f"/desk/reception/days/{row.pk}/2026-03-03/").status_code == 404
    listed = leader.get("/desk/reception/list/")
    assert "带班领导还没有看过" in text(listed)
    assert leader.post("/desk/reception/list/confirm/").status_code == 302
    assert "已阅" in text(leader.get("/desk/reception/list/"))
    assert leader.get("/desk/reception/list/export.xlsx").status_code == 200
    assert leader.get("/desk/reception/list/paper/page/").status_code == 200
    assert director.post(f"/desk/reception/end/{row.pk}/").status_code == 302
    assert row.pk in reception.Hours.objects.filter(ends_on=clock.today()).values_list("pk", flat=True)
    for address in ("/desk/reception/", "/desk/reception/list/"):
        leader.get(address)
        with django_assert_max_num_queries(24):
            leader.get(address)
