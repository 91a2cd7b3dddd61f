"""`/desk/structure/pairing/`: leaders paired with communities: visits, problems, monthly reports, instructions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.actions import pairing as actions
from gongzhi.structure.forms import pairing as forms
from gongzhi.structure.models import LeaderPair, MonthReport, Visit
from gongzhi.structure.queries import pairing as queries
from gongzhi.structure.queries.meeting_lists import task_state
from gongzhi.structure.rules.meetings import later
from gongzhi.structure.views.shared import table

SAID = {
    "visit": gettext_noop("The visit is entered."),
    "problem": gettext_noop("The problem is entered and given to who mends it."),
    "report": gettext_noop("The report is sent."),
    "end": gettext_noop("The pair ends on that day."),
}


def _places(actor: Actor) -> list[tuple[int, str]]:
    """The places of one's area with which leaders can be paired."""
    pack = packs.active()
    kinds = tuple(dict.fromkeys(pack.level(rule.level).kind for rule in pack.pairings))
    allowed = scopes(actor, Permission.ORG_APPOINT)
    return [(p.pk, p.name) for p in places.subtree(allowed, kinds)] if allowed and kinds else []


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The pairs of one's area; a POST pairs a leader with a place."""
    actor = staff_of(request)
    may_pair = bool(scopes(actor, Permission.ORG_APPOINT))
    if request.method == "POST" and not may_pair:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.ORG_APPOINT)
    offered = queries.all_leaders(actor) if may_pair else []
    form = forms.PairForm(
        request.POST or None, leaders=offered, places=_places(actor), initial={"starts_on": clock.today()}
    )
    if request.method == "POST" and form.is_valid():
        kind, _sign, post_id = form.cleaned_data["leader"].partition(":")
        data = {"place_id": form.cleaned_data["place"], "starts_on": form.cleaned_data["starts_on"]}
        try:
            made = actions.pair(actor=actor, kind=kind, post_id=int(post_id), **data)
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The leader is paired with the place."))
            return redirect("structure:pair", made.pk)
    page = paged(queries.visible(actor), ["-id"], after=request.GET.get("after", ""), size=50)
    numbers = queries.numbers(page.items)
    rows = [(p, *numbers[p.pk]) for p in page.items]
    context = {"page": page, "rows": rows, "form": form if offered else None, "known": bool(packs.active().pairings)}
    return render(request, "structure/pairing.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """One pair: visits, problems and instructions, reports."""
    actor = actor_of(request)
    return _page(request, queries.find(pair_id, actor), actor)


def _enters(actor: Actor, found: LeaderPair) -> bool:
    try:
        queries.enters(actor, found)
    except Forbidden:
        return False
    return True


def _makers(found: LeaderPair) -> dict[str, Callable[[Any], Form]]:
    owners = queries.owners(found)
    return {
        "visit": lambda d: forms.VisitForm(d, prefix="visit", initial={"on": clock.today()}),
        "problem": lambda d: forms.GiveForm(d, owners=owners, prefix="problem"),
        "report": lambda d: forms.ReportForm(d, months=_months(found), prefix="report"),
        "end": lambda d: forms.EndForm(d, prefix="end"),
    }


def _months(found: LeaderPair) -> list[str]:
    """The months of which no report is sent yet: this one and the two before."""
    first = clock.today().replace(day=1)
    sent = set(MonthReport.objects.filter(pair=found).values_list("month", flat=True))
    asked = [later(first, -n, "months") for n in range(3)]
    return [f"{m:%Y-%m}" for m in asked if m not in sent and m >= found.starts_on.replace(day=1)]


def _page(request: HttpRequest, found: LeaderPair, actor: Actor, bound: dict[str, Form] | None = None) -> HttpResponse:
    known, makers = bound or {}, _makers(found)
    names = []
    if _enters(actor, found):
        names = ["visit", *(["problem"] if found.visits.exists() else []), *(["report"] if _months(found) else [])]
    if found.ends_on is None and may(actor, Permission.ORG_APPOINT, places.ancestors(found.place_id)):
        names.append("end")
    visits = paged(Visit.objects.filter(pair=found).select_related("post__body"), ["-on", "-id"],
                   after=request.GET.get("after", ""), size=20)  # fmt: skip
    context = {
        "pair": found, "page": visits, "tasks": [(t, *task_state(t)) for t in queries.tasks_of(found)[:100]],
        "reports": list(MonthReport.objects.filter(pair=found).order_by("-month")[:36]),
        "forms": {n: known.get(n) or makers[n](None) for n in names}, "rule": queries.rule_of(found.kind),
        "latest": visits.items[0] if visits.items else None,
    }  # fmt: skip
    return render(request, "structure/pair.html", context, status=422 if known else 200)


@login_required
@require_POST
def act(request: HttpRequest, pair_id: int, verb: str) -> HttpResponse:
    """Enter a visit or a problem, send a report, end the pair."""
    actor = actor_of(request)
    found = queries.find(pair_id, actor)
    makers = _makers(found)
    if verb not in SAID:
        raise NotFound("There is no such action.")
    if verb != "end":
        queries.enters(actor, found)
    form: Any = makers[verb](request.POST)
    if not form.is_valid():
        return _page(request, found, actor, {verb: form})
    data = form.cleaned_data
    try:
        if verb == "visit":
            actions.visit(found, actor=actor, on=data["on"], words=data["words"])
        elif verb == "problem":
            wanted = id_of(request.POST.get("visit")) or 0
            of = Visit.objects.filter(pk=wanted, pair=found).select_related("pair").first()
            if of is None:
                raise NotFound("There is no such visit.")
            actions.problem(of, actor=actor, title=data["words"], owner=data["owner"], due_on=data["due_on"])
        elif verb == "report":
            month = date.fromisoformat(f"{data['month']}-01")
            actions.send(found, actor=actor, month=month, words=data["words"])
        else:
            actions.end(found, actor=actor, ends_on=data["ends_on"])
    except (Invalid, Conflict) as error:
        add_to_form(form, error)
        return _page(request, found, actor, {verb: form})
    messages.success(request, _(SAID[verb]))
    return redirect("structure:pair", pair_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A monthly report: its numbers as sent; who gets it may write an instruction, which becomes a task."""
    actor = actor_of(request)
    found = queries.report(report_id, actor)
    reads = bool(actor.post_ids & set(queries.readers(found.pair)))
    form = forms.GiveForm(request.POST or None, owners=queries.owners(found.pair))
    if request.method == "POST" and not reads:
        raise Forbidden("Only those to whom the report goes can write on it.")
    if request.method == "POST" and form.is_valid():
        try:
            actions.instruct(found, actor=actor, **form.cleaned_data)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The instruction is a task now."))
            return redirect("structure:pair-report", report_id)
    tasks = [(t, *task_state(t)) for t in queries.tasks_of(found.pair).filter(month_report=found)]
    first, after = found.month, later(found.month, 1, "months")
    context = {
        "report": found, "figures": queries.figure_words(found.figures), "tasks": tasks,
        "form": form if reads else None,
        "visits": list(Visit.objects.filter(pair=found.pair_id, on__gte=first, on__lt=after).order_by("on", "id")),
    }  # fmt: skip
    return render(request, "structure/pair_report.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def export(request: HttpRequest, pair_id: int) -> FileResponse:
    """The list of problems and instructions of a pair as an Excel table."""
    actor = actor_of(request)
    found = queries.find(pair_id, actor)
    heads = [
        _("No."),
        _("Problem"),
        _("Responsible"),
        _("To be done by"),
        _("State"),
        _("Evidence"),
        _("Struck off on"),
    ]
    rows = [
        [n, t.matter.title, t.owner.label, t.due_on, task_state(t)[1], t.evidence,
         clock.local(t.struck_at).date() if t.struck_at else None]
        for n, t in enumerate(queries.tasks_of(found), start=1)
    ]  # fmt: skip
    return table(actor, _("Problems found on visits"), heads, (6, 40, 28, 12, 14, 40, 12), rows)
