"""The second step: RFC 6238, replay, window, lock-out, recovery codes, reset, set-up pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM, Actor, ActorKind, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, TooMany
from gongzhi.ledger import public as ledger
from gongzhi.people import public as people
from gongzhi.people.models import Account, RecoveryCode, SecondFactor, Session, SignIn
from gongzhi.people.rules import totp

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 9"
HERE = "10.3.7.9"
KEY = totp.secret_text(b"12345678901234567890")

# RFC 6238, appendix B, SHA-1: the last six of its eight digits
VECTORS = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
           (2000000000, "279037"), (20000000000, "353130")]  # fmt: skip


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code_at(KEY, seconds // 30) == code
    step = seconds // 30
    for off in (-2, -1, 0, 1, 2):
        if step + off > 0:
            found = totp.step_of(KEY, code, (step + off) * 30, 0)
            assert found == (step if abs(off) <= totp.WINDOW else None)
    assert totp.step_of(KEY, code, seconds, step) is None  # taken already
    assert totp.step_of(KEY, "", seconds, 0) is None


@pytest.fixture
def staff(manual_clock: clock.ManualClock) -> Account:
    return people.create_account(person=people.create_person(name="王干事"), username="wang", password=PASSWORD)


def now_code(account: Account, steps: int = 0) -> str:
    row = SecondFactor.objects.get(account=account)
    from gongzhi.people.actions.second import _open

    return totp.code_at(_open(row), int(clock.now().timestamp()) // 30 + steps)


@pytest.fixture
def codes(staff: Account) -> list[str]:
    """The second step switched on half a minute ago."""
    people.begin_second(staff.pk)
    return people.confirm_second(staff.pk, now_code(staff, -1), address=HERE)


def test_a_code_opens_once_within_its_window(staff: Account, codes: list[str], manual_clock: Any) -> None:
    code = now_code(staff)
    assert people.check_second(staff.pk, code, address=HERE) == staff
    with pytest.raises(Invalid):
        people.check_second(staff.pk, code, address=HERE)
    assert people.check_second(staff.pk, f" {now_code(staff, 1)[:3]} {now_code(staff, 1)[3:]}", address=HERE)
    with pytest.raises(Invalid):  # older than the latest taken
        people.check_second(staff.pk, code, address=HERE)
    manual_clock.advance(timedelta(minutes=5))
    for steps in (-2, 2):
        with pytest.raises(Invalid):
            people.check_second(staff.pk, now_code(staff, steps), address=HERE)
    assert people.check_second(staff.pk, now_code(staff, -1), address=HERE)


def test_five_wrong_codes_lock_and_a_right_password_does_not_open(
    staff: Account, codes: list[str], manual_clock: Any
) -> None:
    for _ in range(totp.TRIES):
        people.sign_in("wang", PASSWORD, address=HERE)
        with pytest.raises(Invalid):
            people.check_second(staff.pk, "000000", address=HERE)
    with pytest.raises(TooMany):
        people.check_second(staff.pk, now_code(staff), address=HERE)
    with pytest.raises(TooMany):
        people.check_second(staff.pk, codes[0], address=HERE)
    events = list(SignIn.objects.order_by("id").values_list("event", flat=True))
    assert events[-1] == "second-locked"
    assert events.count("wrong-second") == totp.TRIES - 1
    manual_clock.advance(timedelta(minutes=16))
    assert people.check_second(staff.pk, now_code(staff), address=HERE)


def test_recovery_codes_open_once_each(staff: Account, codes: list[str]) -> None:
    assert len(set(codes)) == totp.RECOVERY_CODES
    assert people.check_second(staff.pk, codes[3].upper().replace("-", " "), address=HERE)
    with pytest.raises(Invalid):
        people.check_second(staff.pk, codes[3], address=HERE)
    assert people.second_state(staff.pk) == (True, 9)
    fresh = people.renew_recovery(staff.pk, codes[4], address=HERE)
    with pytest.raises(Invalid):
        people.check_second(staff.pk, codes[5], address=HERE)
    assert people.check_second(staff.pk, fresh[0], address=HERE)
    assert not RecoveryCode.objects.filter(digest__in=fresh).exists()


def test_the_secret_is_sealed_and_begins_anew(staff: Account) -> None:
    people.begin_second(staff.pk)
    secret = people.secret_waiting(staff.pk)
    assert secret is not None
    assert secret not in SecondFactor.objects.get().sealed
    assert not people.has_second(staff.pk)  # not asked for before it is confirmed
    people.begin_second(staff.pk)
    assert people.secret_waiting(staff.pk) != secret
    people.confirm_second(staff.pk, now_code(staff), address=HERE)
    assert people.secret_waiting(staff.pk) is None
    with pytest.raises(Conflict):
        people.begin_second(staff.pk)


def officer(person_id: int | None = None, place: int = 7, permission: str = Permission.ACCOUNT_RESET) -> Actor:
    post = HeldPost(1, "administrator", 2, place, frozenset({permission}), 3)
    return Actor(ActorKind.STAFF, person_id=person_id, posts=(post,))


def test_an_administrator_resets_with_a_reason(staff: Account, codes: list[str], client: Client) -> None:
    client.force_login(staff)
    for actor, places in ((officer(place=8), (6, 7)), (officer(permission=Permission.ORG_SEE), (7,))):
        with pytest.raises(Forbidden):
            people.reset_second(staff.pk, reason="手机丢失", actor=actor, ancestors=places)
    with pytest.raises(Invalid):
        people.reset_second(staff.pk, reason=" ", actor=SYSTEM, ancestors=())
    with pytest.raises(Conflict):
        people.reset_second(staff.pk, reason="手机丢失", actor=officer(staff.person_id), ancestors=(7,))
    people.reset_second(staff.pk, reason="手机丢失", actor=SYSTEM, ancestors=())
    assert people.second_state(staff.pk) == (False, 0)
    assert not Session.objects.exists()
    assert [e.tag for e in ledger.entries_of(staff.person_id)] == ["people:second-step:reset"]
    with pytest.raises(Conflict):
        people.reset_second(staff.pk, reason="手机丢失", actor=SYSTEM, ancestors=())


def test_the_pages_from_set_up_to_the_next_sign_in(staff: Account, client: Client, manual_clock: Any) -> None:
    client.post("/login/", {"username": "wang", "password": PASSWORD})
    assert client.post("/me/second-step/", {"do": "start", "password": "wrong-wrong"}).status_code == 422
    assert client.post("/me/second-step/", {"do": "start", "password": PASSWORD}).status_code == 302
    page = client.get("/me/second-step/").content.decode()
    secret = people.secret_waiting(staff.pk) or ""
    assert totp.spaced(secret) in page
    assert "<svg" in page
    assert client.post("/me/second-step/", {"do": "confirm", "code": "12345"}).status_code == 422
    answer = client.post("/me/second-step/", {"do": "confirm", "code": now_code(staff)})
    shown = re.findall(r"<li><code>(.*?)</code>", answer.content.decode())
    assert len(shown) == totp.RECOVERY_CODES
    again = client.get("/me/second-step/").content.decode()
    assert shown[0] not in again
    assert totp.spaced(secret) not in again
    client.post("/logout/")
    manual_clock.advance(timedelta(minutes=1))

    answer = client.post("/login/", {"username": "wang", "password": PASSWORD, "next": "/me/reveals/"})
    assert answer["Location"] == "/login/second/"
    assert client.get("/me/").status_code == 302  # not in yet
    assert 'name="code"' in client.get("/login/second/").content.decode()
    assert client.post("/login/second/", {"code": "000000"}).status_code == 422
    answer = client.post("/login/second/", {"code": now_code(staff)})
    assert answer["Location"] == "/me/reveals/"
    assert client.get("/me/").status_code == 200
    assert client.get("/login/second/").status_code == 302

    manual_clock.advance(timedelta(minutes=1))
    other = Client()
    other.post("/login/", {"username": "wang", "password": PASSWORD})
    manual_clock.advance(timedelta(minutes=11))
    assert other.post("/login/second/", {"code": now_code(staff)})["Location"] == "/login/?as=staff"
    other.post("/login/", {"username": "wang", "password": PASSWORD})
    staff.set_password("another horse 77")
    Account.objects.filter(pk=staff.pk).update(password=staff.password)
    assert other.post("/login/second/", {"code": now_code(staff)})["Location"] == "/login/?as=staff"
    assert other.get("/me/").status_code == 302


def test_a_code_to_the_phone_is_no_way_round(staff: Account, codes: list[str], client: Client, sent: Any) -> None:
    people.set_contact(staff.person_id, "phone", "13800138000", verified=True)
    client.post("/login/code/", {"phone": "13800138000", "agree": "on"})
    assert client.post("/login/code/check/", {"code": sent[0].code})["Location"] == "/login/second/"
    assert client.get("/me/").status_code == 302
