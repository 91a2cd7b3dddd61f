"""Who acts in a request of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongzhi.access.rules import ANONYMOUS, Actor, ActorKind
from gongzhi.core.errors import Forbidden

if TYPE_CHECKING:  # rules of other contexts come through our door and know no Django
    from django.http import HttpRequest


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in, with all posts held now; the site's middleware has set it."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def visitor_of(request: HttpRequest) -> Actor:
    """Who speaks on the portal: a signed-in person as a resident (posts do not count here), or nobody in particular."""
    actor = actor_of(request)
    if actor.person_id is None:
        return ANONYMOUS
    return Actor(ActorKind.RESIDENT, person_id=actor.person_id, account_id=actor.account_id)


def staff_of(request: HttpRequest) -> Actor:
    """The same. Raises Forbidden without a post."""
    actor = actor_of(request)
    if not actor.posts:
        raise Forbidden("Your posts do not allow this here.")
    return actor
