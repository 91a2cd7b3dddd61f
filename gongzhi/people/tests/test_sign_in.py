"""Password with lock-out: per account and address, the same for names that do not exist, in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gongzhi.core.errors import Invalid, TooMany
from gongzhi.people.models import Account
from gongzhi.people.public import create_account, create_person, sign_in, sweep_throttles
from gongzhi.people.rules import ADDRESS_TRIES

PASSWORD = "correct horse 9"


@pytest.fixture
def account(db: None, manual_clock: Any) -> Account:
    return create_account(person=create_person(name="张三"), username="Zhang", password=PASSWORD)


def fail(name: str, times: int, address: str = "10.0.0.1") -> None:
    for _ in range(times):
        with pytest.raises(Invalid):
            sign_in(name, "wrong", address=address)


def test_the_right_password_opens(account: Account) -> None:
    assert sign_in(" zhang ", PASSWORD, address="10.0.0.1") == account


@pytest.mark.parametrize("name", ["zhang", "nobody"])
def test_the_fifth_failure_locks_for_a_quarter_of_an_hour(account: Account, manual_clock: Any, name: str) -> None:
    fail(name, 4)
    with pytest.raises(TooMany, match="until 09:15"):
        sign_in(name, "wrong", address="10.0.0.1")
    with pytest.raises(TooMany) as locked:
        sign_in(name, PASSWORD, address="10.9.9.9")  # the right one, from elsewhere: locked all the same
    assert 890 < locked.value.retry_after <= 901
    manual_clock.advance(timedelta(minutes=15))
    fail(name, 1)
    if name == "zhang":
        assert sign_in(name, PASSWORD, address="10.0.0.1") == account


def test_a_success_begins_the_count_again(account: Account) -> None:
    for _ in range(3):
        fail("zhang", 4)
        sign_in("zhang", PASSWORD, address="10.0.0.1")


def test_an_address_that_tries_many_names_is_locked(account: Account) -> None:
    for n in range(ADDRESS_TRIES - 1):
        fail(f"name{n}", 1)
    with pytest.raises(TooMany):
        sign_in("one-more", "wrong", address="10.0.0.1")
    with pytest.raises(TooMany):
        sign_in("zhang", PASSWORD, address="10.0.0.1")
    assert sign_in("zhang", PASSWORD, address="10.0.0.2") == account


def test_an_own_account_does_not_reset_the_address(account: Account) -> None:
    for n in range(ADDRESS_TRIES - 1):
        fail(f"name{n}", 1)
        if n % 4 == 0:
            sign_in("zhang", PASSWORD, address="10.0.0.1")
    with pytest.raises(TooMany):
        sign_in("one-more", "wrong", address="10.0.0.1")


def test_a_closed_account_and_weak_or_taken_names_are_refused(account: Account) -> None:
    Account.objects.update(is_active=False)
    with pytest.raises(Invalid):
        sign_in("zhang", PASSWORD, address="10.0.0.1")
    for password in ("short", "1234567890123"):
        with pytest.raises(Invalid) as weak:
            create_account(person=create_person(name="B"), username="b", password=password)
        assert weak.value.field == "password"


def test_old_counters_are_forgotten(account: Account, manual_clock: Any) -> None:
    fail("zhang", 2)
    assert sweep_throttles() == 0
    manual_clock.advance(timedelta(minutes=20))
    assert sweep_throttles() == 2
