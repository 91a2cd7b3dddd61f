"""Whether only a part of a page is wanted."""

from __future__ import annotations

from django.http import HttpRequest


def partial(request: HttpRequest) -> bool:
    """True for an htmx request that wants a fragment (a boosted or history request wants the whole page)."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request
