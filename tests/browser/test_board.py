"""The public board, the sheet and the pages of staff around messages, looked at in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.access.public import Actor, ActorKind, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.disclosure.public import Answered, publish, withdraw
from gongzhi.disclosure.tests.conftest import boards, town
from gongzhi.notices.models import Message
from gongzhi.notices.public import send
from gongzhi.people.public import Person
from tests.browser.conftest import examine, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["boards", "town"]  # fixtures of the context's own tests


@pytest.fixture
def filled(town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    now = clock.now()
    answered = Answered(
        question="小区北门路灯连续三天不亮，晚上老人出行看不清台阶。",
        unit="阳光社区服务中心",
        asked_at=now - timedelta(days=3),
        answered_at=now,
    )
    town.answer = publish(
        board="affairs",
        title="关于北门路灯不亮的答复",
        text="经现场查看，系线路老化。已于三月一日更换线路并恢复照明，今后每月巡查一次。\n\n如仍有问题，请在十日内重新提出。",
        place_id=town.sunny.pk,
        actor=town.clerk,
        about=77,
        answered=answered,
    )
    text = "经居民会议讨论，同意在地面停车场东侧安装充电桩十二个。"
    gone = {"board": "residents", "title": "充电桩选址公示" * 6, "text": text, "place_id": town.sunny.pk}
    town.gone = publish(**gone, actor=town.clerk)
    withdraw(town.gone.pk, reason="附图有误，更正后重新公开", actor=town.clerk)
    person = Person.objects.create(name="王工")
    allowed = frozenset({Permission.BOARD_PUBLISH, Permission.NOTICE_SEE_FAILURES})
    held = HeldPost(1, "clerk", 2, town.sunny.pk, allowed, 4)
    staff = Actor(ActorKind.STAFF, person_id=person.pk, account_id=6, posts=(held,))
    monkeypatch.setattr("gongzhi.site.actor.actor_of", lambda user: staff)
    send(channel="inapp", text="转给您一件诉求：北门路灯不亮，请于 2026-03-04 前受理。", person_id=person.pk, key="a")
    send(channel="inapp", text="诉求即将到期：垃圾桶满溢。", person_id=person.pk, key="b")
    for key, state, error in [("c", "failed", "gateway-503"), ("d", "pending", "gateway-timeout")]:
        send(channel="sms", text="文", phone="13800138000", key=key)
        tries = now if state == "pending" else None
        Message.objects.filter(key=key).update(state=state, error=error, attempts=3, next_try_at=tries)
    return town


def test_pages_look_right(filled: SimpleNamespace, page: Any, look: Callable[..., None]) -> None:
    look(page, "/board/", "board")
    look(page, "/board/?board=residents&q=没有的词", "board-empty")
    look(page, f"/board/{filled.answer.pk}/", "board-sheet")
    look(page, f"/board/{filled.gone.pk}/", "board-withdrawn")
    look(page, "/desk/board/", "desk-board")
    look(page, "/desk/board/new/", "desk-board-new")
    look(page, "/desk/inbox/", "desk-inbox")
    look(page, "/desk/notices/", "desk-notices")


def test_personal_data_is_shown_where_it_stands(filled: SimpleNamespace, page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/desk/board/new/")
    page.get_by_label("标题").fill("停水通知")
    page.get_by_label("正文").fill("详询张伟先生，电话13800138000，住3栋2单元501室。")
    follow(page.get_by_role("button", name="公开"))
    expect(page.locator("mark")).to_have_text(["张伟", "13800138000", "3栋2单元501室"])
    assert page.locator("li", has=page.locator("mark")).first.inner_text().startswith("姓名 (正文): 详询张伟先生，电话")
    examine(page, "desk-board-findings-phone")


def test_sheet_prints_without_frame(filled: SimpleNamespace, page: Any) -> None:
    page.goto(f"/board/{filled.answer.pk}/")
    page.emulate_media(media="print")
    expect(page.locator(".p-head")).not_to_be_visible()
    expect(page.locator(".p-foot")).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
