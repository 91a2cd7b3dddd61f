"""Draw, reshape, split, merge: a form with a map; what is cut or joined is shown before it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import Conflict, DomainError, Invalid
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form, id_of
from gongzhi.places import public as places
from gongzhi.places.public import Place
from gongzhi.structure.actions import grids as acts
from gongzhi.structure.forms.grids import SIDES, DrawForm, LineForm, MergeForm, ReshapeForm, SplitForm
from gongzhi.structure.models import GridChange
from gongzhi.structure.queries import grid_preview, grids
from gongzhi.structure.queries.grid_kinds import area_kinds, kind_of
from gongzhi.structure.rules import grids as rules

_edits = require_http_methods(["GET", "HEAD", "POST"])


def _refused(form: Form, error: DomainError) -> int:
    """Puts the refusal on the form; the status of the page."""
    if error.field == "geometry" and "outline" in form.fields:
        error.field = "outline"
    return add_to_form(form, error)


def _done(request: HttpRequest, change: GridChange) -> HttpResponse:
    moved = sum(len(m[2]) for m in change.before.get("moved", []))
    messages.success(
        request, _("Saved: %(names)s. Buildings and grids that moved: %(n)s.") % {"names": change.names, "n": moved}
    )
    made = grids.overview(places.get(change.community_id))
    names = set(change.names.split("、"))
    for row in made.rows:
        ground = [w for c, w in row.findings if row.place.name in names and c == "yellow"]
        if ground:
            messages.warning(request, f"{row.place.name}：{'；'.join(ground)}")
    return redirect("structure:grids", change.community_id)


@login_required
@_edits
def draw(request: HttpRequest, community_id: int) -> HttpResponse:
    """A new grid."""
    actor = actor_of(request)
    community = grids.community_for(community_id, actor)
    acts.require_owner(actor, community)
    kinds = {k.key: k for k in area_kinds()}
    initial = {"kind": next(reversed(kinds), ""), "outline": _blank(community, request.GET.get("blank", ""))}
    form = DrawForm(request.POST or None, kinds=[(k.key, k.title) for k in kinds.values()], initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                geometry = rules.outline_of(data["outline"])
                return _done(request, acts.draw(
                    community_id, kind=kinds[data["kind"]], name=data["name"], code=data["code"], geometry=geometry,
                    actor=actor,
                ))  # fmt: skip
            except DomainError as error:
                status = _refused(form, error)
    context = {"community": community, "form": form, "title": _("Draw a grid"), "draws": "polygon", "target": "outline"}
    return render(request, "structure/grid_form.html", context, status=status)


def _blank(community: Place, number: str) -> str:
    index = id_of(number)
    if index is None:
        return ""
    blanks = grids.overview(community).blanks
    return rules.text_of(blanks[index][1]) if index < len(blanks) else ""


def _open(request: HttpRequest, grid_id: int) -> tuple[Actor, Place, Place]:
    actor = actor_of(request)
    grid = places.get(grid_id)
    kind_of(grid)
    if grid.ends_on is not None:
        raise Conflict("This grid has been merged or closed meanwhile.")
    community = grids.community_for(grids.community_of(grid_id).pk, actor)
    acts.require_owner(actor, community)
    return actor, grid, community


@login_required
@_edits
def reshape(request: HttpRequest, grid_id: int) -> HttpResponse:
    """Another outline."""
    actor, grid, community = _open(request, grid_id)
    shape = places.shapes_within(grid_id, [grid.kind]).get(grid_id)
    form = ReshapeForm(request.POST or None, initial={"outline": rules.text_of(shape), "version": grid.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                geometry = rules.outline_of(form.cleaned_data["outline"])
                version = form.cleaned_data["version"]
                return _done(request, acts.reshape(grid_id, geometry=geometry, version=version, actor=actor))
            except DomainError as error:
                status = _refused(form, error)
    title = _("Change the outline of %(name)s") % {"name": grid.name}
    context = {
        "community": community,
        "grid": grid,
        "form": form,
        "title": title,
        "draws": "polygon",
        "target": "outline",
    }
    return render(request, "structure/grid_form.html", context, status=status)


@login_required
@_edits
def split(request: HttpRequest, grid_id: int) -> HttpResponse:
    """First the line, then the two parts, then it is done."""
    actor, grid, community = _open(request, grid_id)
    title = _("Split %(name)s") % {"name": grid.name}
    context: dict[str, Any] = {"community": community, "grid": grid, "title": title, "draws": "line", "target": "line"}
    form: Form = LineForm(request.POST or None, initial={"version": grid.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            line = rules.line_of(form.cleaned_data["line"])
            context["parts"] = parts = grid_preview.parts(grid, line)
            if not parts:
                raise Invalid("%(name)s has no outline yet. Draw it first.", name=grid.name)
            sides = [p.side for p in parts]
            biggest = max(parts, key=lambda p: (len(p.places), p.square_metres)).side
            new = next(s for s in sides if s != biggest)
            first = {"keeps": biggest, "name": grid.name, "new_name": f"{grid.name}{_suffix(new)}", **form.cleaned_data}
            sent = request.POST if request.POST.get("step") == "do" else None
            form = SplitForm(sent, sides=sides, initial=first)
            context["words"] = [(SIDES[p.side], p) for p in parts]
            if sent is not None and form.is_valid():
                data = form.cleaned_data
                return _done(request, acts.split(
                    grid_id, line=line, keeps=data["keeps"], name=data["name"], new_name=data["new_name"],
                    code=data["code"], version=data["version"], actor=actor,
                ))  # fmt: skip
        except DomainError as error:
            status = _refused(form, error)
    status = 422 if form.errors and status == 200 else status
    return render(request, "structure/grid_split.html", {**context, "form": form}, status=status)


def _suffix(side: str) -> str:
    return {"north": _("(north)"), "south": _("(south)"), "east": _("(east)"), "west": _("(west)")}[side]


@login_required
@_edits
def merge(request: HttpRequest, grid_id: int) -> HttpResponse:
    """First which grids, then what comes along, then it is done."""
    actor, grid, community = _open(request, grid_id)
    same = {p.pk: p for p in places.within(community.pk, [grid.kind]) if p.pk != grid_id}
    form = MergeForm(request.POST or None, others=_nearest_first(community, grid, same), initial={"name": grid.name})
    context: dict[str, Any] = {"community": community, "grid": grid, "form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        chosen = [same[i] for i in form.cleaned_data["others"]]
        context["going"] = grid_preview.going(chosen)
        context["staying"] = grid_preview.going([grid])[0]
        context["versions"] = [(p.pk, p.version) for p in (grid, *chosen)]
        if request.POST.get("step") == "do":
            versions = {p.pk: id_of(request.POST.get(f"version-{p.pk}")) or 0 for p in (grid, *chosen)}
            try:
                return _done(request, acts.merge(
                    grid_id, [p.pk for p in chosen], versions=versions, name=form.cleaned_data["name"], actor=actor
                ))  # fmt: skip
            except DomainError as error:
                status = _refused(form, error)
    status = 422 if form.errors and status == 200 else status
    return render(request, "structure/grid_merge.html", context, status=status)


def _nearest_first(community: Place, grid: Place, same: dict[int, Place]) -> list[tuple[int, str]]:
    shapes = places.shapes_within(community.pk, [grid.kind])
    own = shapes.get(grid.pk)
    far = {pk: own.distance(s) for pk, s in shapes.items() if own is not None}
    rows = sorted(same.values(), key=lambda p: (far.get(p.pk, 1e9), p.path))
    beside = _("beside it")
    return [(p.pk, f"{p.name}（{beside}）" if far.get(p.pk, 1) < 1e-6 else p.name) for p in rows]
