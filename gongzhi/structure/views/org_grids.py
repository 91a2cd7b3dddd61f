"""`/desk/structure/grids/ID/organisations/`: sets of organisations without an outline, in the pack's levels."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import DomainError, NotFound
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.orgs import public as orgs
from gongzhi.places.public import Place
from gongzhi.structure.actions import org_grids as acts
from gongzhi.structure.actions.grids import require_owner
from gongzhi.structure.forms.grids import OrgGridForm
from gongzhi.structure.models import OrgGrid, OrgGridMember
from gongzhi.structure.queries import grids, org_grids


@login_required
@require_safe
def show(request: HttpRequest, community_id: int) -> HttpResponse:
    """The levels and their grids, who answers, organisations in none."""
    actor = actor_of(request)
    community = grids.community_for(community_id, actor)
    if not org_grids.levels():
        raise NotFound("The rules in force know no grids of organisations.")
    found = org_grids.view(community)
    words = " ".join(request.GET.get("q", "").split())[:40]
    rows = [r for r in found.rows if not words or words in " ".join((r.grid.name, r.post, *r.holders, *r.bodies))]
    edit = grids.may_edit(actor, community.ancestors)
    context = {"community": community, "view": found, "rows": rows, "q": words, "edit": edit, "total": len(found.rows)}
    return render(request, "structure/org_grids.html", context)


def _form(community: Place, data: Any, initial: dict[str, Any] | None = None) -> OrgGridForm:
    levels = org_grids.levels()
    titles = {k.key: k.title for k in levels}
    above = OrgGrid.objects.filter(community=community, ends_on=None).order_by("kind", "name", "id")
    parents = [
        (g.pk, f"{g.name}（{titles.get(g.kind, g.kind)}）") for g in above if g.kind in {k.parent for k in levels}
    ]
    wanted = {p for k in levels for p in k.posts}
    posts = [
        (p.post_id, f"{p.title}（{'、'.join(h.name for h in p.holders) or '—'}）")
        for p in orgs.posts_within(community.pk, sorted(wanted))
    ]
    bodies = [(b.pk, b.name) for b in orgs.bodies_within(community.pk, org_grids.party_kinds())]
    kinds = [(k.key, k.title) for k in levels]
    return OrgGridForm(data, kinds=kinds, parents=parents, posts=posts, bodies=bodies, initial=initial or {})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, community_id: int) -> HttpResponse:
    """A new grid of organisations."""
    actor = actor_of(request)
    community = grids.community_for(community_id, actor)
    require_owner(actor, community)
    return _edit(request, community, actor, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, grid_id: int) -> HttpResponse:
    """Change one."""
    actor = actor_of(request)
    grid = acts.open_grid(grid_id)
    community = grids.community_for(grid.community_id, actor)
    require_owner(actor, community)
    return _edit(request, community, actor, grid)


def _edit(request: HttpRequest, community: Place, actor: Actor, grid: OrgGrid | None) -> HttpResponse:
    initial: dict[str, Any] = {"kind": org_grids.levels()[-1].key if org_grids.levels() else ""}
    if grid is not None:
        members = OrgGridMember.objects.filter(grid=grid).values_list("body_id", flat=True)
        initial = {"kind": grid.kind, "name": grid.name, "parent": grid.parent_id, "post": grid.post_id}
        initial |= {"bodies": list(members), "version": grid.version}
    form, status = _form(community, request.POST or None, initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            what = {"kind": data["kind"], "name": data["name"], "parent_id": data["parent"], "post_id": data["post"]}
            try:
                if grid is None:
                    acts.set_up(community, actor=actor, body_ids=data["bodies"], **what)
                else:
                    acts.change(grid.pk, actor=actor, body_ids=data["bodies"], version=data["version"] or 0, **what)
            except DomainError as error:
                status = add_to_form(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("structure:org-grids", community.pk)
    return render(
        request, "structure/org_grid_form.html", {"community": community, "grid": grid, "form": form}, status=status
    )


@login_required
@require_POST
def close(request: HttpRequest, grid_id: int) -> HttpResponse:
    """The grid is no more from today."""
    grid = acts.open_grid(grid_id)
    acts.close(grid_id, version=id_of(request.POST.get("version")) or 0, actor=actor_of(request))
    messages.success(request, _("The grid is closed from today."))
    return redirect("structure:org-grids", grid.community_id)
