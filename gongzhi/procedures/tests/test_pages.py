"""The pages: anyone reads a procedure; the calendar is edited by who may."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from gongzhi.people.public import Account
from gongzhi.procedures import public as engine
from gongzhi.procedures.queries.drawings import draw

pytestmark = pytest.mark.django_db


def signed_in(post: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(Account.objects.create(person=post.person, username=f"u{post.id}"))
    return client


def test_anyone_reads_a_procedure_with_its_limits_and_sources(town: SimpleNamespace, client: Client) -> None:
    page = client.get("/procedures/simple/")
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("诉求办理", "受理", "4个工作小时", "5个工作日", "<svg", "测试"):
        assert words in text
    assert "诉求办理" in client.get("/procedures/").content.decode()
    assert client.get("/procedures/nothing/").status_code == 404


def test_the_chart_is_text_that_fits_its_frame(town: SimpleNamespace) -> None:
    svg = ET.fromstring(draw(engine.current("simple")))
    ns = "{http://www.w3.org/2000/svg}"
    width, height = (float(n) for n in svg.attrib["viewBox"].split()[2:])
    texts = list(svg.iter(f"{ns}text"))
    shown = " ".join("".join(t.itertext()) for t in texts)
    for step in engine.current("simple").steps:
        assert step.title in shown
    assert svg.find(f"{ns}title") is not None
    assert svg.find(f"{ns}desc") is not None
    assert all(0 <= float(t.attrib["x"]) <= width and 0 <= float(t.attrib["y"]) <= height for t in texts)
    boxes = [(float(r.attrib["y"]), float(r.attrib["height"])) for r in svg.iter(f"{ns}rect")]
    assert all(a + h < b for (a, h), (b, _) in zip(boxes, boxes[1:], strict=False))


def test_the_desk_page_is_for_staff(town: SimpleNamespace, client: Client) -> None:
    assert client.get("/desk/procedures/").status_code in (302, 403)
    assert "诉求办理" in signed_in(town.worker).get("/desk/procedures/").content.decode()


def test_a_director_edits_the_calendar_of_the_community(town: SimpleNamespace) -> None:
    client = signed_in(town.director)
    body: dict[str, Any] = {
        "what": "day",
        "date": "2026-03-04",
        "kind": "half",
        "hours": "９：００－１１：３０",
        "source": "停电通知",
    }
    assert client.post("/desk/calendar/?year=2026", body).status_code == 302
    row = engine.CalendarDay.objects.get()
    assert (row.place_id, row.intervals) == (town.area.pk, [["09:00", "11:30"]])
    assert "停电通知" in client.get("/desk/calendar/?year=2026").content.decode()
    wrong = client.post("/desk/calendar/?year=2026", body | {"hours": "上午"})
    assert wrong.status_code == 422
    assert "上午" in wrong.content.decode()
    assert client.post("/desk/calendar/?year=2026", {"what": "clear", "date": "2026-03-04"}).status_code == 302
    assert not engine.CalendarDay.objects.exists()
    assert client.post("/desk/calendar/?year=2026", {"what": "clear", "date": "x"}).status_code == 422


def test_a_worker_reads_the_calendar_and_changes_nothing(town: SimpleNamespace) -> None:
    client = signed_in(town.worker)
    assert client.get("/desk/calendar/?year=2031").status_code == 200
    body = {"what": "day", "date": "2026-03-04", "kind": "holiday"}
    assert client.post("/desk/calendar/", body).status_code in (403, 422)
    assert not engine.CalendarDay.objects.exists()


def test_a_join_and_its_supervisors_are_drawn_and_told(town: SimpleNamespace, client: Client) -> None:
    text = client.get("/procedures/together/").content.decode()
    for words in (
        "监督委员监督",
        "质询1个工作日内答复",
        "可暂缓5个自然日",
        "同时请水务、供电参加",
        "2个工作小时内签收",
    ):
        assert words in text
    ET.fromstring(draw(engine.current("together")))
