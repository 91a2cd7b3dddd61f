"""Building together (row A9): agreements, commitments, secondments, the sheet of a year, ties of estates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, require
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import cobuilding as actions
from gongzhi.structure.forms import cobuilding as forms
from gongzhi.structure.kinds import COMMITMENT
from gongzhi.structure.models import Commitment
from gongzhi.structure.queries import cobuilding as queries
from gongzhi.structure.queries import premises
from gongzhi.structure.queries.bodies import bodies_near
from gongzhi.structure.queries.matters import register_lead
from gongzhi.structure.queries.sharing import offers_at
from gongzhi.structure.views import shared
from gongzhi.structure.views.words import hours_words, named_of

GET_POST = ["GET", "HEAD", "POST"]
STATES = {
    "coming": ("blue", gettext_lazy("Begins later")),
    "open": ("green", gettext_lazy("In force")),
    "ending": ("yellow", gettext_lazy("Ends within 30 days")),
    "ended": ("grey", gettext_lazy("Over")),
}


def _leads(matter: procedures.Matter, actor: Actor) -> list[tuple[str, str]]:
    row = Commitment.objects.filter(matter=matter.pk).first()
    return [(reverse("structure:agreement", args=[row.agreement_id]), _("The agreement"))] if row else []


register_lead(COMMITMENT, _leads)


def needs(actor: Actor, place_id: int) -> None:
    """Raise Forbidden unless the actor keeps agreements, offers and ties here."""
    require(actor, Permission.COBUILDING_EDIT, places.ancestors(place_id))


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The communities of one's part of the tree."""
    q = " ".join(request.GET.get("q", "").split())[:40]
    page = premises.communities(actor_of(request), q=q, after=request.GET.get("after", ""))
    if len(page.items) == 1 and not q and not page.after and not page.started_after:
        return redirect("structure:cobuilding", page.items[0].pk)
    return render(request, "structure/cobuilding_index.html", {"page": page, "q": q})


def _tabs(place_id: int, current: str) -> list[dict[str, Any]]:
    pages = [
        ("cobuilding", _("Agreements")), ("cobuilding-shared", _("Shared")), ("sheet", _("Gave and received")),
        ("estates", _("Ties of estates")),
    ]  # fmt: skip
    return [
        {"label": label, "href": reverse(f"structure:{name}", args=[place_id]), "current": name == current}
        for name, label in pages
    ]


def _context(actor: Actor, place: places.Place, current: str) -> dict[str, Any]:
    may_edit = may(actor, Permission.COBUILDING_EDIT, places.ancestors(place.pk))
    return {"place": place, "tabs": _tabs(place.pk, current), "may_edit": may_edit}


@login_required
@require_safe
def one(request: HttpRequest, place_id: int) -> HttpResponse:
    """The agreements of a community."""
    actor = actor_of(request)
    place = premises.community(place_id, actor)
    q = " ".join(request.GET.get("q", "").split())[:40]
    page = queries.agreements(place_id, q=q, after=request.GET.get("after", ""))
    rows = [(a, *STATES[queries.standing_of(a)], titles_of("together", a.together)) for a in page.items]
    context = _context(actor, place, "cobuilding") | {"page": page, "rows": rows, "q": q}
    return render(request, "structure/cobuilding.html", context)


def titles_of(items: str, keys: Iterable[str]) -> list[str]:
    """The titles of items of the pack."""
    return [named_of(items, k) for k in keys]


def _year(request: HttpRequest) -> int:
    text, now = request.GET.get("year", ""), clock.today().year
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text[:6]) <= now else now


@login_required
@require_safe
def sheet(request: HttpRequest, place_id: int) -> HttpResponse:
    """What each unit gave and received in a year; prints as it stands."""
    actor = actor_of(request)
    place = premises.community(place_id, actor)
    year = _year(request)
    context = _context(actor, place, "sheet") | {"rows": queries.sheet(place_id, year), "year": year}
    context["years"] = range(clock.today().year, clock.today().year - 5, -1)
    return render(request, "structure/sheet.html", context)


@login_required
@require_safe
def sheet_export(request: HttpRequest, place_id: int) -> FileResponse:
    """The sheet as a table."""
    actor = actor_of(request)
    place = premises.community(place_id, actor)
    year = _year(request)
    heads = [
        _("No."), _("Body or unit"), _("Gave"), _("Lent rooms and things: times"), _("hours"), _("Seconded"), _("Got"),
        _("Used rooms and things: times"), _("hours"), _("Took in"), _("Not kept yet"),
    ]  # fmt: skip
    rows = (
        [
            n, r.name, _what(r.gave), r.gave.bookings, str(r.gave.hours), r.gave.secondments, _what(r.received),
            r.received.bookings, str(r.received.hours), r.received.secondments, r.open,
        ]
        for n, r in enumerate(queries.sheet(place_id, year), start=1)
    )  # fmt: skip
    title = _("%(place)s: what each unit gave and received in %(year)s") % {"place": place.name, "year": year}
    return shared.table(actor, title, heads, (6, 26, 40, 12, 8, 10, 40, 12, 8, 10, 10), rows)


def _what(side: queries.Side) -> str:
    return "；".join(
        c.words + (f"（{c.amount.normalize():f}{c.unit}）" if c.amount is not None else "") for c in side.commitments
    )


@login_required
@require_safe
def estates(request: HttpRequest, place_id: int) -> HttpResponse:
    """One list of the estates: who plans, zones, takes on, joins (四联一单); prints as it stands."""
    actor = actor_of(request)
    place = premises.community(place_id, actor)
    context = _context(actor, place, "estates") | {"rows": queries.estate_rows(place_id)}
    context["ties"] = packs.active().estate_ties
    return render(request, "structure/estate_ties.html", context)


@login_required
@require_http_methods(GET_POST)
def tie(request: HttpRequest, place_id: int, below_id: int) -> HttpResponse:
    """Enter who takes which part in an estate."""
    actor = actor_of(request)
    premises.community(place_id, actor)
    needs(actor, place_id)
    estate = places.get(below_id)
    if place_id not in estate.ancestors:
        raise NotFound("There is no such estate.")
    initial = {"since": clock.today(), "tie": request.GET.get("tie", "")}
    form = forms.TieForm(request.POST or None, bodies=bodies_near(place_id), initial=initial)
    return shared.act(
        request, form,
        lambda data: actions.set_tie(below_id, body_id=data.pop("body"), actor=actor, **data),
        title=_("Who joins in %(name)s") % {"name": estate.name}, back=reverse("structure:estates", args=[place_id]),
        button=_("Save"), done=_("Saved."),
    )  # fmt: skip


@login_required
@require_safe
def shared_here(request: HttpRequest, place_id: int) -> HttpResponse:
    """What is offered to others at a community."""
    actor = actor_of(request)
    place = premises.community(place_id, actor)
    rows = [(s, named_of("shared_kinds", s.kind), hours_words(s)) for s in offers_at(place_id)]
    return render(request, "structure/shared_here.html", _context(actor, place, "cobuilding-shared") | {"rows": rows})
