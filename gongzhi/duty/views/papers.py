"""A week of duty on paper and in Excel."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.core import clock
from gongzhi.duty.queries import rota as queries
from gongzhi.duty.rules.shifts import DAY, WEEK, asked_week
from gongzhi.duty.views import shared
from gongzhi.kit import excel, papers
from gongzhi.kit.words import day as day_words
from gongzhi.packs import public as packs


def _week(request: HttpRequest, place_id: int) -> tuple[str, str, str, list[str], list[list[str]]]:
    """Title, span, telephone, heads, rows of a week."""
    actor = shared.staff(request)
    place = shared.place_for(actor, place_id)
    week = asked_week(request.GET.get("week", ""), clock.today())
    (rota,) = queries.rotas([place], week, 7)
    shape = queries.rota_of(place)
    heads = [_("Day"), *(f"{packs.named(s)} {s.starts}–{s.ends}" for s in shape.shifts)]
    rows = []
    for on, shifts in shared.lines(rota):
        cells = {seats[0].span.key: seats for seats in shifts}
        rows.append([day_words(on), *(_cell(cells.get(s.key)) for s in shape.shifts)])
    title = _("Duty rota of %(place)s") % {"place": place.name}
    span = f"{week.isoformat()} – {(week + WEEK - DAY).isoformat()}"
    return title, span, queries.phones([place_id]).get(place_id, ""), heads, rows


def _cell(seats: list[queries.Seat] | None) -> str:
    if seats is None:
        return ""
    return "\n".join(f"{s.name}（{s.post}）" if s.filled else _("no one") for s in seats)


@login_required
@require_safe
def week(request: HttpRequest, place_id: int, form: str) -> HttpResponse | FileResponse:
    """The week to print, as Word, as PDF."""
    title, span, phone, heads, rows = _week(request, place_id)
    table = papers.Table(heads, rows, [2] + [4] * (len(heads) - 1))
    paper = papers.Paper(
        title=title, number=span, facts=[(_("Duty telephone"), phone)] if phone else [],
        sections=[papers.Section(tables=[table])], day=clock.today(), across=True,
    )  # fmt: skip
    return papers.download(paper, form, title)


@login_required
@require_safe
def table(request: HttpRequest, place_id: int) -> FileResponse:
    """The week in Excel."""
    title, span, phone, heads, rows = _week(request, place_id)
    book = excel.new()
    by_line = f"{span}  {_('Duty telephone')}：{phone or '—'}"
    sheet = excel.begin(
        book, _("Week"), title=title, by_line=by_line, heads=heads, widths=[16] + [34] * (len(heads) - 1),
        footer=_("Page &P of &N"),
    )  # fmt: skip
    for row in rows:
        excel.append(sheet, row)
    return excel.download(book, title)
