"""New estates that owe rooms: entered, their stages with evidence, closed (row A13)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.files import public as files
from gongzhi.structure.actions import premises as actions
from gongzhi.structure.forms import premises as forms
from gongzhi.structure.queries import premises as queries
from gongzhi.structure.views import shared
from gongzhi.structure.views.premises import GET_POST, at, may_edit, needs
from gongzhi.structure.views.words import named_of


@login_required
@require_http_methods(GET_POST)
def new_estate(request: HttpRequest, place_id: int) -> HttpResponse:
    """Enter a new estate."""
    actor = actor_of(request)
    queries.community(place_id, actor)
    needs(request, place_id)
    rule = queries.estate_rule()
    intro = rule.source.text if rule else _("The rules in force say nothing of rooms from new estates.")
    return shared.act(
        request, forms.EstateForm(request.POST or None),
        lambda data: actions.add_estate(place_id, actor=actor, **data),
        title=_("Enter a new estate"), back=at(place_id), button=_("Enter the estate"), intro=intro,
        done=_("The estate is entered."), to=lambda made: reverse("structure:estate", args=[made.pk]),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def estate(request: HttpRequest, estate_id: int) -> HttpResponse:
    """An estate: what it owes, the stages with their evidence, the next one."""
    actor = actor_of(request)
    row, reached = queries.estate(estate_id, actor)
    editable = may_edit(request, row.estate.place_id) and row.estate.closed_on is None
    form = None
    if editable and row.following:
        initial = {
            "on": clock.today(),
            "stage": row.following,
            "square_metres": reached[-1].square_metres if reached else row.due,
        }
        form = forms.StageForm(request.POST or None, request.FILES or None, following=row.following, initial=initial)
        if request.method == "POST":

            def do(data: dict[str, Any]) -> None:
                ids = shared.photo(data.pop("photo"), actor)
                actions.reach_stage(estate_id, actor=actor, file_ids=ids, **data)

            answer = shared.act(
                request, form, do, title=row.estate.name, back=reverse("structure:estate", args=[estate_id]),
                button=_("Enter the stage"), done=_("The stage is entered."),
            )  # fmt: skip
            if answer.status_code == 302:
                return answer
    elif request.method == "POST":
        needs(request, row.estate.place_id)
        return redirect("structure:estate", estate_id)
    context = {
        "row": row, "estate": row.estate, "rule": queries.estate_rule(), "form": form, "may_edit": editable,
        "reached": [(s, named_of("estate_stages", s.stage), files.files_of(s.pk)) for s in reached],
        "next": named_of("estate_stages", row.following) if row.following else "",
    }  # fmt: skip
    return render(request, "structure/estate.html", context, status=422 if form is not None and form.errors else 200)


@login_required
@require_POST
def take_back_stage(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Undo the stage entered last."""
    queries.estate(estate_id, actor_of(request))
    actions.take_back_stage(estate_id, actor=actor_of(request))
    messages.success(request, _("The stage is taken back."))
    return redirect("structure:estate", estate_id)


@login_required
@require_http_methods(GET_POST)
def close_estate(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Nothing is owed any more: not built, or entered by mistake."""
    actor = actor_of(request)
    row, _reached = queries.estate(estate_id, actor)
    needs(request, row.estate.place_id)
    return shared.act(
        request, forms.ReasonForm(request.POST or None),
        lambda data: actions.close_estate(estate_id, reason=data["reason"], actor=actor),
        title=_("Close %(name)s") % {"name": row.estate.name}, back=reverse("structure:estate", args=[estate_id]),
        button=_("Close the estate"), done=_("Saved."),
        intro=_("For an estate that is not built after all, or was entered by mistake."),
    )  # fmt: skip


@login_required
@require_safe
def evidence(request: HttpRequest, estate_id: int, file_id: int) -> HttpResponse:
    """A scan that proves a stage."""
    _row, reached = queries.estate(estate_id, actor_of(request))
    stored = files.get(file_id)
    if stored.about not in {s.pk for s in reached}:
        raise NotFound("There is no such file.")
    return files.serve(stored, request)
