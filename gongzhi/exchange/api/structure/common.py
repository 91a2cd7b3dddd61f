"""What the modules of this package share: pages of lists, who may look at all, an act that is done once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core.errors import Conflict, Forbidden
from gongzhi.exchange import schemas as s
from gongzhi.exchange.actions.send import Done, body_of, once
from gongzhi.exchange.api.edge import actor, caller

After = Annotated[str, Query("", max_length=600, description="Send back what the last page gave.")]


class PageOut(s.Plain):
    """A page of a list: `after` is the key of the next one, empty at the end."""

    after: str


def posted(request: HttpRequest, permission: Permission | None = None) -> Actor:
    """Who calls: with a post at all, and one that holds `permission` somewhere. Raises Forbidden, as the page does."""
    who = actor(request)
    if not who.posts or (permission is not None and not scopes(who, permission)):
        raise Forbidden("Your posts do not allow this here.")
    return who


def as_read(version: int | None, now: int) -> None:
    """Raise Conflict where a program sends the version of something that was changed meanwhile."""
    if version is not None and version != now:
        raise Conflict("Somebody else changed this meanwhile. Look at it again.")


def made_once(request: HttpRequest, named: str, key: str, data: object, make: Callable[[], int]) -> int:
    """Make something and give back its id; with a `key` of the caller once, however often it is sent."""
    done = once(
        caller(request).token_id, f"{named}:{key}" if key else "", body_of(named, data) if key else "",
        lambda: Done(make()),
    )  # fmt: skip
    return done.about
