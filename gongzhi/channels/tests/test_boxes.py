"""Boxes for papers: emptied by two people, each paper a request or set aside, a gap where nobody opened it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.channels import public as channels
from gongzhi.channels.queries.boxes import hanging
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.core.measures import Asked
from gongzhi.kit.tables import Table, open_table
from gongzhi.notices import public as notices
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests
from tests.desks import text
from tests.hostile.conftest import picture

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


@pytest.fixture
def box(city: Settled) -> channels.Box:
    draft = channels.BoxDraft(city.places["zhonghua"], "opinion_box", "大厅门口意见箱", "一楼")
    return channels.set_up(draft, actor=city.actor("director"))


def emptied(city: Settled, box: channels.Box, papers: int) -> channels.Emptying:
    second = city.posts["hotline"]
    return channels.empty(box.pk, day=clock.today(), second_post=second, papers=papers, actor=city.actor("hall"))


def test_two_people_empty_a_box_and_none_counts_too(city: Settled, box: channels.Box) -> None:
    hall = city.actor("hall")
    own = {"day": clock.today(), "second_post": city.posts["hall"], "papers": 0, "actor": hall}
    for wrong in ({}, {"second_post": 5}, {"second_post": city.posts["hotline"], "papers": 900}, {
        "second_post": city.posts["hotline"], "day": clock.today() + timedelta(days=1)
    }):  # fmt: skip
        with pytest.raises(Invalid):
            channels.empty(box.pk, **(own | wrong))
    row = emptied(city, box, 0)
    assert (row.papers, row.first_id != row.second_id) == (0, True)
    with pytest.raises(Conflict):
        emptied(city, box, 2)
    with pytest.raises(Forbidden):
        channels.set_up(channels.BoxDraft(box.place_id, "opinion_box", "第二个"), actor=hall)
    with pytest.raises(Invalid):
        channels.set_up(channels.BoxDraft(box.place_id, "web", "第二个"), actor=city.actor("director"))
    with pytest.raises(Invalid):
        channels.set_up(channels.BoxDraft(box.place_id, "opinion_box", box.title), actor=city.actor("director"))


def test_the_clause_counts_boxes_that_nobody_opened(city: Settled, box: channels.Box) -> None:
    def missed() -> dict[int, float | None]:
        asked = Asked(on=clock.today(), place_kinds=("community",), days=7)
        return {m.unit_id: m.value for m in channels.MEASURES["boxes_unopened"](asked)}

    assert missed()[box.place_id] == 0
    assert {v for pk, v in missed().items() if pk != box.place_id} <= {None}
    channels.Box.objects.update(starts_on=clock.today() - timedelta(days=8))
    assert missed()[box.place_id] == 1
    emptied(city, box, 0)
    assert missed()[box.place_id] == 0
    channels.take_away(box.pk, actor=city.actor("director"))
    with pytest.raises(Conflict):
        channels.take_away(box.pk, actor=city.actor("director"))
    channels.Box.objects.update(ends_on=clock.today() - timedelta(days=1))
    assert missed()[box.place_id] is None


def test_the_second_person_says_whether_it_was_so(
    city: Settled, box: channels.Box, desk: Callable[..., Client]
) -> None:
    row = emptied(city, box, 2)
    hall, hotline, at = desk("hall"), desk("hotline"), f"/desk/boxes/emptied/{row.pk}/there/"
    second = city.actor("hotline")
    assert second.person_id is not None
    (asked,) = notices.inbox(second.person_id).items
    assert box.title in asked.text
    assert notices.page_about(asked.about) == at
    assert "尚未确认" in text(hall.get(f"/desk/boxes/{box.pk}/"))
    assert hall.get(at).status_code == 404  # nobody says it for the other one
    assert hall.post(at, {"there": "yes"}).status_code == 404
    assert "我们两人一起开箱" in text(hotline.get(at))
    for _again in (1, 2):
        assert hotline.post(at, {"there": "yes"}).status_code == 302
    assert "您已确认" in text(hotline.get(at))
    assert "尚未确认" not in text(hall.get(f"/desk/boxes/{box.pk}/"))
    with pytest.raises(Conflict):
        channels.say_there(row.pk, there=False, reason="没有一起", actor=second)
    assert [r[-1] for _n, r in sheet(hall.get("/desk/boxes/register.xlsx")).rows()] == ["已确认"]


def test_what_the_second_person_denies_does_not_count(city: Settled, box: channels.Box) -> None:
    channels.Box.objects.update(starts_on=clock.today() - timedelta(days=8))
    row = emptied(city, box, 2)
    (hung,) = hanging([box])
    assert (hung.last, hung.waiting) == (clock.today(), 2)
    with pytest.raises(Invalid):
        channels.say_there(row.pk, there=False, actor=city.actor("hotline"))
    channels.say_there(row.pk, there=False, reason="我当天休息", actor=city.actor("hotline"))
    (hung,) = hanging([box])
    assert (hung.last, hung.waiting) == (None, 0)
    asked = Asked(on=clock.today(), place_kinds=("community",), days=7)
    assert {m.unit_id: m.value for m in channels.MEASURES["boxes_unopened"](asked)}[box.place_id] == 1
    with pytest.raises(NotAllowed):
        channels.set_aside(row.pk, 1, reason="一张空白纸", actor=city.actor("hall"))
    assert emptied(city, box, 1).pk != row.pk  # by two, on the same day


def test_the_light_is_that_of_the_rules_in_force(
    city: Settled, box: channels.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = packs.load("guangyuan")
    weekly = next(s for s in rules.standards if s.measure == "boxes_unopened")
    for days, lights in ((weekly.days, ("green", "red")), (30, ("green", "green"))):
        changed = [s.model_copy(update={"days": days}) if s is weekly else s for s in rules.standards]
        there = rules.model_copy(update={"standards": tuple(changed)})
        monkeypatch.setattr("gongzhi.channels.queries.boxes.packs.active", lambda there=there: there)
        seen = []
        for ago in (1, 8):
            box.starts_on = clock.today() - timedelta(days=ago)
            seen.append(hanging([box])[0].light)
        assert tuple(seen) == lights


def sheet(answer: Any) -> Table:
    return open_table(b"".join(answer.streaming_content))


def test_papers_are_entered_at_the_desk(
    city: Settled, desk: Callable[..., Client], django_assert_max_num_queries: Any, steady: None
) -> None:
    director, hall = desk("director"), desk("hall")
    assert "还没有" in text(director.get("/desk/boxes/"))
    made = {"title": "大厅意见箱", "where": "一楼", "place": city.places["zhonghua"], "channel": "opinion_box"}
    assert "请填写" in text(director.post("/desk/boxes/", made | {"title": ""}), 422)
    page = director.post("/desk/boxes/", made)["Location"]
    assert hall.post("/desk/boxes/", made).status_code == 403
    sent = {"day": clock.today().isoformat(), "second_post": city.posts["hotline"], "papers": 2}
    assert "两个人" in text(hall.post(page, sent | {"second_post": city.posts["hall"]}), 422)
    papers = hall.post(page, sent)["Location"]
    assert "已经" in text(hall.post(page, sent), 422)
    assert f"{papers}1/" in text(hall.get(papers))
    assert hall.get(f"{papers}3/").status_code == 404
    words = {"description": "楼道路灯不亮", "address": "3栋"}
    assert "扫描" in text(hall.post(f"{papers}1/", words), 422)
    wrong = SimpleUploadedFile("scan.jpg", b"no picture")
    assert "JPEG" in text(hall.post(f"{papers}1/", words | {"scan": wrong}), 422)
    scan = SimpleUploadedFile("scan.jpg", picture())
    taken = hall.post(f"{papers}1/", words | {"scan": scan})
    assert taken["Location"] == f"{papers}2/"
    scan.seek(0)
    assert "已经" in text(hall.post(f"{papers}1/", words | {"scan": scan}), 422)
    about = requests.Request.objects.select_related("matter").get(channel="opinion_box")
    assert about.matter.holder_post_id == city.posts["hall"]
    assert "几个字" in text(hall.post(f"{papers}2/", {"aside": "1", "aside-reason": "a"}), 422)
    assert hall.post(f"{papers}2/", {"aside": "1", "aside-reason": "空白纸"})["Location"] == papers
    shown = text(hall.get(papers))
    assert "空白纸" in shown
    assert requests.spoken(about.number) in shown
    assert desk("worker-01").get(papers).status_code == 404
    assert "/photo/" in text(hall.get(f"/desk/requests/{about.number}/"))
    assert hall.get("/desk/boxes/register.xlsx").status_code == 200
    assert director.post(f"{page}away/").status_code == 302
    director.get("/desk/boxes/")
    with django_assert_max_num_queries(16):
        director.get("/desk/boxes/")
    with django_assert_max_num_queries(22):
        hall.get(papers)
