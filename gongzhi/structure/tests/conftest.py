"""Staff of the city at their desks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.people import public as people

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

Desk = Callable[..., Client]


def account_of(person_id: int) -> Any:
    """The account of a person, made where there is none."""
    person = people.Person.objects.get(pk=person_id)
    known = people.Account.objects.filter(person=person).first()
    return known or people.create_account(person=person, username=f"u{person_id}", password="Gongzhi-2026-test")


@pytest.fixture
def desk(city: Settled) -> Desk:
    """`desk("hotline")`: a browser signed in as the holder of that post (`seat` for the second one)."""

    def sign_in(post: str, seat: int = 0) -> Client:
        client = Client()
        client.force_login(account_of(city.holders[post][seat]))
        return client

    return sign_in


@pytest.fixture
def steady(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process looks up anew every few seconds stays, so that a budget of queries is the same at every speed."""
    settings.PACK_RECHECK_SECONDS = 600
    monkeypatch.setattr("gongzhi.places.queries.tree._RECHECK_SECONDS", 600)
