"""Requests outside every grid: on the list of the nearest body, until somebody puts them on the map."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import DomainError, Forbidden
from gongzhi.kit.errors import add_to_form
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests import rules
from gongzhi.requests.actions import relocate
from gongzhi.requests.models import Request
from gongzhi.requests.queries.listing import key_of
from gongzhi.requests.queries.one import find
from gongzhi.requests.views import listing
from gongzhi.requests.views.desk_forms import LocateForm
from gongzhi.requests.views.lists import PAGE, page_of, row_of
from gongzhi.requests.views.report import place_words

GRIDS_MOST = 40


def taking(request: HttpRequest) -> tuple[Actor, list[int]]:
    """The actor and the places whose unlocated requests are the actor's to place. Raises Forbidden."""
    actor = actor_of(request)
    allowed = sorted(scopes(actor, Permission.REQUEST_TAKE_UNLOCATED))
    if not allowed:
        raise Forbidden("None of your posts places requests on the map.")
    return actor, allowed


@login_required
@require_safe
def unlocated(request: HttpRequest) -> HttpResponse:
    """The list, the soonest due first."""
    actor, allowed = taking(request)
    after = request.GET.get("after", "")
    found = listing.listed(actor, {}, after=key_of(after), size=PAGE, only_in=allowed, unlocated=True)
    page = page_of(found, after)
    pack = packs.active()
    return render(request, "requests/unlocated.html", {"page": page, "rows": [row_of(r, pack) for r in page.items]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def locate(request: HttpRequest, number: str) -> HttpResponse:
    """One of them with its words and a map: pick the point or the place, and on to the next."""
    actor, allowed = taking(request)
    about = find(number, actor)
    data = request.POST if request.method == "POST" else None
    address = (data.get("address", "") if data is not None else about.address).strip()
    form = LocateForm(
        data, choices=_choices(address, allowed), initial={"address": about.address, "version": about.matter.version}
    )
    status = 200
    if data is not None and "search" not in data and form.is_valid():
        try:
            _put(about, form.cleaned_data, actor)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return _next(request, about)
        status = 422
    context = {"form": form, "about": about, "matter": about.matter, "number": rules.spoken(about.number)}
    context["outline"] = allowed[0]
    return render(request, "requests/locate.html", context, status=status)


def _choices(address: str, allowed: list[int]) -> list[tuple[str, str]]:
    """What the typed words find; else the grids of the area, where they are few."""
    found = places.find_address(address) if 0 < len(address) <= rules.ADDRESS_MAX else []
    if not found:
        grids = places.subtree(allowed, ("grid",), most=GRIDS_MOST + 1)
        found = grids if len(grids) <= GRIDS_MOST else []
    return [(str(p.pk), place_words(p)) for p in found]


def _put(about: Request, data: dict[str, Any], actor: Actor) -> None:
    relocate(
        about.pk,
        actor=actor,
        lon=data["lon"],
        lat=data["lat"],
        place_id=data["place_id"] if data["lon"] is None else None,
        version=data["version"],
    )


def _next(request: HttpRequest, about: Request) -> HttpResponse:
    fresh = Request.objects.select_related("matter__place").get(pk=about.pk)
    where = {"number": rules.spoken(fresh.number), "place": fresh.matter.place.name}
    if fresh.located:
        messages.success(request, _("%(number)s lies in %(place)s now.") % where)
    else:
        messages.warning(request, _("%(number)s is listed with %(place)s now, but still outside every grid.") % where)
    return redirect("requests:unlocated")
