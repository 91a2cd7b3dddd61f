"""What neighbours reported nearby, and a signed-in resident's own requests."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.places import public as places
from gongzhi.requests import queries, rules
from gongzhi.requests.forms import PlaceForm
from gongzhi.requests.views.report import map_here, place_choices

AROUND_METRES = 400.0
SHOWN = 30


@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """Open requests around a place: what kind and how far, never whose and never the exact house."""
    typed = str(request.GET.get("address", "")).strip()[: rules.ADDRESS_MAX]
    found = places.find_address(typed) if typed else []
    form = PlaceForm(request.GET or None, choices=place_choices(found))
    lon, lat = None, None
    if request.GET and form.is_valid():
        lon, lat = form.cleaned_data["lon"], form.cleaned_data["lat"]
        chosen = form.cleaned_data["place_id"] or (found[0].pk if len(found) == 1 else None)
        if lon is None and chosen is not None:
            at = places.get(chosen)
            lon, lat = at.lon, at.lat
    rows = queries.nearby(lon=lon, lat=lat, limit=SHOWN, within_metres=AROUND_METRES)
    context = {
        "form": form,
        "found": found,
        "rows": sorted(rows, key=lambda n: n.metres or 0),
        "looked": lon is not None,
        "asked": bool(request.GET),
        **map_here(),
    }
    return render(request, "requests/nearby.html", context)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The requests that the signed-in person reported or joined, the latest first."""
    actor = actor_of(request)
    page = queries.reported_by(actor.person_id or 0, after=request.GET.get("after", ""))
    rows: list[dict[str, Any]] = [
        {
            "number": rules.spoken(r.request.number),
            "title": r.request.matter.title,
            "link": queries.link_of(r.request.number, r.pk),
            "at": r.at,
            "matter": r.request.matter,
            "answered": r.request.answered_at,
        }
        for r in page.items
    ]
    return render(request, "requests/mine.html", {"rows": rows, "page": page})
