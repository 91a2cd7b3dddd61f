"""The page of the doors, looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from gongzhi.core import clock
from gongzhi.notices import public as notices
from gongzhi.requests.models import Request
from tests.desks import account_of
from tests.doors.test_sms_door import post
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    from gongzhi.packs import public as packs

    settled = moved_in("guiyang")
    monkeypatch.setattr(settings, "SMS_IN_SECRET", "s")
    monkeypatch.setattr(settings, "MICROBLOG_SECRET", "s")
    body = json.dumps({"id": "1", "from": "13800138000", "text": "锦桥路口的路灯不亮好几天了"}).encode()
    assert post("/hooks/sms/generic", "s", body).status_code == 201
    assert post("/hooks/microblog", "guessed", body).status_code == 403
    notices.send(channel="mail", to="a@b.cn", subject="题", text="文", key=f"doors-{clock.now()}")
    notices.deliver_due(limit=20)
    yield settled
    packs.forget()


def test_doors(
    town: Any, new_context: Callable[..., Any], sign_in: Callable[..., None], look: Callable[..., None]
) -> None:
    context = new_context()
    sign_in(context, account_of(town.holders["admin"][0]))
    look(context.new_page(), "/desk/doors/", "doors")
    clerk = new_context()
    sign_in(clerk, account_of(town.holders["hotline"][0]))
    look(clerk.new_page(), f"/desk/requests/{Request.objects.get().number}/", "request-by-sms")
