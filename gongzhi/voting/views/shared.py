"""What the pages of voting share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongzhi.access.public import Actor, Permission, actor_of, may
from gongzhi.files import public as files
from gongzhi.kit.errors import refusals_to
from gongzhi.kit.forms import Form
from gongzhi.places import public as places
from gongzhi.voting.models import Electorate

GET_POST = ["GET", "HEAD", "POST"]


def can(request: HttpRequest, permission: Permission, electorate: Electorate) -> bool:
    """Whether the reader holds a permission at the register's place."""
    return may(actor_of(request), permission, places.ancestors(electorate.place_id))


def act(
    request: HttpRequest, form: Form, do: Callable[[dict[str, Any]], object], *, title: str, back: str, button: str,
    done: str | Callable[[Any], str] = "", intro: str = "", to: Callable[[Any], str] | None = None,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """One form on one page: shows it, and on POST does `do(cleaned_data)`, tells `done` (of what was made)
    and leads to `to` or back."""
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            made = do(dict(form.cleaned_data))
            if done:
                messages.success(request, done if isinstance(done, str) else done(made))
            return redirect(to(made) if to else back)
    context = {"form": form, "title": title, "back": back, "button": button, "intro": intro} | (extra or {})
    return render(request, "voting/act.html", context, status=422 if form.errors else 200)


def photo(upload: UploadedFile[bytes] | None, actor: Actor) -> int | None:
    """The id of a stored photo, where one was sent. Raises Invalid (field photo)."""
    return files.accept_image(upload, actor=actor).pk if upload else None
