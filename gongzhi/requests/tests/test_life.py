"""A request lives: received, taken up, handed on, asked, answered, rated, reopened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind
from gongzhi.core import clock
from gongzhi.kit import words
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.rules import Draft
from gongzhi.requests.views import sheet

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

LAMP = Draft(
    description="锦桥路口的路灯不亮好几天了,晚上很黑", name="老周", contact_phone="13800138000",
    lon=106.7065, lat=26.5895, type_key="",
)  # fmt: skip


def resident(reporter: Reporter) -> Actor:
    return Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")


@pytest.mark.django_db
def test_from_the_web_to_a_rated_answer(city: Settled, manual_clock: clock.ManualClock) -> None:
    receipt = requests.intake(LAMP, actor=ANONYMOUS, channel="web", idempotency_key="a")
    again = requests.intake(LAMP, actor=ANONYMOUS, channel="web", idempotency_key="a")
    assert again.again
    assert again.number == receipt.number
    request = Request.objects.select_related("matter").get(number=receipt.number)
    assert request.located
    assert request.matter.holder_post_id == city.posts["hotline"]

    clerk = city.actor("hotline")
    key = next(k for k, v in city.posts.items() if v == sheet.suggested_post(request))
    assert key.startswith("worker-")
    worker = city.actor(key)
    manual_clock.set(datetime(2026, 3, 2, 10, 0, tzinfo=clock.SHANGHAI))
    procedures.accept(request.pk, actor=clerk)
    procedures.offer(request.pk, to_post=city.posts[key], actor=clerk)
    assert procedures.get(request.pk, clerk).holder_post_id == city.posts["hotline"]
    procedures.take_offer(request.pk, actor=worker)
    assert procedures.get(request.pk, worker).holder_post_id == city.posts[key]

    procedures.pause(request.pk, reason="是哪一盏灯?", actor=worker)
    due = procedures.get(request.pk, worker).due_at
    reporter = requests.by_number(receipt.number, requests.secret_of(receipt.reporter_id))
    manual_clock.set(datetime(2026, 3, 3, 10, 0, tzinfo=clock.SHANGHAI))
    requests.add_words(reporter, words="路口东边第二盏", actor=resident(reporter))
    after = procedures.get(request.pk, worker)
    assert after.state == "open"
    assert after.due_at is not None
    assert due is not None
    assert after.due_at > due

    requests.answer(
        request.pk, actor=worker, ending="solved", public_text="已更换灯泡,今晚恢复照明。", internal_text="材料费30元"
    )
    request.refresh_from_db()
    assert request.ending == "solved"
    page = Client().get(receipt.link).content.decode()
    assert "答复：已解决" in page
    assert "最迟" not in page
    reporter = requests.by_number(receipt.number, requests.secret_of(receipt.reporter_id))
    requests.rate(reporter, stars=2, solved=False, actor=resident(reporter))
    requests.reopen(reporter, reason="还是不亮", actor=resident(reporter))
    again_open = procedures.get(request.pk, worker)
    assert again_open.state == "open"
    assert again_open.holder_post_id == city.posts[key]
    page = Client().get(receipt.link).content.decode()
    assert "上次答复：已解决" in page
    assert f"最迟 {words.day(again_open.due_at)} 前答复您" in page
    lines = procedures.timeline(request.pk, public=True)
    assert all("30元" not in line.public_text + line.internal_text for line in lines)
