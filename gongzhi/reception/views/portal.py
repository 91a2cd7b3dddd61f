"""`/reception/`: which leader receives when and where, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.core.weeks import WEEK
from gongzhi.kit.forms import id_of
from gongzhi.packs import public as packs
from gongzhi.reception.queries import roster as queries


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The next two weeks of a place; where several places receive, they are offered."""
    pack = packs.active()
    if not pack.receptions:
        raise NotFound("There is no reception here.")
    today = clock.today()
    units = queries.receiving()
    wanted = id_of(request.GET.get("place"))
    place = next((u for u in units if u.pk == wanted), units[0] if units else None)
    rows = queries.roster([place.pk], today, today + 2 * WEEK) if place else []
    context = {"station": pack.receptions[0], "units": units, "place": place, "rows": rows}
    return render(request, "reception/portal.html", context)
