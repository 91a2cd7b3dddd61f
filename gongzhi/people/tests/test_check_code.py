"""Phone codes: limits of sending and of trying; who gets in as whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core.errors import Invalid, TooMany, Unavailable
from gongzhi.people.models import Account, Consent, Contact, Person, PhoneCode
from gongzhi.people.public import (
    CodeToSend,
    check_code,
    contact_of,
    create_person,
    erase_person,
    find_by_phone,
    request_code,
    sweep_codes,
)

PHONE = "13800138000"
pytestmark = pytest.mark.django_db


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_first_time_makes_a_person_who_agreed(sent: list[CodeToSend], manual_clock: Any) -> None:
    account = check_code(request_code(" １３８ 0013-8000", address="a"), f" {sent[0].code[:3]} {sent[0].code[3:]}")
    assert sent[0].phone == "+8613800138000"
    assert contact_of(account.person_id).phone == "138****8000"
    assert Consent.objects.get().person_id == account.person_id
    manual_clock.advance(timedelta(minutes=2))
    again = check_code(request_code("+86 138 0013 8000", address="a"), sent[1].code)
    assert again == account
    assert (Person.objects.count(), Account.objects.count(), Consent.objects.count()) == (1, 1, 1)


def test_a_phone_that_somebody_merely_typed_opens_nothing(sent: list[CodeToSend]) -> None:
    typed = create_person(name="李四", phone=PHONE)
    account = check_code(request_code(PHONE, address="a"), sent[0].code)
    assert account.person_id != typed.pk
    assert find_by_phone(PHONE) == account.person


@pytest.mark.parametrize(
    ("phone", "word"),
    [
        ("1380013800O", "letters"),
        ("", "Enter"),
        ("123", "not a phone"),
        ("+1 415 555 2671", "mainland"),
        ("085185981234", "mobile"),
        ("😀", "not a phone"),
    ],
)
def test_what_is_no_mobile_is_said(sent: list[CodeToSend], phone: str, word: str) -> None:
    with pytest.raises(Invalid, match=word) as error:
        request_code(phone, address="a")
    assert error.value.field == "phone"
    assert sent == []


def test_five_tries_and_no_more(sent: list[CodeToSend]) -> None:
    pk = request_code(PHONE, address="a")
    for _ in range(5):
        with pytest.raises(Invalid, match="not right|too often"):
            check_code(pk, wrong(sent[0].code))
    with pytest.raises(Invalid, match="no longer valid"):
        check_code(pk, sent[0].code)
    assert Account.objects.count() == 0


def test_a_code_works_once_for_five_minutes_and_until_the_next(sent: list[CodeToSend], manual_clock: Any) -> None:
    first = request_code(PHONE, address="a")
    manual_clock.advance(timedelta(minutes=1))
    second = request_code(PHONE, address="a")
    with pytest.raises(Invalid, match="no longer valid"):
        check_code(first, sent[0].code)
    check_code(second, sent[1].code)
    with pytest.raises(Invalid, match="no longer valid"):
        check_code(second, sent[1].code)
    manual_clock.advance(timedelta(minutes=1))
    third = request_code(PHONE, address="a")
    manual_clock.advance(timedelta(minutes=5))
    with pytest.raises(Invalid, match="no longer valid"):
        check_code(third, sent[2].code)


def test_one_a_minute_and_ten_a_day(sent: list[CodeToSend], manual_clock: Any) -> None:
    request_code(PHONE, address="a")
    with pytest.raises(TooMany) as soon:
        request_code(PHONE, address="b")
    assert 0 < soon.value.retry_after <= 61
    for n in range(9):
        manual_clock.advance(timedelta(minutes=1))
        request_code(PHONE, address=f"c{n}")
    manual_clock.advance(timedelta(minutes=1))
    with pytest.raises(TooMany, match="today"):
        request_code(PHONE, address="z")
    manual_clock.advance(timedelta(days=1))
    request_code(PHONE, address="z")
    assert len(sent) == 11
    assert sweep_codes() == 10


def test_an_address_cannot_flood_phones(sent: list[CodeToSend], manual_clock: Any) -> None:
    for n in range(30):
        request_code(f"138001380{n:02d}", address="a")
    with pytest.raises(TooMany, match="network"):
        request_code("13900139000", address="a")
    request_code("13900139000", address="b")


def test_nothing_to_send_with_is_said_and_nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.people.actions.codes._handlers", [])
    with pytest.raises(Unavailable):
        request_code(PHONE, address="a")
    assert PhoneCode.objects.count() == 0


def test_an_erased_person_is_gone_and_the_phone_begins_anew(sent: list[CodeToSend], manual_clock: Any) -> None:
    account = check_code(request_code(PHONE, address="a"), sent[0].code)
    erase_person(account.person_id, actor=SYSTEM, why="request")
    assert not Contact.objects.exists()
    assert not Account.objects.get().is_active
    manual_clock.advance(timedelta(minutes=1))
    assert check_code(request_code(PHONE, address="a"), sent[1].code).person_id != account.person_id
