"""The public record of a meeting and its check; members with what they attended and said yes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.deliberation.models import Meeting, Motion, Seat, Vote
from gongzhi.deliberation.queries.record import record_of
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


def test_members_with_terms_what_they_attended_and_said_yes_to(
    city: Settled, desk: Any, manual_clock: Any, django_assert_max_num_queries: Any
) -> None:
    _topic, convener, meeting = closed(city, desk, manual_clock)
    motion = Motion.objects.get()
    seats = list(Seat.objects.filter(meeting=meeting).order_by("id"))
    for n, seat in enumerate(seats):  # as a vote by name leaves it
        Vote.objects.create(motion=motion, seat=seat, choice="for" if n else "against")
    Seat.objects.filter(pk=seats[1].pk).update(signed="absent")
    council = f"/councils/{city.bodies['council']}/"
    assert "赞成 1" not in page(council)  # closed, not frozen: nothing counts yet
    go(convener, meeting, "freeze")
    with django_assert_max_num_queries(8):
        shown = page(council)
    assert "1/1 次" in shown
    assert "0/1 次" in shown
    assert shown.count("赞成 1，反对 0") == len(seats) - 1
    own = page(f"{council}{seats[0].appointment_id}/")
    assert "反对" in own
    assert f"/meetings/{meeting.pk}/" in own
    assert "居民议事会" in page("/councils/")
    assert Client().get(f"{council}members.xlsx").status_code == 200
    page(f"/councils/{city.bodies['council'] + 1}/", 404)
    page(f"{council}5/", 404)
    page(f"/councils/{city.bodies['committee']}/", 404)  # a body of the Party


def test_a_record_names_nobody_of_the_party_and_of_a_register() -> None:
    seat = {"name": "张三", "post": "党员", "signed": "paper"}
    motion = {"title": "案", "votes": [["张三", "for"]]}
    for more in ({"public": False}, {"public": True, "register": "ab" * 32}):
        assert "张三" not in str(
            record_of({"seats": [seat], "motions": [motion], "notes": "", "objections": [], **more})
        )
    assert "张三" in str(record_of({"seats": [seat], "motions": [motion], "public": True, "register": ""}))
