"""The machines' side of the site: a shorter way in, and 503 with Retry-After in the format that a program expects.

Pages are answered by `gongzhi.kit.middleware.DomainErrors`, which keeps the form.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse

from gongzhi.core.errors import Unavailable
from gongzhi.kit.errors import is_busy

_TEXT = "The system is busy. Nothing was saved; please send the same again in a moment."


DOORS = ("/api/", "/open311/", "/hooks/", "/ballots/")  # a secret ballot comes without a session
PAGES = ("/api/v1/docs",)  # behind a door, but read by people


class Innermost:
    """The last of the list: knows what stands behind all others, for `Machines`."""

    latest: Callable[[HttpRequest], HttpResponse]

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = Innermost.latest = get_response  # Django builds the chain from its end

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class Machines:
    """A program's call has no session, no messages, no form: it passes by what stands between here and `Innermost`.

    A program shows a token or a signature at each call, so nothing that is left out guards these doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.pages, self.machines = get_response, Innermost.latest

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = request.path.startswith(DOORS) and not request.path.startswith(PAGES)
        return self.machines(request) if door else self.pages(request)


class BusyForMachines:
    """Answers for `/api/` (RFC 9457) and `/open311/` (GeoReport) where a view met a busy database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The response for a machine; None where the caller is a page or the error is another one."""
        busy = isinstance(exception, Unavailable) or (isinstance(exception, OperationalError) and is_busy(exception))
        if not busy or not request.path.startswith(DOORS):
            return None
        seconds = getattr(exception, "retry_after", 5)
        response = _open311(request) if request.path.startswith("/open311/") else _problem()
        response.headers["Retry-After"] = str(seconds)
        return response


def _problem() -> HttpResponse:
    body = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": _TEXT}
    return JsonResponse(body, status=503, content_type="application/problem+json")


def _open311(request: HttpRequest) -> HttpResponse:
    if request.path.endswith(".json"):
        return JsonResponse([{"code": 503, "description": _TEXT}], safe=False, status=503)
    body = f"<errors><error><code>503</code><description>{_TEXT}</description></error></errors>"
    return HttpResponse(
        f'<?xml version="1.0" encoding="utf-8"?>{body}', status=503, content_type="text/xml; charset=utf-8"
    )
