"""What the administrator sees of the doors, and what `gongzhi doctor` says of their settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from gongzhi.exchange.public import door_mistakes
from gongzhi.notices import public as notices
from gongzhi.site.doctor import examine
from tests.doors.test_sms_door import SECRET, post

pytestmark = pytest.mark.django_db


def test_last_messages_and_failures(desk: Callable[..., Client], settings: Any) -> None:
    settings.SMS_IN_SECRET = settings.MICROBLOG_SECRET = SECRET
    body = json.dumps({"id": "1", "from": "13800138000", "text": "路灯不亮了"}).encode()
    assert post("/hooks/sms/generic", SECRET, body).status_code == 201
    assert post("/hooks/microblog", "guessed", body).status_code == 403
    notices.send(channel="mail", to="a@b.cn", subject="题", text="文", key="k")
    notices.deliver_due(limit=5)
    page = desk("admin").get("/desk/doors/").content.decode()
    assert "/hooks/sms/generic" in page
    assert page.count("2026-03-02 09:00") >= 3  # in by SMS, refused by the microblog, out by mail
    assert "签名不对" in page
    assert "未开通" in page  # WeChat
    assert "沙箱" in page
    assert SECRET not in page
    assert "13800138000" not in page
    assert desk("hotline").get("/desk/doors/").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"MAIL_TRANSPORT": "smtp", "MAIL_HOST": ""}, "GONGZHI_MAIL_HOST"),
        ({"MAIL_TRANSPORT": "smtp", "MAIL_HOST": "mail.x.cn", "MAIL_TLS": "none"}, "in clear"),
        ({"MAIL_TRANSPORT": "pigeon"}, "GONGZHI_MAIL must be"),
        ({"WECHAT_AES_KEY": "short", "WECHAT_APPID": "wx1"}, "43"),
        ({"WECHAT_TOKEN": "t"}, "safe mode"),
        ({"WECHAT_TRANSPORT": "api"}, "GONGZHI_WECHAT_SECRET"),
        ({"SMS_TRANSPORT": "http"}, "GONGZHI_SMS_URL"),
        ({"SMS_FORM_FIELDS": "a,b"}, "three fields"),
    ],
)
def test_the_doctor_names_what_is_set_wrongly(settings: Any, wrong: dict[str, str], said: str) -> None:
    assert list(door_mistakes()) == []
    for name, value in wrong.items():
        setattr(settings, name, value)
    assert any(said in sentence for sentence in door_mistakes())
    assert any(said in finding.text and not finding.ok for finding in examine())
