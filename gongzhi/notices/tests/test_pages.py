"""The inbox and the failure page as staff see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from gongzhi.access.public import Actor, ActorKind, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.notices.models import Message
from gongzhi.notices.public import send
from gongzhi.people.public import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(monkeypatch: pytest.MonkeyPatch, manual_clock: clock.ManualClock) -> Person:
    person = Person.objects.create(name="王工")
    held = HeldPost(1, "clerk", 2, 3, frozenset({Permission.NOTICE_SEE_FAILURES}), 4)
    actor = Actor(ActorKind.STAFF, person_id=person.pk, posts=(held,))
    monkeypatch.setattr("gongzhi.site.actor.actor_of", lambda user: actor)
    return person


def test_inbox(client: Client, me: Person) -> None:
    assert "没有消息" in client.get("/desk/inbox/").content.decode()
    send(channel="inapp", text="有新的诉求转给您", person_id=me.pk, key="k1")
    send(channel="inapp", text="别人的消息", person_id=Person.objects.create(name="乙").pk, key="k2")
    page = client.get("/desk/inbox/").content.decode()
    assert "有新的诉求转给您" in page
    assert "未读" in page
    assert "别人的消息" not in page
    assert client.post("/desk/inbox/read/").status_code == 302
    assert "全部标为已读" not in client.get("/desk/inbox/").content.decode().split("<main")[1].split("</h1>")[1]


def test_opening_reads_only_ones_own(client: Client, me: Person) -> None:
    send(channel="inapp", text="别人的消息", person_id=Person.objects.create(name="乙").pk, key="k2")
    other = Message.objects.get()
    assert client.post(f"/desk/inbox/{other.pk}/").status_code == 302
    assert client.get(f"/desk/inbox/{other.pk}/").status_code == 405
    other.refresh_from_db()
    assert other.read_at is None


def test_failures_mask_the_receiver_and_hide_the_text(client: Client, me: Person, manual_clock: Any) -> None:
    assert "全部已送达" in client.get("/desk/notices/").content.decode()
    send(channel="sms", text="链接含密钥", phone="13800138000", key="k")
    Message.objects.update(state="failed", next_try_at=None, error="gateway-503", attempts=5)
    manual_clock.advance(timedelta(minutes=1))
    page = client.get("/desk/notices/").content.decode()
    assert "138****8000" in page
    assert "13800138000" not in page
    assert "链接含密钥" not in page
    assert "短信网关返回 503" in page
    client.post(f"/desk/notices/{Message.objects.get().pk}/retry/")
    assert Message.objects.get().state == "pending"
    assert "将立即重新发送" in client.get("/desk/notices/").content.decode()


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    for path in ("/desk/inbox/", "/desk/notices/"):
        assert client.get(path)["Location"].startswith("/login/")
