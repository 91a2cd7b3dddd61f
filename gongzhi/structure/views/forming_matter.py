"""Forming an organisation: the application, its page in each step, approval, election, publication, withdrawal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Permission, actor_of, may
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.kit.errors import refusals_to
from gongzhi.kit.forms import Form
from gongzhi.kit.outcomes import OutcomeForm
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.actions import forming as actions
from gongzhi.structure.forms import forming as forms
from gongzhi.structure.models import Forming, FormingUnit
from gongzhi.structure.queries import forming as queries
from gongzhi.structure.queries import forming_list as lists
from gongzhi.structure.queries import matters
from gongzhi.structure.views.forming import names_of
from gongzhi.structure.views.matters import HIDDEN

# verb -> the step in which it is done
STEPS = {"establish": "approve", "elect": "elect", "publish": "publish"}


def _proposal(data: dict[str, Any]) -> actions.Proposal:
    return actions.Proposal(
        mode=data["mode"], form=data["form"], name=data["name"], words=data["words"], tie=data.get("tie", ""),
        post_title=data.get("post_title", ""), parent_id=data.get("parent"),
        partners=tuple(data.get("partners") or ()),
    )  # fmt: skip


def _proposal_form(unit: FormingUnit, data: Any, row: Forming | None = None) -> forms.ProposalForm:
    rules = queries.rules_now()
    if row is not None:
        host = (mode := rules.mode(row.mode)) is not None and mode.partners == "host"
        initial: dict[str, Any] = {
            "mode": row.mode, "form": row.form, "tie": row.tie, "name": row.name, "post_title": row.post_title,
            "host" if host else "parent": row.parent_id,
        }  # fmt: skip
        chosen = queries.partners_of(row)
        initial["partners"] = [p.pk for p in chosen]
    else:
        chosen, first = [], rules.forms[0]
        initial = {"name": _("%(unit)s %(form)s") % {"unit": unit.name, "form": first.title}, "form": first.key}
        initial |= {"mode": rules.modes[0].key}
    others = [*chosen, *queries.partners_for(unit)]
    return forms.ProposalForm(
        data, rules=rules, initial=initial,
        parents=[(b.pk, b.name) for b in queries.parents_for(unit)],
        hosts=[(b.pk, b.name) for b in queries.parents_for(unit, host=True)],
        partners=[(u.pk, u.name) for u in others],
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Apply for an organisation of the unit: one click from the list and from the page of the standards."""
    actor = actor_of(request)
    try:
        unit = queries.unit_of(unit_id, actor, Permission.FORMING_EDIT)
    except Forbidden:
        if request.method == "POST":
            raise
        queries.unit_of(unit_id, actor)  # who only follows the gap sees the unit
        return redirect("structure:forming-unit", unit_id)
    (line,) = lists.lines_of([unit])
    if line.running is not None and request.method != "POST":
        return redirect("structure:forming-matter", line.running.matter_id)
    form = _proposal_form(unit, request.POST or None)
    return _apply(
        request, form, line, lambda data: actions.begin(unit_id, _proposal(data), actor=actor),
        to=lambda made: reverse("structure:forming-matter", args=[made.pk]),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Change an application that came back, and send it on."""
    actor = actor_of(request)
    sheet = matters.sheet(matter_id, actor)
    row = queries.of_matter(matter_id)
    if not sheet.mine:
        raise Forbidden("Your posts do not allow this here.")
    (line,) = lists.lines_of([row.unit])
    form = _proposal_form(row.unit, request.POST or None, row)
    return _apply(
        request, form, line, lambda data: actions.propose_again(matter_id, _proposal(data), actor=actor),
        to=lambda made: reverse("structure:forming-matter", args=[made.pk]),
    )  # fmt: skip


def _apply(request: HttpRequest, form: Form, line: lists.Line, do: Any, *, to: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            made = do(form.cleaned_data)
            messages.success(request, _("Applied for. It stands in My work of who comes next."))
            return redirect(to(made))
    context = {"form": form, "line": line, "unit": line.unit, "rules": queries.rules_now()}
    return render(request, "structure/forming_start.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The application in its present step."""
    return _page(request, matter_id)


def _page(request: HttpRequest, matter_id: int, verb: str = "", given: Form | None = None) -> HttpResponse:
    actor = actor_of(request)
    sheet = matters.sheet(matter_id, actor)
    row = queries.of_matter(matter_id)
    (line,) = lists.lines_of([row.unit])
    rules = queries.rules_now()
    open_ = sheet.mine and sheet.matter.state == "open" and not sheet.offered
    form = OutcomeForm(outcomes=sheet.step.outcomes, hidden=(*HIDDEN, "withdrawn")) if open_ else None
    now = next((v for v, step in STEPS.items() if step == sheet.matter.step), "") if open_ else ""
    own = given if given is not None and verb == now else _own_form(now, row) if now else None
    before = row.live and row.body_id is None
    withdraws = before and may(actor, Permission.FORMING_EDIT, places.ancestors(row.unit.place_id))
    context = {
        "sheet": sheet, "form": form if form and form.outcomes else None, "row": row, "line": line, "verb": now,
        "own": own, "names": names_of(rules), "rules": rules, "partners": queries.partners_of(row),
        "form_title": _("Or otherwise") if own else "", "again": open_ and sheet.matter.step == "survey",
        "withdraw": (given if verb == "withdraw" else forms.WithdrawForm()) if withdraws else None,
    }  # fmt: skip
    return render(request, "structure/forming_matter.html", context, status=422 if given else 200)


def _own_form(verb: str, row: Forming, data: Any = None) -> Any:
    if verb == "establish":
        return forms.EstablishForm(data)
    if verb == "elect":
        return forms.ElectForm(data)
    if verb == "publish":
        return forms.PublishForm(data, initial={"text": notice_of(row)})
    return None


def notice_of(row: Forming) -> str:
    """What is made public of an organisation, for the board: no names of people."""
    names = names_of(queries.rules_now())
    first = row.body.starts_on if row.body else None
    values = {
        "name": row.name, "day": f"{first:%Y-%m-%d}" if first else "", "unit": row.unit.name,
        "mode": names["mode"].get(row.mode, row.mode), "parent": row.parent.name if row.parent else "",
        "post": row.post_title,
    }  # fmt: skip
    text = _(
        "%(name)s was approved and stands from %(day)s, for %(unit)s: %(mode)s, under %(parent)s, led by %(post)s."
    )
    return text % values


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """`establish`, `elect`, `publish` in their steps; `withdraw` before the approval."""
    actor = actor_of(request)
    matters.sheet(matter_id, actor)
    row = queries.of_matter(matter_id)
    form = forms.WithdrawForm(request.POST) if verb == "withdraw" else _own_form(verb, row, request.POST)
    if form is None:
        raise NotFound("There is no such page.")
    if form.is_valid():
        with refusals_to(form):
            done = _perform(verb, matter_id, form.cleaned_data, request)
            messages.success(request, done)
            return redirect("structure:forming-matter", matter_id)
    return _page(request, matter_id, verb, form)


def _perform(verb: str, matter_id: int, data: dict[str, Any], request: HttpRequest) -> str:
    actor = actor_of(request)
    if verb == "establish":
        body = actions.establish(matter_id, actor=actor, **data)
        return _("%(name)s stands from %(day)s.") % {"name": body.name, "day": body.starts_on}
    if verb == "elect":
        person = people.find_known(data.pop("person"))
        actions.elect(matter_id, actor=actor, person_id=person.pk, **data)
        return _("The head is in office.")
    if verb == "publish":
        actions.publish(matter_id, actor=actor, **data)
        return _("It is public, and the matter has ended.")
    actions.withdraw(matter_id, actor=actor, words=data["words"])
    return _("The application is withdrawn.")
