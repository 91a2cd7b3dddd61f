"""What every page knows of the installation: the community's name, the menus, what the signed-in person holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from gongzhi.access.public import Actor, Permission
from gongzhi.packs import public as packs
from gongzhi.site import faces

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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
    pack = cache(faces.pack)  # asked for once a page
    return {
        "community": SimpleLazyObject(lambda: faces.community(pack())),
        "portal_links": SimpleLazyObject(lambda: _portal_links(pack())),
        "desk_menu": SimpleLazyObject(lambda: _desk_menu(request.path, getattr(request, "actor", None), pack)),
        "desk_search": SimpleLazyObject(lambda: exists("/desk/search/")),
        "desk": SimpleLazyObject(lambda: faces.desk(request)),
    }


def _portal_links(pack: packs.Pack | None) -> list[dict[str, StrOrPromise]]:
    opened = pack is not None and any(template.public for template in pack.duty_lists)  # to everybody
    links = [
        ("/privacy/", _("Privacy")),
        ("/ledger/", _("Ledger")),
        *([("/#together", _("Settle it together"))] if pack is not None and pack.deliberations else []),
        ("/board/", _("Public board")),
        ("/vote/", _("Votes")),
        ("/structure/shared/", _("Shared rooms and equipment")),
        ("/structure/responsible/", _("Who is responsible here")),
        ("/packs/", _("Rules in force")),
        *([("/structure/emergency/", _("Emergencies"))] if pack is not None and pack.emergencies else []),
        *([("/duty/", _("Who is on duty now"))] if pack is not None and pack.duty_rotas else []),
        *([("/structure/duties/", _("Responsibility lists"))] if opened else []),
        ("/login/?next=/desk/", _("Staff sign-in")),
    ]
    return [{"href": href, "label": label} for href, label in links if exists(re.split(r"[?#]", href)[0])]


A_POST: set[Permission] = set()
# (address, label, the permissions that one of the held posts must have for it to be of use); None: for everybody
MENU: list[tuple[StrOrPromise, list[tuple[str, StrOrPromise, set[Permission] | None]]]] = [
    (
        "",
        [
            ("/desk/", _("My work"), None),
            ("/desk/whistle/", _("Asked by streets"), {Permission.REQUEST_HANDLE}),
            ("/desk/intake/", _("Register a request"), {Permission.REQUEST_REGISTER}),
            ("/desk/call/", _("At the telephone"), {Permission.REQUEST_REGISTER, Permission.PERSON_FIND}),
            ("/desk/chats/", _("Out of a group"), {Permission.REQUEST_REGISTER}),
            ("/desk/sounds/", _("To be written down"), {Permission.REQUEST_SEE_COMPLAINANT}),
            ("/desk/boxes/", _("Boxes for papers"), {Permission.REQUEST_REGISTER, Permission.PREMISES_EDIT}),
            ("/desk/requests/", _("All requests"), {Permission.REQUEST_SEE}),
            ("/desk/incidents/", _("Incidents"), {Permission.REQUEST_SEE}),
            ("/desk/mediation/", _("Mediation"), {Permission.REQUEST_HANDLE}),
            ("/desk/needs/", _("Needs and services"), {Permission.REQUEST_REGISTER}),
            (
                "/desk/property/",
                _("Property"),
                {Permission.PROPERTY_SEE},
            ),
            ("/desk/help-hours/", _("Hours of help"), {Permission.REQUEST_HANDLE}),
            ("/desk/insight/", _("Figures of the area"), {Permission.INSIGHT_SEE}),
            ("/desk/calls/", _("Calls back"), {Permission.PERSON_REVEAL}),
            ("/desk/reception/", _("Reception by leaders"), {Permission.REQUEST_SEE, Permission.RECEPTION_EDIT}),
            ("/desk/reception/list/", _("Weekly list"), {Permission.REQUEST_SEE}),
            ("/desk/reception/waiting/", _("Planned and on the list"), {Permission.REQUEST_SEE}),
            ("/desk/reception/endings/", _("How hard matters ended"), {Permission.INSIGHT_SEE}),
            ("/desk/coordination/", _("Time lost in coordination"), {Permission.INSIGHT_SEE}),
            ("/desk/unlocated/", _("Unlocated"), {Permission.REQUEST_TAKE_UNLOCATED}),
            ("/desk/import/", _("Take over a list"), {Permission.REQUEST_REGISTER, Permission.REQUEST_TAKE_UNLOCATED}),
            ("/desk/inbox/", _("Inbox"), None),
            ("/desk/notices/", _("Failed messages"), {Permission.NOTICE_SEE_FAILURES}),
        ],
    ),
    (
        _("Community"),
        [
            ("/desk/gaps/", _("Standards"), {Permission.ORG_SEE}),
            ("/desk/structure/emergency/", _("Emergency plans"), {Permission.EMERGENCY_SEE}),
            ("/desk/structure/meetings/", _("Joint meetings"), A_POST),
            ("/desk/structure/duties/", _("Responsibility lists"), A_POST),
            ("/desk/structure/pairing/", _("Leaders paired with communities"), A_POST),
            ("/desk/structure/two-way/", _("Two-way messages"), A_POST),
            ("/desk/structure/cobuilding/", _("Building together"), {Permission.ORG_SEE}),
            ("/desk/structure/shared/", _("Shared rooms and equipment"), A_POST),
            ("/desk/structure/premises/", _("Premises"), {Permission.ORG_SEE}),
            ("/desk/patrol/", _("Weekly patrol"), {Permission.REQUEST_SEE}),
            ("/desk/duty/", _("Duty rota"), A_POST),
            ("/desk/ledgers/", _("Ledgers"), {Permission.REQUEST_SEE}),
            ("/desk/structure/forming/", _("Forming Party organisations"), {Permission.ORG_SEE}),
        ],
    ),
    (
        _("Self-government"),
        [
            ("/desk/topics/", _("Topics"), {Permission.TOPIC_RUN}),
            ("/desk/meetings/", _("Meetings that decide"), A_POST),
            ("/desk/hearings/", _("Hearings"), {Permission.TOPIC_RUN}),
            ("/desk/pacts/", _("Pacts of residents"), {Permission.TOPIC_RUN}),
            ("/desk/talks/", _("Rounds of talks"), {Permission.TOPIC_RUN}),
            ("/desk/gardens/", _("Gardens"), {Permission.TOPIC_RUN}),
            ("/desk/voting/", _("Votes and registers of voters"), {Permission.VOTE_HOLD, Permission.VOTE_ENTER}),
            ("/desk/elections/", _("Elections"), {Permission.VOTE_HOLD}),
            ("/desk/supervision/", _("Supervision"), {Permission.AFFAIRS_SUPERVISE}),
            ("/desk/reviews/", _("Yearly review"), {Permission.AFFAIRS_SUPERVISE}),
        ],
    ),
    (
        _("Posts and people"),
        [
            ("/desk/absence/", _("Absence"), A_POST),
            ("/desk/structure/handover/", _("Handing over posts"), A_POST),
            ("/desk/structure/terms/", _("Bodies and terms"), {Permission.ORG_SEE}),
            ("/desk/structure/staff/", _("Staff members"), {Permission.ORG_APPOINT}),
            ("/desk/structure/consultation/", _("Personnel consultation"), {Permission.ORG_SEE}),
            ("/desk/structure/portfolios/", _("Portfolios"), {Permission.ORG_SEE}),
            ("/desk/orgs/", _("Bodies and posts"), {Permission.ORG_SEE}),
        ],
    ),
    (
        _("Places and levels"),
        [
            ("/desk/structure/", _("Structure"), {Permission.ORG_SEE}),
            ("/desk/structure/grids/", _("Grids"), {Permission.ORG_SEE}),
            ("/desk/structure/chains/", _("Chains of responsibility"), A_POST),
            ("/desk/places/", _("Places"), {Permission.PLACE_EDIT}),
        ],
    ),
    (
        _("Openness"),
        [
            ("/desk/board/", _("Publish on the board"), {Permission.BOARD_PUBLISH}),
            ("/desk/board/owed/", _("What is to be disclosed"), {Permission.BOARD_PUBLISH, Permission.ORG_SEE}),
            ("/board/", _("Public board"), None),
            ("/ledger/", _("Ledger"), None),
            ("/desk/procedures/", _("Procedures"), A_POST),
            ("/desk/calendar/", _("Working calendar"), A_POST),
            ("/packs/", _("Rules in force"), None),
        ],
    ),
    (
        _("Administration"),
        [
            ("/desk/routing/", _("Dispatch"), {Permission.PACK_INSTALL}),
            ("/desk/tokens/", _("Programs with access"), {Permission.TOKEN_ISSUE}),
            ("/desk/doors/", _("Doors"), {Permission.TOKEN_ISSUE}),
            ("/desk/accounts/", _("Accounts of staff"), {Permission.ACCOUNT_RESET}),
            ("/desk/sign-ins/", _("Record of sign-ins"), {Permission.ACCOUNT_AUDIT}),
        ],
    ),
]

# of use only where the rules in force speak of it
IN_PACK = {
    "/desk/boxes/": "paper_channels",
    "/desk/calls/": "callbacks",
    "/desk/chats/": "chat_channels",
    "/desk/duty/": "duty_rotas",
    "/desk/incidents/": "incident_levels",
    "/desk/ledgers/": "work_ledgers",
    "/desk/gardens/": "gardens",
    "/desk/mediation/": "mediates",
    "/desk/needs/": "needs",
    "/desk/property/": "property_rules",
    "/desk/reception/": "receptions",
    "/desk/reception/list/": "receptions",
    "/desk/reception/endings/": "receptions",
    "/desk/sounds/": "speech_taken",
    "/desk/help-hours/": "help_stations",
    "/desk/talks/": "talks",
    "/desk/hearings/": "deliberations",
    "/desk/pacts/": "pacts",
    "/desk/structure/two-way/": "two_way",
    "/desk/structure/consultation/": "consultation",
}


def _desk_menu(path: str, actor: Actor | None, pack: Callable[[], packs.Pack | None]) -> list[dict[str, Any]]:
    menu = []
    rows = [
        (label, href, text)
        for label, items in MENU
        for href, text, needs in items
        if (_useful(href, needs, actor) or _speaks(href, actor, pack))
        and (href not in IN_PACK or getattr(pack(), IN_PACK[str(href)], None))
    ]
    best = max((href for _label, href, _text in rows if path.startswith(href)), key=len, default="")
    for label, _items in MENU:
        items = [{"href": h, "label": t, "current": h == best} for group, h, t in rows if group is label]
        if items:
            menu.append({"label": label, "items": items})
    return menu


def _speaks(href: StrOrPromise, actor: Actor | None, pack: Callable[[], packs.Pack | None]) -> bool:
    """Whether a post runs the lists of row C8, offers and needs for its body, or gets the orders of row C7 for its
    company: by its kind, not by a permission."""
    if href not in ("/desk/needs/", "/desk/property/") or actor is None:
        return False
    if href == "/desk/property/":
        told = getattr(pack(), "property_rules", None)
        return told is not None and any(p.kind in told.answers for p in actor.posts)
    rules = getattr(pack(), "needs", None)
    if rules is None:
        return False
    return any(p.kind in rules.offered_by or Permission.NEEDS_RUN in p.permissions for p in actor.posts)


def _useful(href: str, needs: set[Permission] | None, actor: Actor | None) -> bool:
    return exists(href) and (needs is None or (actor is not None and any(needs <= p.permissions for p in actor.posts)))
