"""Messages to WeChat against a stand-in of its interfaces, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.notices.kinds import wechat_api
from gongzhi.notices.models import Message
from gongzhi.notices.public import deliver_due, send, wechat_picture
from gongzhi.notices.rules import DeliveryFailed

pytestmark = pytest.mark.django_db
STAND_IN = Path(__file__).parents[3] / "tests" / "standins" / "wechat.py"
OPENID = "oAbc-12345678901234567890"
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def vendor(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, manual_clock: clock.ManualClock
) -> Iterator[Start]:
    monkeypatch.setattr(wechat_api, "TIMEOUT_SECONDS", 1.0)
    settings.WECHAT_TRANSPORT, settings.WECHAT_APPID, settings.WECHAT_SECRET = "api", "wx1", "stand-in secret"
    settings.WECHAT_TEMPLATE = ""
    running: list[subprocess.Popen[str]] = []
    wechat_api.forget_token()

    def start(*plan: int | str) -> subprocess.Popen[str]:
        command = [sys.executable, str(STAND_IN), str(tmp_path / "log"), json.dumps(plan)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
        assert running[-1].stdout
        settings.WECHAT_API = f"http://127.0.0.1:{int(running[-1].stdout.readline())}"
        return running[-1]

    yield start
    wechat_api.forget_token()
    for process in running:
        process.kill()
        process.communicate()


def asked(tmp_path: Path) -> list[list[Any]]:
    return [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]


def words(key: str = "answered:1:wechat") -> None:
    send(channel="wechat", to=OPENID, text="编号123已答复。查看：http://x/r/1?k=2 谢谢", key=key)


def tries(number: int, manual_clock: clock.ManualClock) -> list[str]:
    errors = []
    for _ in range(number):
        deliver_due(limit=5)
        row = Message.objects.order_by("-id")[0]
        errors.append(row.error)
        if row.next_try_at:
            manual_clock.set(row.next_try_at)
    return errors


def test_fails_in_every_way_then_arrives(vendor: Start, manual_clock: clock.ManualClock, tmp_path: Path) -> None:
    vendor(-1, "500", "hang", "cut", 0)
    words()
    errors = ["wechat--1", "wechat-500", "wechat-timeout", "wechat-unreachable", ""]
    assert tries(5, manual_clock) == errors
    assert [a[0] for a in asked(tmp_path)].count("/cgi-bin/stable_token") == 1  # asked once, kept
    path, query, body = asked(tmp_path)[-1]
    assert (path, query) == ("/cgi-bin/message/custom/send", {"access_token": "token-1"})
    assert (body["touser"], body["msgtype"]) == (OPENID, "text")
    assert body["text"]["content"].startswith("编号123已答复")


def test_a_void_token_is_fetched_anew_at_once(vendor: Start, manual_clock: clock.ManualClock, tmp_path: Path) -> None:
    vendor(0, "expire")
    words("1")
    words("2")
    assert deliver_due(limit=5) == 2
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert [a[1].get("access_token") for a in asked(tmp_path) if "send" in a[0]] == ["token-1", "token-1", "token-2"]


def test_a_vendor_that_dies_is_tried_again(vendor: Start, manual_clock: clock.ManualClock) -> None:
    process = vendor("die")
    words()
    assert tries(1, manual_clock) == ["wechat-unreachable"]
    assert process.wait(5) == 1
    vendor("rubbish", 0)
    assert tries(2, manual_clock) == ["wechat-not-understood", ""]


def test_after_48_hours_by_template_else_given_up(vendor: Start, settings: Any, tmp_path: Path) -> None:
    vendor(45015, 45015, 0, 43004)
    words("1")
    deliver_due(limit=5)
    settings.WECHAT_TEMPLATE = "tpl:thing2"
    words("2")
    deliver_due(limit=5)
    words("3")
    deliver_due(limit=5)  # 43004: does not follow us any more
    found = Message.objects.order_by("id").values_list("state", "error")
    assert list(found) == [("failed", "wechat-45015"), ("sent", ""), ("failed", "wechat-43004")]
    sent = next(a[2] for a in asked(tmp_path) if "template" in a[0])
    assert (sent["template_id"], sent["url"]) == ("tpl", "http://x/r/1?k=2")
    assert len(sent["data"]["thing2"]["value"]) <= 20


def test_wrong_secret_is_seen_as_failure(vendor: Start, settings: Any, manual_clock: clock.ManualClock) -> None:
    vendor()
    settings.WECHAT_SECRET = "guessed"
    words()
    assert tries(1, manual_clock) == ["wechat-40125"]


def test_pictures_come_within_their_limits(vendor: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wechat_api, "PICTURE_MAX", 200_000)
    vendor(0, "expire", 40007, "big", "drip")
    assert wechat_picture("m1").startswith(b"\xff\xd8")
    assert wechat_picture("m2").startswith(b"\xff\xd8")
    for reason in ("wechat-40007", "wechat-too-large", "wechat-timeout"):
        with pytest.raises(DeliveryFailed) as failed:
            wechat_picture("m3")
        assert failed.value.reason == reason


def test_only_an_openid_is_a_receiver() -> None:
    for bad in ("", "o b", "o\n", "微信微信微信"):
        with pytest.raises(Invalid):
            send(channel="wechat", to=bad, text="文", key="k")
