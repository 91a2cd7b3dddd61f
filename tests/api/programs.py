"""Programs with the posts of people of a town, and a count of what a call asks the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.access.public import SYSTEM
from gongzhi.exchange import public as exchange
from gongzhi.exchange.models import Token
from gongzhi.exchange.tests.test_api import Api
from tests.desks import desk_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def program(town: Settled, post: str, scopes: Iterable[str] = ("read", "create", "act")) -> Api:
    """A token bound to the holder of a post, as its issuer would have made it."""
    issued = exchange.issue_token(name=post, scopes=["read"], actor=SYSTEM, per_minute=6000)
    Token.objects.filter(pk=issued.token_id).update(person=town.holders[post][0], scopes=list(scopes))
    return Api(issued.secret)


def said(answer: tuple[Any, Any], status: int = 200) -> Any:
    """What a call gave, which came with that status."""
    response, body = answer
    assert response.status_code == status, body
    return body


def compared(town: Settled, posts: Iterable[str], reads: dict[str, str]) -> tuple[list[str], int]:
    """Each page with its operation, by each post: where they differ, and how many were refused by both."""
    wrong, refused = [], 0
    for post in posts:
        api, browser = program(town, post), desk_of(town)(post)
        for page, path in reads.items():
            seen, told = browser.get(page).status_code, api.get(path)[0].status_code
            refused += told in (403, 404)
            if seen != told:
                wrong.append(f"{post} {path}: {told}, the page says {seen}")
    return wrong, refused


def asked(call: Callable[[], object]) -> int:
    """How many queries a call makes, when it is made a second time; its own token's minute and savepoints are not of
    the call: a process takes calls in blocks that grow."""
    call()
    with CaptureQueriesContext(connection) as seen:
        call()
    return sum("exchange_token" not in q["sql"] and "SAVEPOINT" not in q["sql"] for q in seen.captured_queries)
