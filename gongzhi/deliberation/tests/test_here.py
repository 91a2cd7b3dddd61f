"""Signing in by the code of the room: of this minute alone, each for oneself, by the own account or letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.models import Meeting, Seat
from gongzhi.deliberation.queries import assembly
from gongzhi.deliberation.tests.test_assembly import REPRESENTATIVES, frozen, later, opened
from gongzhi.people import public as people
from gongzhi.voting import public as voting
from tests.desks import account_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def browser(name: str) -> tuple[Client, int]:
    person = people.create_person(name=name).pk
    client = Client()
    client.force_login(account_of(person))
    return client, person


@pytest.fixture
def sitting(city: Settled) -> tuple[Meeting, list[Any]]:
    """A meeting of five representatives that sits; two of them are linked to accounts."""
    register, rows = frozen(city, "representatives", [None] * 5)
    return opened(city, register, REPRESENTATIVES)[0], rows


def link(row: Any, person: int) -> None:
    type(row).objects.filter(pk=row.pk).update(person=person)


def here(meeting: Meeting, code: str = "") -> str:
    return f"/meetings/{meeting.pk}/here/" + (f"?c={code}" if code else "")


def came(meeting: Meeting) -> list[str]:
    return [s.name for s in Seat.objects.filter(meeting=meeting).order_by("elector")]


def test_the_code_of_this_minute_signs_in_its_account(sitting: Any) -> None:
    meeting, rows = sitting
    client, person = browser("甲")
    link(rows[0], person)
    token, digits = assembly.door(meeting.pk)
    client.get(here(meeting, token))
    assert Seat.objects.count() == 0  # looking at a page does nothing
    assert client.post(here(meeting)).status_code == 302
    assert came(meeting) == [rows[0].name]
    assert "您已列入到会名单" in text(client.get(here(meeting)))
    client.post(here(meeting))
    assert len(came(meeting)) == 1
    assert len(digits) == 6


@pytest.mark.parametrize("minutes", [2, 3, 60])
def test_a_photo_of_the_code_is_of_no_use_later(sitting: Any, minutes: int) -> None:
    meeting, rows = sitting
    client, person = browser("甲")
    link(rows[0], person)
    token, digits = assembly.door(meeting.pk)
    later(minutes=minutes)
    assert "已经失效" in text(client.get(here(meeting, token)))
    client.post(here(meeting))
    assert "不是现在的数字" in text(client.post(here(meeting), {"code": digits}), 422)
    client.post(here(meeting))
    assert came(meeting) == []
    client.post(here(meeting), {"code": assembly.door(meeting.pk)[1]})  # as it is read off the screen
    client.post(here(meeting))
    assert came(meeting) == [rows[0].name]


def test_forged_codes_and_those_of_another_meeting_are_refused(city: Settled, sitting: Any) -> None:
    meeting, rows = sitting
    register, _rows = frozen(city, "representatives", [None] * 3)
    other = opened(city, register, REPRESENTATIVES)[0]
    client, person = browser("甲")
    link(rows[0], person)
    for code in ("0" * 32, "x", assembly.door(other.pk)[0], assembly.door(other.pk)[1]):
        if code != assembly.door(meeting.pk)[1]:
            client.get(here(meeting, code))
            client.post(here(meeting))
    assert came(meeting) == []
    assert [client.post(here(meeting), {"code": "1"}).status_code for _n in range(21)][-1] == 429


def test_another_account_signs_in_for_nobody(sitting: Any) -> None:
    meeting, rows = sitting
    client, person = browser("甲")
    link(rows[0], person)
    token = assembly.door(meeting.pk)[0]
    stranger, _person = browser("外人")
    stranger.get(here(meeting, token))
    assert "不在这次会议的名单上" in text(stranger.post(here(meeting), follow=True))
    client.get(here(meeting, token))  # the proof of having seen it stays with the account
    second, other = browser("乙")
    link(rows[1], other)
    client.logout()
    client.force_login(account_of(other))
    client.post(here(meeting))
    assert came(meeting) == []
    second.get(here(meeting, token))
    second.post(here(meeting))
    assert came(meeting) == [rows[1].name]


def test_the_code_is_seen_first_then_the_account_is_signed_in_to(sitting: Any) -> None:
    meeting, rows = sitting
    _client, person = browser("甲")
    link(rows[0], person)
    phone = Client()
    assert "用账号登录" in text(phone.get(here(meeting, assembly.door(meeting.pk)[0])))
    phone.post(here(meeting))
    later(minutes=9)
    phone.force_login(account_of(person))  # as signing in does: the session goes on
    phone.post(here(meeting))
    assert came(meeting) == [rows[0].name]


def test_a_letter_does_for_those_without_an_account(city: Settled, sitting: Any) -> None:
    meeting, rows = sitting
    codes = {one.pk: code for one, code in voting.make_codes(meeting.electorate_id, actor=city.actor("director"))}
    phone = Client()
    phone.post(here(meeting), {"letter": codes[rows[2].pk]})
    assert came(meeting) == []  # not in the room
    phone.get(here(meeting, assembly.door(meeting.pk)[0]))
    assert "不属于" in text(phone.post(here(meeting), {"letter": "AAAA-BBBB-CCCC-DDDD"}), 422)
    assert phone.post(here(meeting), {"letter": codes[rows[2].pk]}).status_code == 302
    assert came(meeting) == [rows[2].name]


def test_the_door_is_for_who_holds_the_meeting(city: Settled, desk: Any, sitting: Any) -> None:
    meeting, _rows = sitting
    director = desk("director")
    answer = director.get(f"/desk/meetings/{meeting.pk}/door/")
    digits = assembly.door(meeting.pk)[1]
    assert f"{digits[:3]} {digits[3:]}" in text(answer)
    assert (answer["Refresh"], answer["Cache-Control"]) == ("30", "no-store")
    assert desk("hotline").get(f"/desk/meetings/{meeting.pk}/door/").status_code == 404
    deliberation.drop(meeting, actor=city.actor("director"), reason="停电")
    assert digits not in text(director.get(f"/desk/meetings/{meeting.pk}/door/"))
    assert Client().get(here(meeting)).status_code == 404
