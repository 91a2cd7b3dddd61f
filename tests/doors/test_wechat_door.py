"""The callback of the official account: the vendor's check, messages of followers, forgeries."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from gongzhi.core import clock
from gongzhi.exchange.models import Door
from gongzhi.exchange.rules import wechat
from gongzhi.files import public as files
from gongzhi.notices.models import Message
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.models import Request

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
TOKEN, APPID, KEY = "spamtest", "wx2c2769f8efd9abc2", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OPENID, OTHER = "oyORnuP8q7ou2gfYjqLzSIWZf0rs", "oyORnuP8q7ou2gfYjqLzSIWZother"
STAND_IN = Path(__file__).parents[1] / "standins" / "wechat.py"
Say = Callable[..., str]


def send(xml: str, *, nonce: str = "n", stamp: str = "", safe: bool = False, **more: str) -> HttpResponse:
    stamp = stamp or str(int(clock.now().timestamp()))
    query = {"timestamp": stamp, "nonce": nonce, "signature": wechat.signature(TOKEN, stamp, nonce)}
    if safe:
        sealed = wechat.encrypt(xml, key=KEY, appid=APPID, salt=b"aaaabbbbccccdddd")
        query |= {"encrypt_type": "aes", "msg_signature": wechat.signature(TOKEN, stamp, nonce, sealed)}
        xml = wechat.write_xml({"ToUserName": "gh_1", "Encrypt": sealed})
    path = f"/hooks/wechat?{urlencode(query | more)}"
    return Client(enforce_csrf_checks=True).post(path, xml.encode(), "text/xml")


def message(message_id: str, kind: str = "text", sender: str = OPENID, **fields: str) -> str:
    head = {"ToUserName": "gh_1", "FromUserName": sender, "CreateTime": 1409735668, "MsgType": kind}
    return wechat.write_xml({**head, **fields, **({"MsgId": message_id} if message_id else {})})


@pytest.fixture
def say(city: Settled, settings: Any) -> Say:
    """Send a message of a follower; what the follower reads."""
    settings.WECHAT_TOKEN, settings.WECHAT_APPID, settings.WECHAT_AES_KEY = TOKEN, APPID, ""

    def speak(message_id: str, text: str = "", sender: str = OPENID, kind: str = "text", **fields: str) -> str:
        given = {"Content": text, **fields} if kind == "text" else fields
        answer = send(message(message_id, kind, sender, **given), nonce=f"n{message_id}")
        assert answer.status_code == 200
        if answer.content == b"success":
            return ""
        reply = wechat.read_xml(answer.content)
        assert (reply["ToUserName"], reply["FromUserName"], reply["MsgType"]) == (sender, "gh_1", "text")
        return reply["Content"]

    return speak


def last() -> Request:
    return Request.objects.select_related("matter").order_by("-matter_id")[0]


def test_the_vendors_check(say: Say, settings: Any) -> None:
    stamp = str(int(clock.now().timestamp()))
    query = {
        "timestamp": stamp,
        "nonce": "n",
        "echostr": "<b>5837</b>",
        "signature": wechat.signature(TOKEN, stamp, "n"),
    }
    answer = Client().get("/hooks/wechat", query)
    assert (answer.content, answer.headers["Content-Type"]) == (b"<b>5837</b>", "text/plain; charset=utf-8")
    assert Client().get("/hooks/wechat", query | {"signature": "0" * 40}).status_code == 403
    assert Client().get("/hooks/wechat", query | {"timestamp": "1000000000"}).status_code == 403
    assert Client().get("/hooks/wechat").status_code == 403
    settings.WECHAT_TOKEN = ""
    assert Client().get("/hooks/wechat", query).status_code == 404


def test_words_become_a_request_once_and_the_answer_goes_back(say: Say, city: Settled) -> None:
    reply = say("1", "锦桥路口的路灯不亮好几天了")
    assert say("1", "锦桥路口的路灯不亮好几天了") == reply  # the vendor asks again after five seconds
    request = last()
    assert Request.objects.count() == 1
    assert (request.channel, request.matter.holder_post_id) == ("wechat", city.posts["hotline"])
    assert request.number[6:] in reply
    assert requests.link_of(request.number, request.reporters.get().pk) in reply
    assert not Message.objects.filter(channel="wechat").exists()  # it was told in the answer
    requests.answer(request.pk, actor=city.actor("hotline"), ending="solved", public_text="已换灯泡。")
    assert Message.objects.get(channel="wechat").key.startswith("answered:")
    assert not Message.objects.filter(channel="sms").exists()


def test_what_follows_within_minutes_belongs_to_it(say: Say, manual_clock: clock.ManualClock) -> None:
    say("1", "路灯不亮了")
    first = last()
    assert first.number[6:] in say("2", "就在锦桥路口")
    say("3", kind="location", Location_X="26.5868", Location_Y="106.7085", Label="锦桥路口", Scale="16")
    first.refresh_from_db()
    assert first.located
    assert abs((first.lon or 0) - 106.7085) > 0.0005  # the vendor's coordinates are shifted
    public = [line.public_text for line in procedures.timeline(first.pk, public=True)]
    assert "就在锦桥路口" in public
    assert "位置：锦桥路口" in public
    say("4", "路灯不亮了", sender=OTHER)
    say("5", "新 楼道里堆满了杂物")
    assert Request.objects.count() == 3
    manual_clock.set(clock.now() + timedelta(minutes=11))
    say("6", "井盖也坏了")
    assert Request.objects.count() == 4
    assert first.number[6:] in say("7", f"{first.number} 第二盏")
    assert "没有这个编号" in say("8", f"{first.number} 我是别人", sender=OTHER)
    people_of = {r.reporters.get().person_id for r in Request.objects.all()}
    assert people_of == {people.person_of_wechat(OPENID), people.person_of_wechat(OTHER)}


def test_other_kinds(say: Say) -> None:
    assert "您好" in say("", kind="event", Event="subscribe")
    assert say("", kind="event", Event="unsubscribe") == ""
    assert "您好" in say("1", "你好")
    assert "打字" in say("2", kind="voice", MediaId="m", Recognition="")
    assert "文字" in say("3", kind="video", MediaId="m")
    assert "文字" in say("4", kind="location", Location_X="nan", Location_Y="x")
    assert not Request.objects.exists()
    assert "说明是什么" in say("5", "😀")
    assert not Request.objects.exists()
    say("6", kind="voice", MediaId="m", Recognition="三单元电梯坏了。")
    assert last().description == "三单元电梯坏了。"


def test_forged_old_and_used_signatures_are_refused(say: Say, settings: Any) -> None:
    xml = message("1", Content="路灯不亮了")
    assert send(xml, signature="0" * 40).status_code == 403
    assert send(xml, stamp="1000000000").status_code == 403
    for bad in ("", "<xml>", '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>', "x"):
        assert send(bad).status_code == 400
    assert send("<xml>" + "x" * 70_000).status_code == 413
    assert not Request.objects.exists()
    assert send(xml, nonce="seen").status_code == 200
    forged = send(message("2", Content="转发别人的签名"), nonce="seen")
    assert "签名" in wechat.read_xml(forged.content)["Content"]
    assert Request.objects.count() == 1
    assert Door.objects.get().error == "replayed"
    settings.WECHAT_AES_KEY = KEY  # the safe mode alone from now on
    assert send(message("3", Content="明文消息")).status_code == 403


def test_safe_mode(say: Say, settings: Any) -> None:
    settings.WECHAT_AES_KEY = KEY
    answer = send(message("1", Content="路灯不亮了"), safe=True)
    outside = wechat.read_xml(answer.content)
    signed = wechat.signature(TOKEN, outside["TimeStamp"], outside["Nonce"], outside["Encrypt"])
    assert outside["MsgSignature"] == signed
    inside = wechat.read_xml(wechat.decrypt(outside["Encrypt"], key=KEY, appid=APPID))
    assert last().number[6:] in inside["Content"]
    assert send(message("2", Content="x"), safe=True, msg_signature="0" * 40).status_code == 403
    settings.WECHAT_APPID = "wx-other"
    assert send(message("3", Content="x"), safe=True, nonce="m").status_code == 403 or Request.objects.count() == 1


def test_a_picture_is_fetched_from_the_vendor_and_lost_ones_are_said(
    say: Say, settings: Any, tmp_path: Path, city: Settled
) -> None:
    settings.WECHAT_SECRET = "stand-in secret"
    command = [sys.executable, str(STAND_IN), str(tmp_path / "log"), json.dumps([0, "500"])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        settings.WECHAT_API = f"http://127.0.0.1:{int(process.stdout.readline())}"
        reply = say("1", kind="image", MediaId="m1", PicUrl="http://169.254.169.254/secret")
        assert say("1", kind="image", MediaId="m1", PicUrl="http://169.254.169.254/secret") == reply
        first = last()
        assert [f.mime for f in files.files_of(first.pk)] == ["image/jpeg"]
        assert len(re.findall("media/get", (tmp_path / "log").read_text())) == 1
        say("2", kind="image", MediaId="m2", sender=OTHER)
    finally:
        process.kill()
        process.communicate()
    second = last()
    assert files.files_of(second.pk) == []
    assert "没能保存" in "".join(line.internal_text for line in procedures.timeline(second.pk, public=False))
    assert Door.objects.get().error == "wechat-500"
    say("3", "楼道的墙皮掉了", sender=OTHER)  # the vendor is gone: words go on
    assert "墙皮" in "".join(line.public_text for line in procedures.timeline(second.pk, public=True))
