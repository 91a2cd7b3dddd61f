"""Neither a phone number nor an openid lies anywhere in clear, and the ledger's codes say nothing of who wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Entry
from gongzhi.notices import public as notices
from gongzhi.people import public as people
from tests.doors.test_sms_door import SECRET, post
from tests.doors.test_wechat_door import OPENID, TOKEN, message, send

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PHONE, ALIAS, WORDS = "13850927316", "爱管闲事的猫", "楼道墙皮掉了一大块"


def test_who_wrote_lies_nowhere_in_clear(city: Settled, settings: Any) -> None:
    settings.SMS_IN_SECRET = settings.MICROBLOG_SECRET = SECRET
    settings.WECHAT_TOKEN, settings.WECHAT_AES_KEY = TOKEN, ""
    sms = {"id": "1", "from": PHONE, "text": WORDS}
    blog = {"id": "1", "author": ALIAS, "text": WORDS}
    assert post("/hooks/sms/generic", SECRET, json.dumps(sms).encode()).status_code == 201
    assert (
        post("/hooks/sms/generic", SECRET, json.dumps(sms | {"id": "2", "text": "加 三单元"}).encode()).status_code
        == 201
    )
    assert post("/hooks/microblog", SECRET, json.dumps(blog).encode()).status_code == 201
    assert send(message("1", Content=WORDS)).status_code == 200
    notices.deliver_due(limit=20)
    ledger.sequence_all()
    kept = {
        model._meta.label: repr(list(model.objects.values()))  # type: ignore[attr-defined]
        for model in apps.get_models()
        if model.__module__.startswith("gongzhi.")
    }
    for secret in (PHONE, PHONE[3:], OPENID):
        assert [label for label, rows in kept.items() if secret in rows] == []
    codes = repr(list(Entry.objects.values()))
    assert Entry.objects.count() >= 4
    for words in (ALIAS, WORDS, "三单元"):
        assert words not in codes


def test_an_openid_is_shown_only_by_reveal(city: Settled, settings: Any) -> None:
    settings.WECHAT_TOKEN, settings.WECHAT_AES_KEY = TOKEN, ""
    send(message("1", Content=WORDS))
    person = people.person_of_wechat(OPENID)
    assert person is not None
    assert people.contact_of(person).wechat == "oy****rs"
    shown = people.reveal(person, "wechat", reason="核对是不是本人", actor=city.actor("director"))
    assert shown == OPENID
    assert [seen.field for seen in people.seen_of(person)] == ["wechat"]
