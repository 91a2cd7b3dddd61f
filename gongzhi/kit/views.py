"""The switches of display, the catalogue of components and samples of the error pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from gongzhi.kit import errors, samples
from gongzhi.kit.context import ELDER_COOKIE

YEAR = 365 * 24 * 3600


def safe_next(request: HttpRequest) -> str:
    """The address to go back to, if it is one of ours; else the front page."""
    target = request.GET.get("next", "/")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"


@require_safe
def elder(request: HttpRequest, state: str) -> HttpResponse:
    """Turns large type on or off for this browser; says so by name, so it can be opened twice without harm."""
    response = HttpResponseRedirect(safe_next(request))
    if state == "on":
        response.set_cookie(ELDER_COOKIE, "1", max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(ELDER_COOKIE)
    return response


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Chooses the language of this browser."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    response = HttpResponseRedirect(safe_next(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component with its states, on the residents' face."""
    return render(request, "kit/catalogue_portal.html", samples.context(request))


@require_safe
def catalogue_desk(request: HttpRequest) -> HttpResponse:
    """The same on the staff's face."""
    return render(request, "kit/catalogue_desk.html", samples.context(request))


@require_safe
def error_sample(request: HttpRequest, status: int) -> HttpResponse:
    """The error page of a status, to be looked at; answered with that status."""
    if status == 500:
        return errors.server_error(request)
    if status not in errors.headings():
        raise Http404
    return errors.page(request, status)
