"""What every way of signing in shares: where to go on, the second step, the session that begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from gongzhi.core import clock
from gongzhi.kit.address import address_of
from gongzhi.people import public as people
from gongzhi.people.rules.door import HOW, PENDING_FOR, SECOND, WHERE, device_of, mask_network

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_PENDING = "sign-in-second"


def safe_next(request: HttpRequest, target: str, default: str) -> str:
    """`target` where it is an address of ours, else `default`."""
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # an address begins with a slash; other words would be looked up as the name of a view
    return target if ours and target.startswith("/") and not target.startswith(("/login", "/logout")) else default


def origin(request: HttpRequest) -> dict[str, str]:
    """`address` and `device` of the caller, as the actions take them."""
    return {"address": address_of(request), "device": device_of(request.headers.get("User-Agent", "")[:500])}


def go_on(
    request: HttpRequest, account: people.Account, *, how: str, target: str, default: str, vouched: bool = False
) -> HttpResponse:
    """After the first step: the second one where the account has it and nobody vouched for it, else in."""
    if not vouched and people.has_second(account.pk):
        request.session[_PENDING] = {
            "account": str(account.pk),
            "proof": account.get_session_auth_hash(),
            "how": how,
            "next": target,
            "default": default,
            "at": clock.now().isoformat(),
        }
        return redirect("/login/second/")
    return enter(request, account, how=how, second=vouched, target=safe_next(request, target, default))


def pending(request: HttpRequest) -> dict[str, Any] | None:
    """Who passed the first step a short while ago and has not passed the second yet."""
    found: dict[str, Any] | None = request.session.get(_PENDING)
    if found is None or datetime.fromisoformat(found["at"]) < clock.now() - PENDING_FOR:
        return None
    return found


def enter(request: HttpRequest, account: people.Account, *, how: str, second: bool, target: str) -> HttpResponse:
    """Begin the session and go on to `target`, an address of ours."""
    request.session.pop(_PENDING, None)
    login(request, account, backend=_BACKEND)
    came = origin(request)
    request.session[HOW], request.session[SECOND] = how, second
    request.session[WHERE] = {
        "network": mask_network(came["address"]), "device": came["device"], "at": clock.now().isoformat(),
    }  # fmt: skip
    return redirect(target)
