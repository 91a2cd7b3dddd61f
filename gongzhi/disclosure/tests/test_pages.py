"""The pages of the board as a visitor and a publishing clerk see them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.public import withdraw
from gongzhi.disclosure.tests.test_publish import put


@pytest.fixture
def clerk(client: Client, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("gongzhi.site.actor.actor_of", lambda user: town.clerk)
    return client


def test_empty_board_says_so(client: Client, town: SimpleNamespace) -> None:
    page = client.get("/board/").content.decode()
    assert "公开栏上暂时没有内容" in page
    assert "没有找到" in client.get("/board/?q=灯").content.decode()


def test_list_and_sheet(client: Client, town: SimpleNamespace) -> None:
    row = put(town)
    page = client.get("/board/").content.decode()
    assert "路灯维修" in page
    assert "还剩 7 天" in page
    sheet = client.get(f"/board/{row.pk}/").content.decode()
    assert "三月五日前更换路灯十二盏。" in sheet
    assert "2026-03-09" in sheet
    assert f"/ledger/document/posting/{row.pk}/" in sheet
    assert client.get("/board/12/").status_code == 404


@pytest.mark.parametrize("query", ["board=none", "place=x", "place=99999999999999999999", "q=" + "字" * 500, "q=%00"])
def test_odd_queries_are_no_errors(client: Client, town: SimpleNamespace, query: str) -> None:
    assert client.get(f"/board/?{query}").status_code == 200


def test_withdrawn_shows_reason_in_list_and_sheet(client: Client, town: SimpleNamespace) -> None:
    row = put(town)
    withdraw(row.pk, reason="日期有误", actor=town.clerk)
    for path in ("/board/", f"/board/{row.pk}/"):
        page = client.get(path).content.decode()
        assert "日期有误" in page
        assert "已撤回" in page


def test_list_needs_few_queries(client: Client, town: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    for i in range(15):
        put(town, title=f"公示{i}号")
    with django_assert_max_num_queries(4):
        client.get("/board/")


def test_clerk_publishes_and_second_click_is_the_same(clerk: Client, town: SimpleNamespace) -> None:
    form = clerk.get("/desk/board/new/").context["form"]
    data = {"board": "affairs", "place": town.sunny.pk, "title": "停水通知", "text": "明日停水。", "days": ""}
    data["submission"] = form["submission"].value()
    first, second = clerk.post("/desk/board/new/", data), clerk.post("/desk/board/new/", data)
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    assert "停水通知" in clerk.get("/desk/board/").content.decode()


def test_clerk_sees_what_was_found_and_keeps_the_text(clerk: Client, town: SimpleNamespace) -> None:
    data = {"board": "affairs", "place": town.sunny.pk, "title": "停水通知", "text": "详询张伟先生13800138000"}
    answer = clerk.post("/desk/board/new/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<mark>13800138000</mark>" in page
    assert "手机号码" in page
    assert "详询张伟先生13800138000" in page
    assert not Posting.objects.exists()


def test_clerk_withdraws(clerk: Client, town: SimpleNamespace) -> None:
    row = put(town)
    assert clerk.post(f"/desk/board/{row.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/desk/board/{row.pk}/withdraw/", {"reason": "日期有误"}).status_code == 302


def test_strangers_are_sent_to_sign_in(client: Client, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.site.actor.actor_of", lambda user: ANONYMOUS)
    for path in ("/desk/board/", "/desk/board/new/", "/desk/board/1/withdraw/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")
