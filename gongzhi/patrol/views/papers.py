"""The plan of a week's patrols on paper and in Excel."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.core import clock
from gongzhi.core.weeks import WEEK, asked
from gongzhi.kit import excel, papers
from gongzhi.patrol.queries import rounds as queries
from gongzhi.patrol.views.desk import viewer

MOST = 500  # grids of a plan
WIDTHS = (24, 30, 14, 60, 12, 12)


def _plan(request: HttpRequest) -> tuple[str, str, list[str], list[list[object]]]:
    """Title, span, heads, rows: a grid a line."""
    actor = viewer(request)
    week = asked(request.GET.get("week", ""), clock.today())
    ids = list(queries.grids_of(actor).order_by("path").values_list("pk", flat=True)[:MOST])
    heads = [_("Grid"), _("Who walks"), _("On"), _("Check points"), _("Looked at"), _("Something found")]
    rows: list[list[object]] = [
        [
            one.place, one.team or _("The grid's own worker"), one.planned_on or "",
            _(", ").join(stop.title for stop in one.stops), f"{one.done} / {len(one.stops)}", one.found,
        ]
        for one in queries.weeks(ids, week)
    ]  # fmt: skip
    return _("Plan of the weekly patrol"), f"{week.isoformat()} – {(week + WEEK - WEEK / 7).isoformat()}", heads, rows


@login_required
@require_safe
def table(request: HttpRequest) -> FileResponse:
    """The plan in Excel."""
    title, span, heads, rows = _plan(request)
    book = excel.new()
    sheet = excel.begin(
        book, title[:30], title=title, by_line=span, heads=heads, widths=WIDTHS, footer=_("Page &P of &N")
    )
    for row in rows:
        excel.append(sheet, row)
    return excel.download(book, f"{title} {span}", dated=False)


@login_required
@require_safe
def paper(request: HttpRequest, form: str) -> HttpResponse | FileResponse:
    """The plan to print, as Word, as PDF."""
    title, span, heads, rows = _plan(request)
    tables = [papers.Table(heads, rows, WIDTHS)]
    made = papers.Paper(
        title=title, number=span, sections=[papers.Section(tables=tables)], day=clock.today(), across=True
    )
    return papers.download(made, form, title)
