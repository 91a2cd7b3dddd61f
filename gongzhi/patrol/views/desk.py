"""The desk's side of patrols: the week of an area, a grid with its check points and its plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotFound
from gongzhi.core.weeks import WEEK, asked, week_of
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.patrol import forms
from gongzhi.patrol.actions import rounds as acts
from gongzhi.patrol.queries import rounds as queries
from gongzhi.places import public as places

HISTORY = 8  # weeks


def viewer(request: HttpRequest) -> Actor:
    """Who acts. Raises Forbidden for who sees no grid."""
    actor = actor_of(request)
    if not any(scopes(actor, permission) for permission in queries.SEE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_SEE)
    return actor


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The patrols of the area's grids in a week."""
    actor = viewer(request)
    week = asked(request.GET.get("week", ""), clock.today())
    page = paged(queries.grids_of(actor), ["path"], after=request.GET.get("after", ""), size=50)
    context = {"page": page, "rows": queries.weeks([g.pk for g in page.items], week), **_weeks(week)}
    return render(request, "patrol/desk_patrol.html", context)


def _weeks(week: date) -> dict[str, Any]:
    return {"week": week, "last": week + WEEK - WEEK / 7, "before": week - WEEK, "next": week + WEEK}


def _grid(actor: Actor, place_id: int) -> places.Place:
    place = queries.grids_of(actor).filter(pk=place_id).first()
    if place is None:
        raise NotFound("There is no such grid.")
    return place


@login_required
@require_safe
def show(request: HttpRequest, place_id: int) -> HttpResponse:
    """A grid: this week's check points, its plan, the weeks before."""
    actor = viewer(request)
    return _show(request, actor, _grid(actor, place_id))


def _show(request: HttpRequest, actor: Actor, place: places.Place, **bound: Any) -> HttpResponse:
    week = asked(request.GET.get("week", ""), clock.today())
    (now,) = queries.weeks([place.pk], week)
    may_edit = may(actor, Permission.GRID_EDIT, places.ancestors(place.pk))
    context: dict[str, Any] = {"place": place, "now": now, "may_edit": may_edit, **_weeks(week)}
    if may_edit:
        initial = {"post": now.post_id, "planned_on": now.planned_on}
        posts = acts.posts_for(places.get(place.pk))
        context["point_form"] = bound.get("add") or forms.PointForm(prefix="add")
        context["plan_form"] = bound.get("plan") or forms.PlanForm(prefix="plan", posts=posts, initial=initial)
    this = week_of(clock.today())
    context["history"] = queries.history(place.pk, [this - WEEK * n for n in range(1, HISTORY + 1)])
    context["findings"] = queries.findings([place.pk])
    return render(request, "patrol/desk_grid.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, place_id: int, verb: str) -> HttpResponse:
    """Set up or give up a check point, plan the week."""
    actor = viewer(request)
    place = _grid(actor, place_id)
    week = asked(request.GET.get("week", ""), clock.today())
    if verb == "end":
        acts.end_point(id_of(request.POST.get("point")) or 0, actor=actor)
        messages.success(request, _("The check point is given up from tomorrow on."))
    elif verb in ("add", "plan"):
        posts = acts.posts_for(places.get(place.pk)) if verb == "plan" else []
        form = forms.PointForm(request.POST, prefix="add") if verb == "add" else forms.PlanForm(
            request.POST, prefix="plan", posts=posts
        )  # fmt: skip
        try:
            if form.is_valid():
                _do(verb, form.cleaned_data, place, week, actor)
        except Invalid as error:
            add_to_form(form, error)
        if form.errors:
            return _show(request, actor, place, **{verb: form})
        messages.success(request, _("The check point is set up.") if verb == "add" else _("The week is planned."))
    else:
        raise NotFound("There is no such act.")
    return redirect(f"/desk/patrol/{place_id}/?week={week.isoformat()}")


def _do(verb: str, data: dict[str, Any], place: places.Place, week: date, actor: Actor) -> None:
    if verb == "add":
        acts.add_point(place.pk, acts.PointDraft(data["title"], data["look_for"], data["kind"]), actor=actor)
    else:
        acts.plan_week(place.pk, week, post_id=data["post"], planned_on=data["planned_on"], actor=actor)
