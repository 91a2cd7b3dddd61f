"""Staff of the city at their desks, and requests to work on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.people import public as people
from gongzhi.requests import public as requests
from gongzhi.requests.models import Request
from gongzhi.requests.rules import Draft

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

Desk = Callable[..., Client]
Report = Callable[..., Request]


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
def report(city: Settled) -> Report:
    """`report(description=…)`: a resident's request by the web; a street lamp in the Jinqiao grids by default."""

    def make(**changed: Any) -> Request:
        fields: dict[str, Any] = {
            "description": "锦桥路口的路灯不亮好几天了，晚上很黑", "name": "老周", "contact_phone": "13800138000",
            "lon": 106.7065, "lat": 26.5895, "type_key": "streetlight",
        }  # fmt: skip
        receipt = requests.intake(Draft(**(fields | changed)), actor=ANONYMOUS, channel="web", look_near=False)
        return Request.objects.select_related("matter").get(pk=receipt.matter_id)

    return make


@pytest.fixture
def steady(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process looks up anew every few seconds stays, so that a budget of queries is the same at every speed."""
    settings.PACK_RECHECK_SECONDS = 600
    monkeypatch.setattr("gongzhi.places.queries.tree._RECHECK_SECONDS", 600)
