"""`/desk/incidents/`: what is going on in one's places, what nobody has first; for Excel and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.incidents.forms import FilterForm
from gongzhi.incidents.models import Incident
from gongzhi.incidents.queries import levels, shown
from gongzhi.incidents.views.shared import long_words, minutes_since, next_words, reader, state_of, units_of
from gongzhi.kit import excel, papers
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs

SIZE, MOST = 40, 500
LIST_PLACES = ("county", "street", "town", "community", "village", "section", "grid")
WIDTHS = (12, 16, 20, 18, 18, 14, 24, 17, 30)


@dataclass(frozen=True, slots=True)
class Row:
    """An incident as the list shows it."""

    incident: Incident
    number: str
    kind: str
    one: shown.Shown
    light: tuple[str, str]
    long: str
    next: str
    holder: str


def _narrowed(request: HttpRequest, actor: Actor) -> tuple[Any, FilterForm, dict[str, Any]]:
    offered = [(level.key, packs.named(level)) for level in levels.chain()]
    units = [(str(p.pk), p.name) for p in units_of(actor, LIST_PLACES)]
    form = FilterForm(request.GET, levels=offered, places=units)
    data = form.cleaned_data if form.is_valid() else {}
    rows = shown.present(
        actor, level=data.get("level", ""), place_id=data.get("place"), only_waiting=data.get("show") == "waiting",
        over=data.get("show") == "over",
    )  # fmt: skip
    return rows, form, data


def rows_of(incidents: list[Incident]) -> list[Row]:
    """The rows of these incidents. Five queries, whatever the number."""
    steps = shown.steps_of(incidents)
    holders = orgs.post_labels(sorted({i.request.matter.holder_post_id for i in incidents}))
    return [
        Row(i, spoken(i.request.number), levels.type_words(i.request.type_key), one := steps[i.pk][0], state_of(one),
            long_words(minutes_since(i)), next_words(one), holders.get(i.request.matter.holder_post_id, ""))
        for i in incidents
    ]  # fmt: skip


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The list."""
    actor = reader(request)
    rows, form, data = _narrowed(request, actor)
    found = paged(rows, shown.ORDER, after=request.GET.get("after", ""), size=SIZE)
    asked = {name: value for name, value in data.items() if value}
    context = {
        "page": found, "rows": rows_of(list(found.items)), "form": form, "narrowed": bool(asked),
        "over": data.get("show") == "over", "mine": shown.waiting_for(actor),
        "query": urlencode(asked), "exports": bool(scopes(actor, Permission.REQUEST_EXPORT)),
    }  # fmt: skip
    return render(request, "incidents/list.html", context)


def _heads() -> list[str]:
    return [_("Number"), _("Incident level"), _("Kind"), _("Place"), _("Holder"), _("For how long"), _("Who was told"),
            _("Acknowledged"), _("What comes")]  # fmt: skip


def _cells(row: Row) -> list[str]:
    has_it = row.one.has_it
    told = "、".join(line.post + ("" if line.reached else f"（{_('vacant')}）") for line in row.one.told)
    said = f"{has_it[0]} {clock.local(has_it[1]):%m-%d %H:%M}" if has_it is not None else row.light[1]
    place = row.incident.request.matter.place.name
    return [row.number, row.one.level, row.kind, place, row.holder, row.long, told, said, row.next]


def _taken_out(request: HttpRequest) -> list[list[str]]:
    """The rows for Excel or paper. Raises Forbidden, Invalid past what a table holds."""
    actor = reader(request)
    if not scopes(actor, Permission.REQUEST_EXPORT):
        raise Forbidden("None of your posts may take lists out.")
    rows, _form, _data = _narrowed(request, actor)
    found = list(rows.order_by(*shown.ORDER)[: MOST + 1])
    if len(found) > MOST:
        raise Invalid("These are more than %(most)s incidents. Narrow the list first.", most=MOST)
    return [_cells(row) for row in rows_of(found)]


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list for Excel."""
    lines = _taken_out(request)
    title = _("Incidents")
    book = excel.new()
    sheet = excel.begin(
        book, title[:30], title=title, by_line=f"{clock.local(clock.now()):%Y-%m-%d %H:%M}", heads=_heads(),
        widths=WIDTHS, footer=_("Page &P of &N"),
    )  # fmt: skip
    for line in lines:
        excel.append(sheet, line)
    return excel.download(book, title)


@login_required
@require_safe
def paper(request: HttpRequest, form: str) -> HttpResponse | FileResponse:
    """The list on paper."""
    if form not in papers.FORMS:
        raise NotFound("There is no such form of this paper.")
    lines = _taken_out(request)
    sections = [papers.Section(tables=[papers.Table(_heads(), lines, WIDTHS)])] if lines else [
        papers.Section(paragraphs=[_("Nothing is going on here."),])
    ]  # fmt: skip
    made = papers.Paper(_("Incidents"), sections=sections, day=clock.today(), across=True)
    return papers.download(made, form, f"{_('Incidents')}-{clock.local(clock.now()):%Y%m%d-%H%M}")
