"""What is put in the outbox, once for each key, and with the act or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.notices.models import Message, unseal
from gongzhi.notices.public import Draft, inbox, mark_all_read, mark_read, send, send_many, unread_count
from gongzhi.people.public import Person

pytestmark = pytest.mark.django_db


def sms(key: str = "k1", **more: object) -> None:
    send(channel="sms", text="您的诉求已受理", phone="13800138000", key=key, **more)  # type: ignore[arg-type]


def test_same_key_is_one_message() -> None:
    sms()
    sms()
    assert Message.objects.count() == 1


def test_one_insert(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        send_many([Draft("sms", "文", f"k{i}", phone="13800138000") for i in range(20)])
    assert Message.objects.count() == 20


def test_not_kept_when_the_act_fails() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        sms()
        raise RuntimeError
    assert not Message.objects.exists()


def test_neither_phone_nor_text_of_an_sms_lies_in_clear() -> None:
    sms()
    row = Message.objects.get()
    kept = repr(Message.objects.values().get()).encode()
    assert b"13800138000" not in kept
    assert "受理".encode() not in kept
    assert unseal(row.sealed, row.id) == ("13800138000", "您的诉求已受理", "")


@pytest.mark.parametrize(
    "bad",
    [
        {"channel": "pigeon", "phone": "13800138000"},
        {"channel": "sms"},
        {"channel": "sms", "phone": "1380013800a"},
        {"channel": "inapp"},
        {"channel": "sms", "phone": "13800138000", "text": " "},
        {"channel": "sms", "phone": "13800138000", "key": "k" * 121},
    ],
)
def test_what_could_never_arrive_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        send(**{"text": "文", "key": "k", **bad})  # type: ignore[arg-type]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("at", "urgent", "due"),
    [
        ("2026-03-02T20:59", False, "2026-03-02T20:59"),
        ("2026-03-02T21:00", False, "2026-03-03T08:00"),
        ("2026-03-03T07:59", False, "2026-03-03T08:00"),
        ("2026-03-03T08:00", False, "2026-03-03T08:00"),
        ("2026-03-02T23:00", True, "2026-03-02T23:00"),
    ],
)
def test_night_waits_for_the_morning(at: str, urgent: bool, due: str) -> None:
    with clock.use(clock.ManualClock(datetime.fromisoformat(at).replace(tzinfo=clock.SHANGHAI))):
        sms(urgent=urgent)
    assert Message.objects.get().next_try_at == datetime.fromisoformat(due).replace(tzinfo=clock.SHANGHAI)


def test_inbox_is_paged_and_read_by_its_owner_only() -> None:
    me, other = Person.objects.create(name="甲"), Person.objects.create(name="乙")
    for i in range(5):
        send(channel="inapp", text=f"消息{i}", person_id=me.id, key=f"m{i}")
    page = inbox(me.id, size=3)
    first = page.items
    assert [m.text for m in first] == ["消息4", "消息3", "消息2"]
    assert [m.text for m in inbox(me.id, size=3, after=page.after).items] == ["消息1", "消息0"]
    assert not mark_read(first[0].id, person_id=other.id)
    assert mark_read(first[0].id, person_id=me.id)
    assert (unread_count(me.id), unread_count(other.id)) == (4, 0)
    assert mark_all_read(person_id=me.id) == 4
    assert unread_count(me.id) == 0
