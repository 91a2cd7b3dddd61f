"""`request.actor`: who acts, with the posts held at this moment; worked out once a request, only where it is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from gongzhi.orgs.public import actor_of


class ActorMiddleware:
    """Sets `request.actor` lazily; nothing is kept from one request to the next, so a lost post is lost at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user))  # type: ignore[attr-defined, arg-type]
        return self.get_response(request)
