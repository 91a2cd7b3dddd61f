"""Headers of every page, and domain errors on their way out of a view."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from gongzhi.core.errors import DomainError, Unavailable
from gongzhi.kit import errors

MOST_BODY_BYTES = 40 * 1024 * 1024  # three photos of 10 MB and the words; more is not even read to the disk
POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


class SecurityHeaders:
    """No inline script or style, nothing from elsewhere; the position only for our own pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        return response


class DomainErrors:
    """Turns a refusal that a view let through into its page; a locked database into 503 with the form kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if length.isascii() and length.isdigit() and int(length) > MOST_BODY_BYTES:
            return errors.bare(413)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return errors.handle(request, exception)
        if isinstance(exception, OperationalError) and errors.is_busy(exception):
            return errors.handle(request, Unavailable("The system is busy. Please try again in a moment."))
        return None
