"""Portfolios that face residents (row A17): leaders and offices by kind of matter, two lines each, surge teams."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.places import public as places
from gongzhi.structure.actions import portfolios as actions
from gongzhi.structure.forms import portfolios as forms
from gongzhi.structure.queries import portfolios as queries
from gongzhi.structure.views import shared
from gongzhi.structure.views.words import named_of

GET_POST = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The streets and communities of one's part of the tree."""
    roots = scopes(actor_of(request), Permission.ORG_SEE)
    if not roots:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.ORG_SEE)
    rows = places.subtree(roots, tuple(sorted(queries.LEVELS)))
    if len(rows) == 1:
        return redirect("structure:portfolios", rows[0].pk)
    return render(request, "structure/portfolios_index.html", {"rows": rows})


@login_required
@require_safe
def one(request: HttpRequest, place_id: int) -> HttpResponse:
    """Kinds of matters with leader and office, staff with their lines, teams."""
    actor = actor_of(request)
    found = queries.board(place_id, actor)
    may_edit = may(actor, Permission.ORG_APPOINT, places.ancestors(place_id))
    staff = [(m, [named_of("request_groups", m.lines[n]) if n in m.lines else "" for n in (1, 2)]) for m in found.staff]
    teams = [(t, named_of("request_groups", t.line)) for t in found.teams]
    context = {"board": found, "staff": staff, "teams": teams, "may_edit": may_edit, "today": clock.today()}
    return render(request, "structure/portfolios.html", context)


def _needs(actor: Actor, place_id: int) -> str:
    queries.place(place_id, actor)
    require(actor, Permission.ORG_APPOINT, places.ancestors(place_id))
    return reverse("structure:portfolios", args=[place_id])


@login_required
@require_http_methods(GET_POST)
def assign(request: HttpRequest, place_id: int) -> HttpResponse:
    """Give a kind of matter to a leader and an office."""
    actor = actor_of(request)
    back = _needs(actor, place_id)
    initial = {"since": clock.today(), "line": request.GET.get("line", "")}
    form = forms.AssignForm(request.POST or None, initial=initial, **queries.choices(place_id))
    return shared.act(
        request, form,
        lambda data: actions.assign(
            place_id, line=data["line"], leader_id=data["leader"], office_id=data["office"], since=data["since"],
            actor=actor,
        ),
        title=_("Who answers for a kind of matter"), back=back, button=_("Save"), done=_("Saved."),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def lines(request: HttpRequest, place_id: int, appointment_id: int) -> HttpResponse:
    """The two lines of business of somebody."""
    actor = actor_of(request)
    back = _needs(actor, place_id)
    member = next((m for m in queries.board(place_id, actor).staff if m.appointment.pk == appointment_id), None)
    if member is None:
        raise NotFound("There is no such appointment.")
    initial = {"first": member.lines.get(1, ""), "second": member.lines.get(2, "")}
    title = f"{member.appointment.person.name} · {member.appointment.post.label}"
    return shared.act(
        request, forms.LinesForm(request.POST or None, initial=initial),
        lambda data: actions.set_lines(appointment_id, actor=actor, **data),
        title=title, back=back, button=_("Save"), done=_("Saved."),
        intro=_("One line of business alone is a gap: nobody can help out in a busy time."),
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def form_team(request: HttpRequest, place_id: int, line: str) -> HttpResponse:
    """Form a surge team of those whose second line it is."""
    actor = actor_of(request)
    back = _needs(actor, place_id)
    staff = [(a.pk, f"{a.person.name} · {a.post.label}") for a in queries.free_for(place_id, line)]
    form = forms.TeamForm(request.POST or None, posts=queries.choices(place_id)["posts"], staff=staff)
    intro = "" if staff else _("Nobody has this as second line of business, or all are in other teams.")

    def do(data: dict[str, Any]) -> None:
        actions.form_team(
            place_id, line=line, title=data["title"], leader_id=data["leader"], expected_on=data["expected_on"],
            appointment_ids=data["members"], actor=actor,
        )  # fmt: skip

    title = _("Form a surge team: %(line)s") % {"line": named_of("request_groups", line)}
    return shared.act(
        request, form, do, title=title, back=back, button=_("Form the team"), done=_("The team is formed and told."),
        intro=intro,
    )  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def release(request: HttpRequest, team_id: int) -> HttpResponse:
    """Release a surge team."""
    actor = actor_of(request)
    team = queries.team(team_id, actor)
    back = _needs(actor, team.place_id)
    return shared.act(
        request, forms.OutcomeForm(request.POST or None),
        lambda data: actions.release_team(team_id, outcome=data["outcome"], actor=actor),
        title=_("Release “%(title)s”") % {"title": team.title}, back=back, button=_("Release the team"),
        done=_("The team is released."),
    )  # fmt: skip
