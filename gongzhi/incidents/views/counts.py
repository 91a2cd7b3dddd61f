"""`/desk/incidents/counts/`: levels by month and place, and how many were acknowledged in time; for Excel."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.incidents.queries import counts
from gongzhi.incidents.views.shared import require_levels
from gongzhi.kit import excel
from gongzhi.places import public as places

UNITS = ("community", "village")


def _counted(actor: Actor) -> list[counts.Counted]:
    require_levels()
    here = scopes(actor, Permission.INSIGHT_SEE)
    if not here:
        raise Forbidden("None of your posts sees the figures of an area.")
    return counts.counted(sorted(here), places.subtree(here, UNITS), counts.first_month(clock.today()))


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The table, the latest month first."""
    rows = _counted(actor_of(request))
    context = {"rows": rows, "totals": counts.totals(rows), "since": counts.first_month(clock.today())}
    return render(request, "incidents/counts.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The same for Excel."""
    rows = _counted(actor_of(request))
    title = _("Incidents by month and place")
    heads = [_("Month"), _("Place"), _("Incident level"), _("Levels given"), _("In time"), _("Late"), _("By nobody"),
             _("Share in time, %")]  # fmt: skip
    book = excel.new()
    sheet = excel.begin(
        book, title[:30], title=title, by_line=f"{clock.today():%Y-%m-%d}", heads=heads,
        widths=(10, 24, 18, 10, 10, 10, 10, 12), footer=_("Page &P of &N"),
    )  # fmt: skip
    for row in rows:
        t = row.tally
        excel.append(sheet, [f"{row.month:%Y-%m}", row.place, row.level, t.given, t.in_time, t.late, t.nobody,
                             "—" if t.share is None else t.share])  # fmt: skip
    return excel.download(book, title)
