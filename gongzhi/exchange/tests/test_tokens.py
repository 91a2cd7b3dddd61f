"""Tokens of programs: issued once, recognised by their hash, gone when revoked, expired or the post is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM, ActorKind, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, TooMany
from gongzhi.exchange import public as exchange
from gongzhi.exchange.models import Token
from gongzhi.people import public as people

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def issuer(city: Settled) -> str:
    return next(
        k for k in sorted(city.posts) if any(Permission.TOKEN_ISSUE in p.permissions for p in city.actor(k).posts)
    )


@pytest.mark.django_db
def test_a_token_opens_until_revoked(city: Settled, django_assert_num_queries: object) -> None:
    actor = city.actor(issuer(city))
    made = exchange.issue_token(name="市民热线", scopes=["read", "create"], actor=actor)
    assert not Token.objects.filter(digest=made.secret).exists()
    exchange.caller_of(made.secret)  # takes the first calls of the minute
    with django_assert_num_queries(1):  # type: ignore[operator]
        caller = exchange.caller_of(made.secret)
    assert caller.may(exchange.Scope.CREATE)
    assert caller.actor().kind is ActorKind.INTEGRATION
    for wrong in ("", "gz_", made.secret + "x", "\ud800", "é" * 500):
        with pytest.raises(exchange.NoToken):
            exchange.caller_of(wrong)
    exchange.revoke_token(made.token_id, actor=actor)
    with pytest.raises(exchange.NoToken):
        exchange.caller_of(made.secret)


@pytest.mark.django_db
def test_it_ends_by_itself_and_counts_calls(city: Settled, manual_clock: clock.ManualClock) -> None:
    made = exchange.issue_token(name="试用", scopes=["read"], actor=SYSTEM, days=1, per_minute=2)
    exchange.caller_of(made.secret)
    exchange.caller_of(made.secret)
    with pytest.raises(TooMany):
        exchange.caller_of(made.secret)
    manual_clock.advance(timedelta(minutes=1))
    exchange.caller_of(made.secret)
    manual_clock.advance(timedelta(days=1))
    with pytest.raises(exchange.NoToken):
        exchange.caller_of(made.secret)


@pytest.mark.django_db
def test_a_bound_token_acts_with_the_own_posts_alone(city: Settled) -> None:
    actor = city.actor(issuer(city))
    made = exchange.issue_token(name="我的脚本", scopes=["act"], actor=actor, bound=True)
    assert exchange.caller_of(made.secret).actor().post_ids == actor.post_ids
    with pytest.raises(Invalid):
        exchange.issue_token(name="别人", scopes=["act"], actor=actor)
    with pytest.raises(Forbidden):
        exchange.issue_token(name="网格员", scopes=["read"], actor=city.actor("hotline"))


@pytest.mark.django_db
def test_the_desk_shows_it_once(city: Settled, client: Client) -> None:
    key = issuer(city)
    person = people.Person.objects.get(pk=city.holders[key][0])
    client.force_login(people.create_account(person=person, username="xinxi", password="Lantern-Quiet-7"))
    answer = client.post("/desk/tokens/", {"name": "热线", "scopes": ["read", "create"], "days": 30, "per_minute": 60})
    token = Token.objects.get()
    assert answer.status_code == 200
    assert token.shown in answer.content.decode()
    secret = answer.content.decode().split("<code>")[1].split("</code>")[0]
    exchange.caller_of(secret)
    assert secret not in client.get("/desk/tokens/").content.decode()
    assert client.post(f"/desk/tokens/{token.pk}/revoke/").status_code == 302
    with pytest.raises(exchange.NoToken):
        exchange.caller_of(secret)
    clerk = people.Person.objects.get(pk=city.holders["hotline"][0])
    client.force_login(people.create_account(person=clerk, username="jiexian", password="Lantern-Quiet-7"))
    assert client.get("/desk/tokens/").status_code == 403
