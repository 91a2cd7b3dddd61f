"""Who is signed in stays so while working, and goes through the second step where the installation demands it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.people import public as people
from gongzhi.people.rules.door import HOW, SECOND, demanded

# What is open before the second step is set up: the set-up itself, the way out, help.
OPEN = ("/me/second-step/", "/me/password/", "/me/sign-ins/", "/login/", "/logout/", "/kit/", "/static/", "/healthz",
        "/privacy/")  # fmt: skip


class Door:
    """After the session and the actor: staff who were away too long are out; a second step that is demanded comes
    before every other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            if self._away(request):
                logout(request)
                words = _("You were signed out after %(n)s minutes without a click.") % {"n": settings.IDLE_MINUTES}
                messages.info(request, words)
            elif self._unsafe(request):
                return redirect("/me/second-step/")
        return self.get_response(request)

    @staticmethod
    def _away(request: HttpRequest) -> bool:
        """Whether the session was not used for too long; where it was, that is noted every now and then."""
        seen: datetime | None = getattr(request.session, "seen_at", None)
        idle = timedelta(minutes=settings.IDLE_MINUTES)
        if not idle or seen is None or request.session.get(HOW) not in {"password", "oidc"}:
            return False
        away = clock.now() - seen
        if away <= idle and away > idle / 10 and request.session.session_key:
            people.touch_session(request.session.session_key)
        return away > idle

    @staticmethod
    def _unsafe(request: HttpRequest) -> bool:
        wanted: frozenset[str] = settings.SECOND_STEP_FOR
        if not wanted or request.session.get(SECOND) or request.path.startswith(OPEN):
            return False
        actor = actor_of(request)
        return request.user.is_authenticated and demanded(actor, wanted)
