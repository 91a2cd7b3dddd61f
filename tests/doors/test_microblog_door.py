"""A post on the microblog becomes a request, by a signed webhook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse

from gongzhi.core import clock
from gongzhi.exchange.models import Door
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request
from tests.doors.test_sms_door import post

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PATH, SECRET = "/hooks/microblog", "blog secret"


def blog(**more: Any) -> HttpResponse:
    fields = {"id": "w1", "author": "爱管闲事的猫", "text": "锦桥路口的路灯不亮好几天了"} | more
    return post(PATH, SECRET, json.dumps(fields).encode())


def test_a_post_becomes_a_request_once(city: Settled, settings: Any) -> None:
    settings.MICROBLOG_SECRET = SECRET
    more = {"url": "https://weibo.example/1", "place": "锦桥路口", "images": ["https://img.example/1.jpg"]}
    first, again = blog(**more), blog(**more)
    assert (first.status_code, again.status_code) == (201, 200)
    request = Request.objects.select_related("matter").get()
    assert first.json()["number"] == again.json()["number"] == request.number
    assert (request.channel, request.address) == ("microblog", "锦桥路口")
    shown = people.contact_of(request.reporters.get().person_id)
    assert (shown.name, shown.phone, shown.email, shown.wechat) == ("爱管闲事的猫", "", "", "")
    internal = "".join(line.internal_text for line in procedures.timeline(request.pk, public=False))
    assert "https://weibo.example/1" in internal
    assert "https://img.example/1.jpg" in internal
    public = "".join(line.public_text for line in procedures.timeline(request.pk, public=True))
    assert "weibo" not in public
    here = blog(id="w2", lon=106.7065, lat=26.5895)
    assert Request.objects.get(number=here.json()["number"]).located


def test_refusals(city: Settled, settings: Any) -> None:
    assert blog().status_code == 404
    settings.MICROBLOG_SECRET = SECRET
    for bad in (
        {"author": ""}, {"images": "x"}, {"images": ["file:///etc/passwd"]}, {"images": ["https://x.cn"] * 10},
        {"lon": 500, "lat": 1}, {"lon": 106.7}, {"lat": True, "lon": 1}, {"text": "长" * 4001}, {"place": "长" * 121},
    ):  # fmt: skip
        assert blog(**bad).status_code == 422, bad
    body = json.dumps({"id": "w1", "author": "猫", "text": "路灯不亮了"}).encode()
    stamp = str(int(clock.now().timestamp()) - 301)
    assert post(PATH, SECRET, body, stamp=stamp).status_code == 403
    assert post(PATH, "guessed", body).status_code == 403
    assert not Request.objects.exists()
    assert Door.objects.get().failures == 11
    assert post(PATH, SECRET, body).status_code == 201
    changed = json.dumps({"id": "w1", "author": "猫", "text": "别的内容"}).encode()
    assert post(PATH, SECRET, changed).status_code == 409
