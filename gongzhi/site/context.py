"""What every page knows of the installation: the community's name, the menus, what the signed-in person holds."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from gongzhi.site import faces


@cache
def exists(path: str) -> bool:
    """Whether an address is served: menus offer only what is there."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def page(request: HttpRequest) -> dict[str, Any]:
    """`community`, `portal_links`, `desk_menu`, `desk`; each is worked out only where a template asks."""
    return {
        "community": SimpleLazyObject(faces.community),
        "portal_links": SimpleLazyObject(_portal_links),
        "desk_menu": SimpleLazyObject(lambda: _desk_menu(request.path)),
        "desk_search": SimpleLazyObject(lambda: exists("/desk/search/")),
        "desk": SimpleLazyObject(lambda: faces.desk(request)),
    }


def _portal_links() -> list[dict[str, str]]:
    links = [
        ("/privacy/", _("Privacy")),
        ("/ledger/", _("Ledger")),
        ("/board/", _("Public board")),
        ("/packs/", _("Rules in force")),
        ("/login/?next=/desk/", _("Staff sign-in")),
    ]
    return [{"href": href, "label": label} for href, label in links if exists(href.split("?")[0])]


def _desk_menu(path: str) -> list[dict[str, Any]]:
    groups = [
        (
            "",
            [
                ("/desk/", _("My work")),
                ("/desk/intake/", _("Register a request")),
                ("/desk/requests/", _("All requests")),
                ("/desk/unlocated/", _("Unlocated")),
                ("/desk/notices/", _("Messages")),
            ],
        ),
        (
            _("Community"),
            [("/desk/places/", _("Places")), ("/desk/orgs/", _("Bodies and posts")), ("/desk/absence/", _("Absence"))],
        ),
        (
            _("Openness"),
            [
                ("/board/", _("Public board")),
                ("/ledger/", _("Ledger")),
                ("/packs/", _("Rules in force")),
                ("/procedures/", _("Procedures")),
            ],
        ),
    ]
    menu = []
    for label, rows in groups:
        items = [{"href": h, "label": t, "current": h == path} for h, t in rows if exists(h)]
        if items:
            menu.append({"label": label, "items": items})
    return menu
