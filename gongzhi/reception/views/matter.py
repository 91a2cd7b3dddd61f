"""`/desk/reception/matters/<number>/`: the items of a request, the policy that was explained, the visits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Forbidden, NotFound
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import Form, id_of
from gongzhi.procedures import public as procedures
from gongzhi.reception import forms
from gongzhi.reception import public as reception
from gongzhi.reception.queries.beside import panel_of
from gongzhi.requests import public as requests


def _find(number: str, actor: Actor) -> tuple[requests.Request, dict[str, Any]]:
    about = requests.find(number, actor)
    part = panel_of(about, actor)
    if part is None:
        raise NotFound("This request is not one of a reception.")
    return about, dict(part.context)


@login_required
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The page."""
    about, part = _find(number, actor_of(request))
    return _page(request, about, part, {})


def _page(request: HttpRequest, about: requests.Request, part: dict[str, Any], bound: dict[str, Any]) -> HttpResponse:
    mine = part["holds"] and about.matter.state in procedures.LIVE
    spoken: reception.Spoken = part["spoken"]
    answers = [
        (i, bound.get(f"answer-{i.pk}") or forms.ItemAnswerForm(prefix=f"a{i.pk}", initial={"answer": i.answer}))
        for i in part["items"]
    ]
    given = {name: form for name, form in bound.items() if not name.startswith("answer-")}
    today = clock.today()
    shown: dict[str, Any] = {
        "items": forms.ItemsForm(prefix="items"),
        "explain": forms.PolicyForm(prefix="explain"),
        "visit": forms.VisitForm(prefix="visit", initial={"on": today}),
        "plan": forms.PlanForm(prefix="plan", initial={"on": spoken.next_visit.on if spoken.next_visit else None}),
    }
    context = {
        "about": about, "number": requests.spoken(about.number), "part": part, "mine": mine, "answers": answers,
        "forms": shown | given if mine else {}, "open": next(iter(bound), ""), "today": today,
    }  # fmt: skip
    return render(request, "reception/matter.html", context, status=422 if bound else 200)


Do = Callable[[requests.Request, dict[str, Any], Actor], str]


def _items(about: requests.Request, data: dict[str, Any], actor: Actor) -> str:
    reception.add_items(about.pk, data["words"], actor=actor, submission=data["submission"])
    return _("Listed.")


def _explain(about: requests.Request, data: dict[str, Any], actor: Actor) -> str:
    draft = reception.PolicyDraft(data["policy"], data["words"], data["paper"])
    reception.explain(about.pk, draft, actor=actor, submission=data["submission"])
    return _("Kept.")


def _visit(about: requests.Request, data: dict[str, Any], actor: Actor) -> str:
    reception.record_visit(
        about.pk, data["on"], data["heard"], next_on=data["next_on"], actor=actor, submission=data["submission"]
    )
    return _("Kept.")


def _plan(about: requests.Request, data: dict[str, Any], actor: Actor) -> str:
    reception.plan_visit(about.pk, data["on"], actor=actor)
    return _("The visit is planned.")


VERBS: dict[str, tuple[type[Form], Do]] = {
    "items": (forms.ItemsForm, _items),
    "explain": (forms.PolicyForm, _explain),
    "visit": (forms.VisitForm, _visit),
    "plan": (forms.PlanForm, _plan),
}


@login_required
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One act; a refusal stands beside its form with what was typed."""
    actor = actor_of(request)
    about, part = _find(number, actor)
    item = id_of(request.POST.get("item"))
    if verb in ("strike", "drop"):
        try:
            if verb == "drop":
                reception.drop_visit(about.pk, actor=actor)
            else:
                reception.strike_item(_own(part, item), actor=actor)
            messages.success(request, _("Done."))
        except (Forbidden, NotFound):
            raise
        except DomainError as error:
            messages.error(request, text_of(error))
        return redirect("reception:matter", about.number)
    if verb == "answer":
        form: Any = forms.ItemAnswerForm(request.POST, prefix=f"a{_own(part, item)}")
        name, do = f"answer-{item}", _answer(item or 0)
    elif verb in VERBS:
        made, do = VERBS[verb]
        form, name = made(request.POST, prefix=verb), verb
    else:
        raise NotFound("There is no such act.")
    if not part["holds"]:
        raise Forbidden("Only the post that holds this request does this.")
    if form.is_valid():
        try:
            said = do(about, form.cleaned_data, actor)
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, said)
            return redirect("reception:matter", about.number)
    about, part = _find(number, actor)
    return _page(request, about, part, {name: form})


def _own(part: dict[str, Any], item: int | None) -> int:
    """The id of an item of this request. Raises NotFound."""
    if item is None or item not in {i.pk for i in part["items"]}:
        raise NotFound("There is no such item.")
    return item


def _answer(item_id: int) -> Do:
    def do(about: requests.Request, data: dict[str, Any], actor: Actor) -> str:
        reception.answer_item(item_id, data["answer"], actor=actor)
        return _("Answered.")

    return do
