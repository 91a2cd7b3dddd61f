"""Field: the page of those on the way, what it carries, what it sends. Works without a script too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, InvalidMany, TooMany, Unavailable
from gongzhi.kit.errors import status_of, text_of
from gongzhi.kit.forms import submission_id
from gongzhi.patrol.actions.field import perform
from gongzhi.patrol.queries.carried import carried, keep_until, owner_of, unsent
from gongzhi.patrol.rules.sent import PHOTOS, Sent, done_at

PHOTO_MOST = 12 * 1024 * 1024  # bytes of one picture, from a phone whose browser could not make it smaller
SCRIPTS = tuple(f"patrol/{name}.js" for name in ("store", "shown", "server", "draft", "field"))  # in their order


def page_context(actor: Actor | None) -> dict[str, Any]:
    """What the page shows: of nobody (the shell) only the form, empty."""
    held: dict[str, Any] = (
        carried(actor) if actor else {"work": [], "patrol": [], "again": [], "places": [], "kinds": []}
    )
    return {"held": held, "key": submission_id() if actor else "", "signed_in": actor is not None, "scripts": SCRIPTS}


@login_required
@never_cache
@require_safe
def field(request: HttpRequest) -> HttpResponse:
    """The day's page: report, own work; kept on the phone by its script."""
    actor = actor_of(request)
    if not actor.posts:
        return render(request, "patrol/no_posts.html")
    return render(request, "patrol/field.html", page_context(actor))


def _signed_in(request: HttpRequest) -> Actor | None:
    actor = actor_of(request)
    return actor if request.user.is_authenticated and actor.person_id is not None else None


@never_cache
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """What the phone keeps, as JSON; with `?have=` only that nothing changed. 401: sign in again; without a post
    `gone`, and the phone wipes everything."""
    actor = _signed_in(request)
    if actor is None:
        return JsonResponse({"error": _("Please sign in again.")}, status=401)
    head: dict[str, Any] = {"owner": owner_of(actor.person_id or 0), "token": get_token(request)}
    if not actor.posts:
        return JsonResponse(head | {"gone": True})
    head["until"] = keep_until(actor).isoformat()
    return JsonResponse(head | unsent(carried(actor), request.GET.get("have", "")))


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One act from the queue of a phone (answered as JSON), or from the page's form without a script."""
    program = "application/json" in request.headers.get("Accept", "")
    actor = _signed_in(request)
    if actor is None:
        if program:
            return JsonResponse({"error": _("Please sign in again.")}, status=401)
        return redirect("/login/?next=/field/")
    try:
        answer = perform(_sent(request), actor=actor)
    except (TooMany, Unavailable) as error:
        if not program:
            raise
        return JsonResponse({"error": text_of(error), "later": True}, status=status_of(error))
    except DomainError as error:
        if not program:
            raise
        return JsonResponse({"error": _said(error)}, status=status_of(error))
    if program:
        return JsonResponse(answer)
    messages.success(request, answer["said"])
    return redirect("patrol:field")


def _sent(request: HttpRequest) -> Sent:
    fields = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    for name in ("key", "kind", "done_at", "csrfmiddlewaretoken"):
        fields.pop(name, None)
    photos = [photo.read(PHOTO_MOST) for photo in request.FILES.getlist("photos")[:PHOTOS]]
    return Sent(
        key=request.POST.get("key", ""), kind=request.POST.get("kind", ""), fields=fields,
        photos=[p for p in photos if p], done_at=done_at(request.POST.get("done_at", ""), clock.now()),
    )  # fmt: skip


def _said(error: DomainError) -> str:
    parts = error.errors.values() if isinstance(error, InvalidMany) else [error]
    return " ".join(dict.fromkeys(text_of(one) for one in parts))
