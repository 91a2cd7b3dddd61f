"""Many guesses at the same moment, from several connections: no more than five are ever looked at."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from gongzhi.core.errors import Invalid, TooMany
from gongzhi.people.models import Account
from gongzhi.people.public import CodeToSend, check_code, create_account, create_person, request_code, sign_in


def at_once(number: int, work: Any) -> list[str]:
    """What became of each: ok, or the name of the error."""
    out: list[str] = []
    start = threading.Barrier(number)

    def run() -> None:
        start.wait()
        try:
            work()
            out.append("ok")
        except Exception as error:
            out.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(out)


@pytest.mark.django_db(transaction=True)
def test_twelve_guesses_at_once_are_five(monkeypatch: pytest.MonkeyPatch) -> None:
    create_account(person=create_person(name="A"), username="a", password="correct horse 9")
    looked: list[str] = []
    plain = Account.check_password

    def counted(self: Account, raw: str) -> bool:
        looked.append(raw)
        return plain(self, raw)

    monkeypatch.setattr(Account, "check_password", counted)
    results = at_once(12, lambda: sign_in("a", "wrong", address="10.0.0.1"))
    assert len(looked) == 5
    assert (results.count(Invalid.__name__), results.count(TooMany.__name__)) == (4, 8)


@pytest.mark.django_db(transaction=True)
def test_one_code_opens_once_and_one_phone_gets_one_code(sent: list[CodeToSend]) -> None:
    assert at_once(6, lambda: request_code("13800138000", address="a")) == ["TooMany"] * 5 + ["ok"]
    pk = int(sent[0].key.removeprefix("code-"))
    results = at_once(4, lambda: check_code(pk, sent[0].code))
    assert results == ["Invalid"] * 3 + ["ok"]
    assert Account.objects.count() == 1
