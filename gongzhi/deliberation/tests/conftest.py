"""Staff of the city at their desks, and a resident at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.people import public as people

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


@pytest.fixture
def desk(city: Settled) -> Any:
    """`desk("convener")`: a browser signed in as the holder of that post (`seat` for another one)."""

    def sign_in(post: str, seat: int = 0) -> Client:
        person = people.Person.objects.get(pk=city.holders[post][seat])
        account = people.Account.objects.filter(person=person).first() or people.create_account(
            person=person, username=f"u{person.pk}", password="Gongzhi-2026-test"
        )
        client = Client()
        client.force_login(account)
        return client

    return sign_in
