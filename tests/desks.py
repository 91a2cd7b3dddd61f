"""Browsers of people who hold posts, and what their pages say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

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


def desk_of(town: Settled) -> Desk:
    """`desk_of(town)("hotline")`: signed in as the holder of that post (`seat` for the second one)."""

    def sign_in(post: str, seat: int = 0) -> Client:
        client = Client()
        client.force_login(account_of(town.holders[post][seat]))
        return client

    return sign_in


def text(answer: Any, status: int = 200) -> str:
    """The page, which came with that status."""
    assert answer.status_code == status, answer.content.decode()[:800]
    return str(answer.content.decode())


def words(answer: Any, status: int = 200) -> str:
    """What of the page is read: without tags, whose ids and tokens hold any number by chance."""
    return re.sub(r"<[^>]*>", " ", text(answer, status))
