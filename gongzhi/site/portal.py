"""The front page of the portal: what can I do here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.disclosure.public import list_postings
from gongzhi.site.context import exists


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Doors to what this installation offers, most wanted first."""
    doors = [
        ("board", "/board/", _("Public board"), _("What was answered and decided, and what the committee publishes")),
        ("near", "/nearby/", _("Near me"), _("What neighbours reported nearby, and how far it is")),
        ("ledger", "/ledger/", _("Ledger"), _("Check for yourself that nothing was changed or removed")),
        (
            "rules",
            "/packs/",
            _("Rules in force"),
            _("Who is responsible, how long it may take, and where that is written"),
        ),
    ]
    return render(
        request,
        "site/front.html",
        {
            "latest": [p for p in list_postings(size=6).items if p.withdrawn_at is None] if exists("/board/") else None,
            "report": exists("/report/"),
            "track": exists("/track/"),
            "doors": [{"icon": i, "href": h, "label": t, "text": x} for i, h, t, x in doors if exists(h)],
        },
    )
