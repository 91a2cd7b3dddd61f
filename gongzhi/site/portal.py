"""The front page of the portal: what can I do here."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.disclosure.public import list_postings
from gongzhi.packs import public as packs
from gongzhi.site import faces
from gongzhi.site.context import exists


class Door(NamedTuple):
    """A way into the installation: symbol, address, label, what is behind it."""

    icon: str
    href: str
    label: str
    text: str


def _together(pack: packs.Pack | None) -> list[Door]:
    """What residents settle together here, as the rules in force know it."""
    if pack is None:
        return []
    doors = [
        ("talk", "/topics/", _("Topics"), _("Propose, comment, see what was decided and done"), pack.deliberations),
        ("meeting", "/hearings/", _("Hearings"), _("Put your name down, speak, read the record"), pack.hearings),
        ("meeting", "/assemblies/", _("Residents' meetings"), _("When residents meet and vote"), pack.deliberations),
        ("vote", "/vote/", _("Votes"), _("Vote where you are entitled, look up results"), pack.rule_sets),
        ("vote", "/elections/", _("Elections"), _("Recommend, see the candidates and the result"),
         any(w.fills for w in pack.elections)),
        ("talk", "/mediation/", _("Mediation"), _("Quarrels settled by talking, free and of your own will"),
         pack.mediates),
        ("near", "/needs/", _("Needs and services"), _("What neighbours need and what units offer"), pack.needs),
        ("rules", "/property/", _("Property"), _("Companies, fee income and subsidies; rate with your slip"),
         pack.property_rules is not None),
        ("talk", "/help-hours/", _("Hours of help"), _("Legal and psychological help: who, when, where"),
         pack.help_stations),
        ("pact", "/pacts/", _("Pacts of residents"), _("The rules that neighbours gave themselves"), pack.pacts),
        ("talk", "/talks/", _("Residents' forum"), _("Rounds of talks, and what came of each"), pack.talks),
        ("meeting", "/councils/", _("Councils and supervisors"), _("Who sits there and how they voted"),
         pack.deliberations),
        ("vote", "/reviews/", _("Yearly review"), _("How the residents' committee was judged"), pack.reviews),
        ("garden", "/gardens/", _("Gardens built together"), _("Give freely, adopt a bed"), pack.gardens),
    ]  # fmt: skip
    return [Door(icon, href, label, text) for icon, href, label, text, here in doors if here and exists(href)]


def _receptions(pack: packs.Pack | None) -> list[Door]:
    """Leaders who receive, where the rules in force know of it."""
    if pack is None or not pack.receptions:
        return []
    text = _("Who receives when and where, without booking")
    return [Door("meeting", "/reception/", _("Leaders who receive"), text)]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Doors to what this installation offers, most wanted first."""
    doors = [
        Door(
            "board", "/board/", _("Public board"), _("What was answered and decided, and what the committee publishes")
        ),
        *_receptions(faces.pack()),
        Door("near", "/nearby/", _("Near me"), _("What neighbours reported nearby, and how far it is")),
        Door("ledger", "/ledger/", _("Ledger"), _("Check for yourself that nothing was changed or removed")),
        Door(
            "rules", "/packs/", _("Rules in force"),
            _("Who is responsible, how long it may take, and where that is written"),
        ),
    ]  # fmt: skip
    return render(
        request,
        "site/front.html",
        {
            "latest": [p for p in list_postings(size=6).items if p.withdrawn_at is None] if exists("/board/") else None,
            "report": exists("/report/"),
            "track": exists("/track/"),
            "together": _together(faces.pack()),
            "doors": [door for door in doors if exists(door.href)],
        },
    )
