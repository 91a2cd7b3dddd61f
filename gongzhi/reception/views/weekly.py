"""`/desk/reception/list/`: the weekly list, to print and for Excel; the leader on duty confirms it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.core.weeks import asked
from gongzhi.kit import excel, papers
from gongzhi.kit.errors import text_of
from gongzhi.places import public as places
from gongzhi.reception import public as reception
from gongzhi.reception.queries.weekly import Weekly, list_for, on_duty
from gongzhi.reception.views.roster import place_of, weeks_of


def _list(request: HttpRequest, actor: Actor) -> tuple[Weekly, list[places.Place]]:
    place, units = place_of(request, actor)
    week = asked(request.GET.get("week", ""), clock.today())
    return list_for(actor, place, week), units


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The list."""
    actor = actor_of(request)
    found, units = _list(request, actor)
    duty = on_duty(found.place, found.week, actor)
    context: dict[str, Any] = {
        "list": found, "counts": found.counts, "units": units, "today": clock.today(),
        "place_text": str(found.place.pk), "week_text": found.week.isoformat(),
        "confirms": duty is not None and duty not in {s.post_id for s, _who in found.seen}, **weeks_of(found.week),
    }  # fmt: skip
    return render(request, "reception/weekly.html", context)


def heads() -> list[str]:
    """The columns of Excel and paper: no titles, in which personal data may stand."""
    return [_("Number"), _("Kind"), _("Place"), _("Came on"), _("Due"), _("Holder"), _("Items raised"),
            _("Items without an answer"), _("Next visit")]  # fmt: skip


def _cells(found: Weekly) -> list[list[Any]]:
    return [
        [r.shown, r.kind, r.place, r.came_on, clock.local(r.due_at).date() if r.due_at else "", r.holder, r.items,
         "、".join(str(n) for n in r.missing), r.visit_on or ""]
        for r in found.rows
    ]  # fmt: skip


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The open matters of the list for Excel."""
    found, _units = _list(request, actor_of(request))
    book = excel.new()
    title = _("Weekly list of urgent, hard and special matters")
    line = f"{found.place.name} · {found.week:%Y-%m-%d}"
    sheet = excel.begin(book, title[:31], title=title, by_line=line, heads=heads(),
                        widths=(14, 18, 14, 12, 12, 28, 8, 14, 12), footer=_("Page &P of &N"))  # fmt: skip
    for cells in _cells(found):
        excel.append(sheet, cells)
    return excel.download(book, title)


@login_required
@require_safe
def paper(request: HttpRequest, form: str) -> HttpResponse | FileResponse:
    """The list as a paper (page, word, pdf), with a line for the leader's signature."""
    if form not in papers.FORMS:
        raise NotFound("There is no such form of this paper.")
    found, _units = _list(request, actor_of(request))
    counts = found.counts
    facts = [
        (_("Place"), found.place.name), (_("Week of"), f"{found.week:%Y-%m-%d}"),
        (_("Came in"), str(counts["came"])), (_("Items without an answer"), str(counts["unanswered"])),
        (_("To be looked at this week"), str(counts["looks"])),
    ]  # fmt: skip
    lines = [[str(c) for c in cells] for cells in _cells(found)]
    made = papers.Paper(
        _("Weekly list of urgent, hard and special matters"), facts=facts, day=clock.today(),
        sections=[papers.Section(_("Owed"), tables=[papers.Table(heads(), lines, (12, 14, 11, 11, 11, 19, 6, 8, 8))])],
        signatures=[papers.Signature(_("Leader who receives"))],
    )  # fmt: skip
    return papers.download(made, form, f"{_('Weekly list')}-{found.week:%Y%m%d}")


@login_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The leader on duty looked at it."""
    actor = actor_of(request)
    place, _units = place_of(request, actor)
    week = asked(request.GET.get("week", ""), clock.today())
    try:
        reception.confirm_list(place.pk, week, actor=actor)
        messages.success(request, _("Confirmed: you looked at this list."))
    except Invalid as error:
        messages.error(request, text_of(error))
    return redirect(f"/desk/reception/list/?place={place.pk}&week={week.isoformat()}")
