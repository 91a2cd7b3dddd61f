"""Refusals and failures as pages: what happened, what to do next, and what was typed is kept."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import OperationalError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gongzhi.core.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    InvalidMany,
    NotAllowed,
    NotFound,
    TooMany,
    Unavailable,
)
from gongzhi.kit.htmx import partial

STATUS: dict[type[DomainError], int] = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotAllowed: HTTPStatus.CONFLICT,
    Conflict: HTTPStatus.CONFLICT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
SECRET_FIELD = re.compile(r"password|secret|token|code|csrf|phone|submission", re.IGNORECASE)
REPEATABLE = {429, 503}


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal; 400 for one that has no own."""
    return int(next((code for kind, code in STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST))


def text_of(error: DomainError) -> str:
    """The refusal in the reader's language, its parameters filled in."""
    text = _(error.message)
    return text % error.params if error.params else text


def add_to_form(form: BaseForm, error: DomainError) -> int:
    """Puts a refusal beside the field it names, or at the top of the form where it names none; its HTTP status."""
    named = error.field or "" if isinstance(error, Invalid) else ""
    parts: Mapping[str, DomainError] = error.errors if isinstance(error, InvalidMany) else {named: error}
    for field, one in parts.items():
        form.add_error(field if field in form.fields else None, text_of(one))
    return status_of(error)


@contextmanager
def refusals_to(form: BaseForm, *kinds: type[DomainError]) -> Iterator[None]:
    """Within it a refusal (of `kinds`: Invalid, Conflict, NotAllowed) goes to the form; leave by `return` when done."""
    caught = kinds or (Invalid, Conflict, NotAllowed)
    try:
        yield
    except caught as error:
        add_to_form(form, error)


def is_busy(error: OperationalError) -> bool:
    """Whether the database was only locked or out of connections, so that trying again helps."""
    return bool(
        re.search(r"locked|timeout|too many|pool|could not obtain lock|deadlock|connection", str(error), re.IGNORECASE)
    )


def handle(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of a refusal: sign-in for a stranger who needs it, else status, words and what was typed."""
    if isinstance(error, Forbidden) and not _signed_in(request) and not partial(request):
        back = request.get_full_path() if request.method == "GET" else request.path
        return HttpResponseRedirect(f"/login/?{urlencode({'next': back})}")
    heading = _("This cannot be done now") if isinstance(error, NotAllowed) else ""
    response = page(request, status_of(error), text=text_of(error), heading=heading)
    if isinstance(error, TooMany | Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def page(request: HttpRequest, status: int, *, text: str = "", heading: str = "") -> HttpResponse:
    """The plain page of `status`, in the reader's language; for htmx only the message, put above the content."""
    context: dict[str, Any] = {
        "status": status,
        "heading": heading or headings()[status if status in headings() else 400],
        "text": text or advice().get(status, ""),
        "typed": typed(request),
        "again": kept(request) if status in REPEATABLE else [],
        "action": request.get_full_path(),
        "back": _came_from(request),
    }
    if partial(request):
        body = render_to_string("kit/errors/partial.html", context)
        return HttpResponse(body, status=status, headers={"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"})
    return HttpResponse(render_to_string("kit/errors/page.html", context, request=request), status=status)


def _came_from(request: HttpRequest) -> str:
    """The page to open again: of a form that was sent, the page it stood on, as far as the browser says."""
    said = request.META.get("HTTP_REFERER", "")
    if request.method == "POST" and url_has_allowed_host_and_scheme(said, {request.get_host()}):
        parts = urlsplit(said)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
    return request.get_full_path()


def headings() -> dict[int, str]:
    """The heading of each status that has a page."""
    return {
        400: _("This could not be understood"),
        403: _("You may not do this"),
        404: _("This page was not found"),
        409: _("This has changed meanwhile"),
        413: _("This is too large"),
        422: _("Please check what was typed"),
        429: _("Too many tries"),
        500: _("Something went wrong on our side"),
        503: _("The system is busy"),
    }


def advice() -> dict[int, str]:
    """What to do next, for statuses that come without words of their own."""
    return {
        400: _("Please go back and try again. If it happens again, tell the community office by telephone."),
        403: _("None of the posts you hold now allows this here. Ask the person in charge of your community."),
        404: _("The address may be mistyped, or the page is no longer there."),
        413: _("Please go back: what you typed still stands there. Send less at once, for example a smaller photo."),
        500: _("It has been noted and will be looked at. Nothing was saved. Please try again later."),
        503: _("Please try again in a moment. Nothing was lost."),
    }


def typed(request: HttpRequest) -> list[str]:
    """The sentences that somebody typed into the refused form, to be copied; no secrets, no codes."""
    post = _post(request)
    values = [v.strip() for name in post for v in post.getlist(name) if not SECRET_FIELD.search(name)]
    return [v[:5000] for v in values if re.search(r"[\u3400-\u9fff]|\s", v)]


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field of the refused form but passwords, so that "try again" sends the same once more."""
    post = _post(request)
    pairs = [(name, value) for name in post for value in post.getlist(name)]
    return [(n, v) for n, v in pairs if "password" not in n.lower() and "csrf" not in n.lower()]


def _post(request: HttpRequest) -> Any:
    from django.core.exceptions import SuspiciousOperation
    from django.http import QueryDict
    from django.http.request import RawPostDataException, UnreadablePostError

    try:
        return request.POST
    except (SuspiciousOperation, RawPostDataException, UnreadablePostError):
        return QueryDict()


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


# Django's own handlers, named in site/urls.py -----------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what arrived cannot be read; 413 where it was simply too much."""
    from django.core.exceptions import RequestDataTooBig

    return page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose protection ran out: the text is kept to be copied."""
    return page(request, 403, text=_("The page was open for too long. Please open it again and send it once more."))


def bare(status: int) -> HttpResponse:
    """A page that asks nothing of the request, the session or the database."""
    context = {"status": status, "heading": headings()[status], "text": advice()[status]}
    return HttpResponse(render_to_string("kit/errors/bare.html", context), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database was only busy: nothing is asked of the database or the session here."""
    error = sys.exc_info()[1]
    status = 503 if isinstance(error, OperationalError) and is_busy(error) else 500
    response = bare(status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
