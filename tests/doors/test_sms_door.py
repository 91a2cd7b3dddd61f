"""A text message becomes a numbered request, once; words are added to an own one; nobody else gets through."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from gongzhi.core import clock
from gongzhi.exchange.models import Door, Heard
from gongzhi.exchange.rules import signed
from gongzhi.notices.models import Message, unseal
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.requests.models import Request

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
SECRET, PHONE = "sms secret", "13800138000"
Sms = Callable[..., HttpResponse]


def post(path: str, secret: str, body: bytes, stamp: str = "", signature: str = "") -> HttpResponse:
    stamp = stamp or str(int(clock.now().timestamp()))
    headers = {"X-Gongzhi-Timestamp": stamp, "X-Gongzhi-Signature": signature or signed.sign(secret, stamp, body)}
    return Client(enforce_csrf_checks=True).post(path, body, "application/json", headers=headers)


@pytest.fixture
def sms(city: Settled, settings: Any) -> Sms:
    settings.SMS_IN_SECRET = SECRET

    def send(message_id: str, text: str, phone: str = PHONE, **more: str) -> HttpResponse:
        body = json.dumps({"id": message_id, "from": phone, "text": text}, ensure_ascii=False).encode()
        return post("/hooks/sms/generic", SECRET, body, **more)

    return send


def replies() -> list[str]:
    rows = Message.objects.filter(channel="sms").order_by("id")
    return [unseal(m.sealed, m.pk)[1] for m in rows]


def test_becomes_a_numbered_request_and_the_sender_hears_the_number(sms: Sms, city: Settled) -> None:
    answer = sms("m1", "锦桥路口的路灯不亮好几天了")
    assert answer.status_code == 201
    request = Request.objects.select_related("matter").get(number=answer.json()["number"])
    assert (request.channel, request.type_key, request.located) == ("sms", "streetlight", False)
    assert request.matter.holder_post_id == city.posts["hotline"]
    assert people.addresses_for_sending([request.reporters.get().person_id]).popitem()[1] == {"phone": "+8613800138000"}
    (reply,) = replies()
    assert request.number[6:] in reply
    assert "/r/" in reply
    assert "回复“加”" in reply
    assert Door.objects.get(pk="sms:generic").taken == 1


def test_the_same_message_again_is_the_same_request(sms: Sms) -> None:
    first, again = sms("m1", "路灯不亮了"), sms("m1", "路灯不亮了")
    assert (again.status_code, again.json()["again"]) == (200, True)
    assert again.json()["number"] == first.json()["number"]
    assert Request.objects.count() == len(replies()) == 1
    other = sms("m1", "水管也爆了")
    assert (other.status_code, other.headers["Content-Type"]) == (409, "application/problem+json; charset=utf-8")


def test_words_are_added_to_the_own_latest_or_to_the_number_named(sms: Sms) -> None:
    first = sms("m1", "路灯不亮了").json()["number"]
    second = sms("m2", "楼道堆满了杂物").json()["number"]
    assert first != second
    assert sms("m3", "加 是三单元").json() | {"reply": ""} == {
        "number": second, "added": True, "again": False, "reply": "",
    }  # fmt: skip
    assert sms("m4", f"{first[:3]} {first[3:6]} {first[6:]} 在路口东边").json()["number"] == first
    assert Request.objects.count() == 2
    assert first[6:] in replies()[-1]
    stranger = sms("m5", f"{first} 我来看看", phone="13900139000")
    assert (stranger.status_code, stranger.json()["detail"]) == (404, "您没有这个编号的诉求。")
    assert sms("m6", "加 没有在办的，当作新的", phone="13900139000").json()["added"] is False


def test_ways_out_are_said(sms: Sms) -> None:
    assert "119" in sms("m1", "三栋着火了快来").json()["reply"]


def test_forged_and_old_messages_are_refused(sms: Sms) -> None:
    for more, code in (
        ({"signature": "00"}, "bad-signature"),
        ({"signature": "é"}, "bad-signature"),
        ({"stamp": "x"}, "too-old"),
        ({"stamp": "1000000000"}, "too-old"),
    ):
        assert sms("m1", "路灯不亮了", **more).status_code == 403
        assert Door.objects.get(pk="sms:generic").error == code
    assert not Request.objects.exists()


def test_what_is_no_message_is_refused(sms: Sms) -> None:
    def status(body: bytes) -> int:
        return post("/hooks/sms/generic", SECRET, body).status_code

    for bad in (b"", b"[]", b"{", b"[" * 5000, b'{"id": 1}', b'{"id": [], "from": "1", "text": "x"}', b"\xff"):
        assert status(bad) == 422, bad
    assert status(b'{"id": "\\ud800", "from": "13800138000", "text": "xx"}') == 422
    assert status(b"x" * 70_000) == 413
    assert sms("m1", "😀").status_code == 422
    assert sms("m2", "路灯不亮了", phone="+1 202 555 0100").status_code == 422
    assert not Heard.objects.exists()


def test_a_door_without_its_secret_is_not_there(sms: Sms, settings: Any) -> None:
    settings.SMS_IN_SECRET = ""
    assert sms("m1", "路灯不亮了").status_code == 404
    assert post("/hooks/sms/other", SECRET, b"{}").status_code == 404


def test_a_way_that_the_pack_does_not_know_is_refused_and_seen(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = packs.active()
    closed = pack.model_copy(update={"channels": tuple(c for c in pack.channels if c.key != "sms")})
    monkeypatch.setattr("gongzhi.exchange.actions.doors.packs.active", lambda: closed)
    assert sms("m1", "路灯不亮了").status_code == 409
    assert (Door.objects.get().failures, Door.objects.get().error) == (1, "not-open")


def test_nobody_floods(sms: Sms) -> None:
    answers = [sms(f"m{i}", f"路灯不亮了{i}") for i in range(22)]
    assert {a.status_code for a in answers[:20]} == {201}
    assert (answers[-1].status_code, int(answers[-1].headers["Retry-After"]) > 0) == (429, True)
    assert sms("m0", "路灯不亮了0").status_code == 200  # the gateway repeats itself: no new message
    assert sms("n1", "路灯不亮了", phone="13900139000").status_code == 201


def test_form_style(city: Settled, settings: Any) -> None:
    settings.SMS_FORM_SECRET, settings.SITE_ROOT = "form secret", "https://gz.example.cn"
    fields = {"MessageSid": "SM1", "From": "+8613800138000", "Body": "路灯不亮了", "To": "12345"}
    sign = signed.sign_form("form secret", "https://gz.example.cn/hooks/sms/form", fields.items())
    for signature, status in (("AAAA", 403), (sign, 200), (sign, 200)):
        answer = Client(enforce_csrf_checks=True).post(
            "/hooks/sms/form",
            urlencode(fields),
            "application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature},
        )
        assert answer.status_code == status
    assert answer.content.endswith(b"<Response/>")
    assert Request.objects.get().channel == "sms"
