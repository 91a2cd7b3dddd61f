"""The ledgers of a community: by month, with notes; to print, in Excel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.duty.actions import ledgers as acts
from gongzhi.duty.queries import ledgers as queries
from gongzhi.kit import excel, papers
from gongzhi.kit.errors import text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places

SIZE = 50
PAPER_MOST = 500
WIDTHS = (6, 10, 16, 17, 16, 34, 16, 26, 17, 17, 16, 10, 26)


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    queries.reads(actor)
    return actor


def _one(request: HttpRequest, place_id: int, key: str) -> tuple[Actor, places.Place, packs.WorkLedger]:
    actor = _actor(request)
    return actor, *queries.find(actor, place_id, key)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The communities of the area, each with its ledgers."""
    actor = _actor(request)
    page = paged(queries.places_of(actor), ["path"], after=request.GET.get("after", ""), size=40)
    rows = [(place, [(w.key, packs.named(w)) for w in queries.ledgers_of(place)]) for place in page.items]
    return render(request, "duty/desk_ledgers.html", {"page": page, "rows": rows})


@login_required
@require_safe
def show(request: HttpRequest, place_id: int, key: str) -> HttpResponse:
    """A ledger's month."""
    actor, place, one = _one(request, place_id, key)
    return _show(request, actor, place, one)


def _show(
    request: HttpRequest,
    actor: Actor,
    place: places.Place,
    one: packs.WorkLedger,
    wrong: tuple[int, str, str] | None = None,
) -> HttpResponse:
    month = queries.month_of(request.GET.get("month", ""))
    rows = queries.lines(place, one, month)
    late = sum(r.late for r in rows)
    shown = [r for r in rows if r.late] if request.GET.get("show") == "late" else rows
    number = max(1, min(id_of(request.GET.get("page")) or 1, 1 + (len(shown) - 1) // SIZE if shown else 1))
    context: dict[str, Any] = {
        "place": place, "one": one, "title": packs.named(one), "month": month, "before": month - timedelta(days=1),
        "next": queries.next_month(month), "rows": shown[(number - 1) * SIZE : number * SIZE], "number": len(shown),
        "late": late, "only_late": request.GET.get("show") == "late", "done": sum(r.ended is not None for r in rows),
        "all": len(rows), "page": number, "more": len(shown) > number * SIZE, "writes": queries.writes(actor, place),
        "tabs": [
            {"label": packs.named(w), "href": f"{reverse('duty:ledger', args=[place.pk, w.key])}?month={month:%Y-%m}",
             "current": w.key == one.key}
            for w in queries.ledgers_of(place)
        ],
        "exports": may(actor, Permission.REQUEST_EXPORT, places.ancestors(place.pk)), "wrong": wrong,
    }  # fmt: skip
    return render(request, "duty/desk_ledger.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def note(request: HttpRequest, place_id: int, key: str) -> HttpResponse:
    """Write beside a line."""
    actor, place, one = _one(request, place_id, key)
    matter_id, words = id_of(request.POST.get("matter")) or 0, request.POST.get("words", "")
    try:
        acts.note_line(place_id, key, matter_id, words, actor=actor)
    except Invalid as error:
        return _show(request, actor, place, one, wrong=(matter_id, words, text_of(error)))
    messages.success(request, _("Noted."))
    month = queries.month_of(request.GET.get("month", ""))
    return redirect(f"{reverse('duty:ledger', args=[place_id, key])}?month={month:%Y-%m}")


def _heads() -> list[str]:
    return [
        _("No."), _("Source"), _("Number"), _("Day"), _("Type"), _("Matter"), _("Place"), _("Responsible"), _("Due"),
        _("Ended"), _("Result"), _("Overdue"), _("Note"),
    ]  # fmt: skip


def _values(rows: list[queries.Line]) -> list[list[Any]]:
    return [
        [
            n, r.source, r.number, _day(r.on), r.kind, r.title, r.place, r.holder, _day(r.due), _day(r.ended), r.result,
            _("yes") if r.late else "", f"{r.note}（{r.note_by}）" if r.note else "",
        ]
        for n, r in enumerate(rows, start=1)
    ]  # fmt: skip


def _day(moment: Any) -> Any:
    return clock.local(moment).replace(tzinfo=None, second=0, microsecond=0) if moment else ""


def _by_line(actor: Actor, place: places.Place) -> str:
    labels = orgs.post_labels(p.post_id for p in actor.posts[:1])
    named = people.Person.objects.filter(pk=actor.person_id or 0).values_list("name", flat=True).first()
    values = {"unit": place.name, "name": f"{named or ''} {next(iter(labels.values()), '')}".strip(),
              "day": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"}  # fmt: skip
    return _("Unit: %(unit)s    Filled in by: %(name)s    Date: %(day)s") % values


def _exporting(request: HttpRequest, place_id: int, key: str) -> tuple[Actor, places.Place, packs.WorkLedger]:
    actor, place, one = _one(request, place_id, key)
    if not may(actor, Permission.REQUEST_EXPORT, places.ancestors(place_id)):
        raise Forbidden("None of your posts may take lists out.")
    return actor, place, one


@login_required
@require_safe
def table(request: HttpRequest, place_id: int, key: str) -> FileResponse:
    """A month in Excel. Raises Forbidden without `request:export`."""
    actor, place, one = _exporting(request, place_id, key)
    month = queries.month_of(request.GET.get("month", ""))
    title = f"{place.name}{packs.named(one)} {month:%Y-%m}"
    book = excel.new()
    sheet = excel.begin(
        book, packs.named(one)[:30], title=title, by_line=_by_line(actor, place), heads=_heads(), widths=WIDTHS,
        footer=_("Page &P of &N"),
    )  # fmt: skip
    for row in _values(queries.lines(place, one, month)):
        excel.append(sheet, row)
    return excel.download(book, title)


@login_required
@require_safe
def paper(request: HttpRequest, place_id: int, key: str, form: str) -> HttpResponse | FileResponse:
    """A month on paper. Raises Forbidden without `request:export`, Invalid past what a paper holds."""
    actor, place, one = _exporting(request, place_id, key)
    month = queries.month_of(request.GET.get("month", ""))
    rows = queries.lines(place, one, month)
    if len(rows) > PAPER_MOST:
        raise Invalid("These are more than %(most)s rows. Take them out as an Excel table.", most=PAPER_MOST)
    made = papers.Paper(
        title=f"{place.name}{packs.named(one)}", number=f"{month:%Y-%m}",
        sections=[papers.Section(tables=[papers.Table(_heads(), _values(rows), WIDTHS)])] if rows else [
            papers.Section(paragraphs=[_("Nothing was recorded in this month.")])],
        footer=_by_line(actor, place), day=clock.today(), across=True,
    )  # fmt: skip
    return papers.download(made, form, made.title)
