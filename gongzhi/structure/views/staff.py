"""`/desk/structure/staff/`: staff, their steps, trainings and exits; figures by year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.kit import excel
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form, id_of
from gongzhi.orgs import public as orgs
from gongzhi.structure.actions import staff as acts
from gongzhi.structure.forms import staff as forms
from gongzhi.structure.queries import staff
from gongzhi.structure.rules.staff import YearLine

WIDTHS = (26, 10, 12, 10, 14, 12, 12, 12)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who is on the staff of the area where one appoints."""
    actor = actor_of(request)
    if not scopes(actor, Permission.ORG_APPOINT):
        raise Forbidden("Your posts do not allow this here.")
    words = request.GET.get("q", "")[:60]
    page = staff.listing(actor, words=words, after=request.GET.get("after", ""))
    ladder = staff.ladder_on(clock.today())
    return render(request, "structure/staff.html", {"page": page, "q": words, "ladder": ladder})


@login_required
@require_safe
def sheet(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Somebody on the staff whole."""
    return _page(request, staff.sheet(appointment_id, actor_of(request)))


def _form(verb: str, found: staff.StaffSheet, data: Any = None) -> Form | None:
    record = found.record
    if verb == "record":
        start = {"entry": record.entry, "joined_on": record.joined_on} if record else {}
        return forms.RecordForm(data, rules=found.rules, initial=start)
    if not found.current:
        return None
    if verb == "step":
        return forms.StepForm(data, ladder=found.ladder) if found.ladder else None
    if verb == "event":
        return forms.EventForm(data, rules=found.rules)
    return forms.LeaveForm(data, rules=found.rules) if verb == "leave" else None


def _last_on(held: orgs.Appointment) -> date | None:
    """The last day in the post: an end at midnight is the end of the day before."""
    return clock.local(held.ended_at - timedelta(microseconds=1)).date() if held.ended_at else held.ends_on


def _page(request: HttpRequest, found: staff.StaffSheet, **given: Form) -> HttpResponse:
    shown = {verb: given.get(verb) or _form(verb, found) for verb in ("record", "step", "event", "leave")}
    record = found.record
    context = {
        "sheet": found, "a": found.appointment, "last_on": _last_on(found.appointment),
        "forms": shown, "reasons": forms.REASONS, "events": forms.EVENTS,
        "rungs": {p.key: p.title for p in found.rules.promotions},
        "entry": {e.key: e.title for e in found.rules.entries}.get(record.entry, "") if record else "",
        "exit": {e.key: e.title for e in found.rules.exits}.get(record.exit, "") if record else "",
    }  # fmt: skip
    return render(request, "structure/staff_sheet.html", context, status=422 if given else 200)


@login_required
@require_POST
def act(request: HttpRequest, appointment_id: int, verb: str) -> HttpResponse:
    """`record`, `step`, `event`, `leave`. Errors stand beside the form."""
    actor = actor_of(request)
    found = staff.sheet(appointment_id, actor)
    form = _form(verb, found, request.POST)
    if form is None:
        raise NotFound("There is no such page.")
    if form.is_valid():
        try:
            _perform(verb, appointment_id, form.cleaned_data, actor)
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("structure:staff-sheet", appointment_id)
    return _page(request, found, **{verb: form})


def _perform(verb: str, appointment_id: int, data: dict[str, Any], actor: Actor) -> None:
    if verb == "record":
        acts.write_record(appointment_id, actor=actor, **data)
    elif verb == "step":
        acts.set_step(appointment_id, actor=actor, **data)
    elif verb == "event":
        acts.note_event(appointment_id, actor=actor, **data)
    else:
        acts.leave(appointment_id, actor=actor, **data)


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Average age and turnover by year."""
    actor = actor_of(request)
    found = staff.figures(actor, id_of(request.GET.get("place")))
    context = {"found": found, "tops": staff.tops(actor), "titles": titles()}
    return render(request, "structure/staff_figures.html", context)


def titles() -> dict[str, str]:
    """What the groups are called."""
    return {"staff": _("Staff of communities"), "leading": _("Leading group of the street")}


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The figures as an Excel table."""
    actor = actor_of(request)
    found = staff.figures(actor, id_of(request.GET.get("place")))
    return excel.download(_book(found, actor), _("Staff by year"), dated=False)


def _book(found: staff.StaffFigures, actor: Actor) -> Any:
    """The workbook: a sheet by year, one by community."""
    book = excel.new()
    who = "、".join(orgs.post_labels(sorted(actor.post_ids)).values()) or "—"
    by_line = f"{found.place.name}　" + _("Made on %(day)s by %(who)s") % {
        "day": clock.today().isoformat(), "who": who
    }  # fmt: skip
    heads = [
        _("Group"), _("Year"), _("As of"), _("People"), _("Average age"), _("Came"), _("Left"), _("Turnover"),
    ]  # fmt: skip
    words = titles()
    rows = [(words[name], line) for name, lines in found.groups for line in lines]
    for name, lines in ((_("By year"), rows), (_("By community"), found.units)):
        page = excel.begin(
            book, name, title=_("Staff by year"), by_line=by_line, heads=heads, widths=WIDTHS,
            footer=_("Page &P of &N"),
        )  # fmt: skip
        for title, line in lines:
            excel.append(page, [title, *_cells(line)])
        note = _("— : fewer than %(n)s people, or no year of birth entered") % {"n": found.least}
        page.append([excel.cell(page, note, size=10)])
    return book


def _cells(line: YearLine) -> list[Any]:
    turnover = float(line.turnover) if line.turnover is not None else "—"
    age = line.age if line.age is not None else "—"
    return [line.year, line.day, line.people, age, line.came, line.left, turnover]
