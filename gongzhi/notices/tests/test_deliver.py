"""Workers that deliver, among them one that is killed in the middle; each message arrives once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from gongzhi.access.public import Actor, ActorKind, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden
from gongzhi.notices import kinds
from gongzhi.notices.models import Message
from gongzhi.notices.public import Draft, deliver_due, failures, retry, send, send_many
from gongzhi.notices.rules import LEASE, MAX_ATTEMPTS, DeliveryFailed, Outgoing

WORKER = """
import os, signal, sys, time
import django
django.setup()
from gongzhi.notices.kinds import sandbox
from gongzhi.notices.public import deliver_due
when, real, seen = sys.argv[1], sandbox.append, 0
def append(path, message):
    global seen
    seen += 1
    dies = seen == 4 and when != "never"
    if not dies or when == "after":
        real(path, message)
    if dies:
        time.sleep(1.5)  # the others are at work meanwhile
        os.kill(os.getpid(), signal.SIGKILL)
sandbox.append = append
while deliver_due(limit=10):
    pass
"""


def database_url() -> str:
    s = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{s['NAME']}"
    user, password = (quote(s[k] or "", safe="") for k in ("USER", "PASSWORD"))
    return f"postgresql://{user}:{password}@/{s['NAME']}?host={quote(s['HOST'], safe='')}&port={s['PORT'] or 5432}"


def start(script: str, *args: str, **env: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *args],
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "gongzhi.site.settings", **env},
    )


def lines() -> list[dict[str, str]]:
    path = Path(settings.OUTBOX_ROOT) / "sms.jsonl"
    return [json.loads(x) for x in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_worker_loses_and_doubles_nothing(when: str) -> None:
    keys = [f"{when}-{i}" for i in range(60)]
    send_many([Draft("sms", f"第{k}条", k, phone="13800138000", urgent=True) for k in keys])
    victim = start(WORKER, when)
    while not Message.objects.filter(state="sending").exists():
        assert victim.poll() is None
        time.sleep(0.01)
    others = [start(WORKER, "never") for _ in range(2)]
    assert victim.wait(60) == -9
    assert [p.wait(60) for p in others] == [0, 0]
    assert Message.objects.filter(state="sending").count() == 5  # of 8 claimed: three were marked, one or none sent
    assert deliver_due(limit=100) == 0  # the dead worker's claim still holds
    with clock.use(clock.ManualClock(clock.now() + LEASE + timedelta(seconds=1))):
        deliver_due(limit=100)
    assert set(Message.objects.values_list("state", "next_try_at")) == {("sent", None)}
    arrived = Counter(x["key"] for x in lines() if x["key"].startswith(f"{when}-"))
    assert arrived == Counter(keys)


@pytest.mark.django_db
def test_sandbox_line(manual_clock: clock.ManualClock) -> None:
    send(channel="sms", text="验证码 123456", phone="13900139000", key="line-1")
    assert deliver_due(limit=10) == 1
    assert lines()[-1] == {
        "at": "2026-03-02T09:00:00+08:00",
        "to": "13900139000",
        "text": "验证码 123456",
        "key": "line-1",
    }
    assert deliver_due(limit=10) == 0


@pytest.mark.django_db
def test_tries_again_later_and_gives_up(manual_clock: clock.ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(message: Outgoing) -> None:
        raise DeliveryFailed("gateway-503")

    monkeypatch.setitem(kinds.TRANSPORTS, "sms", down)
    send(channel="sms", text="文", phone="13800138000", key="k")
    waits = []
    for _ in range(MAX_ATTEMPTS):
        assert deliver_due(limit=10) == 1
        assert deliver_due(limit=10) == 0
        row = Message.objects.get()
        if row.next_try_at:
            waits.append(int((row.next_try_at - clock.now()).total_seconds() // 60))
            manual_clock.set(row.next_try_at)
    assert waits == [1, 5, 30, 120]
    assert (row.state, row.error, row.next_try_at) == ("failed", "gateway-503", None)


@pytest.mark.django_db
def test_one_broken_message_does_not_stop_the_others(
    manual_clock: clock.ManualClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def picky(message: Outgoing) -> None:
        if message.key == "bad":
            raise ZeroDivisionError

    monkeypatch.setitem(kinds.TRANSPORTS, "sms", picky)
    send_many([Draft("sms", "文", k, phone="13800138000") for k in ("a", "bad", "c")])
    assert deliver_due(limit=10) == 3
    assert dict(Message.objects.values_list("key", "state")) == {"a": "sent", "bad": "pending", "c": "sent"}


@pytest.mark.django_db
def test_retry_that_falls_into_the_night_waits(manual_clock: clock.ManualClock) -> None:
    send(channel="sms", text="文", phone="13800138000", key="k")
    manual_clock.advance(timedelta(hours=13))  # 22:00
    deliver_due(limit=10)
    row = Message.objects.get()
    assert row.next_try_at is not None
    assert (row.state, row.attempts) == ("pending", 0)
    assert clock.local(row.next_try_at).isoformat() == "2026-03-03T08:00:00+08:00"


@pytest.mark.django_db
def test_failures_are_seen_and_retried_by_who_may(manual_clock: clock.ManualClock) -> None:
    held = HeldPost(1, "clerk", 2, 3, frozenset({Permission.NOTICE_SEE_FAILURES}), 4)
    clerk, stranger = Actor(ActorKind.STAFF, posts=(held,)), Actor(ActorKind.STAFF)
    send(channel="sms", text="文", phone="13800138000", key="failed")
    send(channel="sms", text="文", phone="13800138000", key="late")
    send(channel="inapp", text="文", person_id=_person(), key="fine")
    Message.objects.filter(key="failed").update(state="failed", next_try_at=None, error="gateway-400", attempts=1)
    manual_clock.advance(timedelta(minutes=11))
    with pytest.raises(Forbidden):
        failures(stranger)
    assert [m.key for m in failures(clerk).items] == ["late", "failed"]
    failed = Message.objects.get(key="failed").id
    with pytest.raises(Forbidden):
        retry(failed, actor=stranger)
    retry(failed, actor=clerk)
    with pytest.raises(Conflict):
        retry(failed, actor=clerk)
    assert deliver_due(limit=10) == 2
    assert failures(clerk).items == []


def _person() -> int:
    from gongzhi.people.public import Person

    return Person.objects.create(name="甲").id
