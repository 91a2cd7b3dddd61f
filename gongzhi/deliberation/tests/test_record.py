"""The public record of a meeting and its check; members with what they attended and said yes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.deliberation.models import Meeting
from gongzhi.deliberation.tests.test_topic import closed, go
from gongzhi.ledger import public as ledger

if TYPE_CHECKING:
    from pathlib import Path

    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key(settings: Any, tmp_path: Path) -> None:
    settings.LEDGER_KEY_FILE = tmp_path / "keys" / "ledger.pem"


def page(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_frozen_minutes_are_public_and_checked(city: Settled, desk: Any, manual_clock: Any) -> None:
    _topic, convener, meeting = closed(city, desk, manual_clock)
    at, proof = f"/meetings/{meeting.pk}/", f"/ledger/document/meeting/{meeting.pk}/"
    page(at, 404)  # closed, not frozen
    page(proof, 404)
    go(desk("councillors"), meeting, "objection", words="我投的是反对，请写明理由")
    go(convener, meeting, "freeze")
    ledger.close_day()
    shown = page(at)
    assert "核验" in shown
    assert "赞成 8" in shown
    assert "有 1 位成员对记录提出异议" in shown
    for kept_back in ("我投的是反对", "大家还问了电费由谁收"):
        assert kept_back not in shown
        assert kept_back not in page(f"{proof}proof.json")
    assert "是。与当时公布的一致" in page(proof)
    minutes = meeting.minutes
    assert minutes
    for touched, told in [
        (minutes | {"motions": [minutes["motions"][0] | {"agreed": 9}]}, "决定、表决和签到"),
        (minutes | {"seats": minutes["seats"][::-1]}, "决定、表决和签到"),
        (minutes | {"notes": "没有人发言"}, "会议记录校验值"),
    ]:
        Meeting.objects.filter(pk=meeting.pk).update(minutes=touched)
        said = page(proof)
        assert "不是。" in said
        assert told in said
