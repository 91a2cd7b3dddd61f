"""`/desk/structure/grids/`: the area grids of a community on a map and as a list; the public notice of a grid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.actions.grid_undo import undo as undo_change
from gongzhi.structure.queries import grid_preview, grids
from gongzhi.structure.queries.grid_kinds import Overview, Row, kind_of
from gongzhi.structure.queries.grid_notice import notice_of, notices_of
from gongzhi.structure.rules.grids import UNDO_DAYS

VERBS = {
    "drawn": gettext_lazy("drawn"),
    "reshaped": gettext_lazy("outline changed"),
    "split": gettext_lazy("split"),
    "merged": gettext_lazy("merged"),
    "imported": gettext_lazy("brought in from a file"),
}


@login_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The communities whose grids one may see; its page where it is one."""
    found = grids.communities_of(actor_of(request))
    if not found:
        raise Forbidden("Your posts do not allow this here.")
    if len(found) == 1:
        return overview(request, found[0].pk)
    above = places.above(found)
    rows = [{"place": p, "above": above[p.pk]} for p in found]
    return render(request, "structure/grids_choose.html", {"rows": rows})


@login_required
@require_safe
def overview(request: HttpRequest, community_id: int) -> HttpResponse:
    """The list, the map, what is missing, the last changes. `?show=gaps` lists only grids that lack something."""
    actor = actor_of(request)
    community = grids.community_for(community_id, actor)
    made = grids.overview(community)
    only = request.GET.get("show", "")
    words = " ".join(request.GET.get("q", "").split())[:40]
    rows = [r for r in made.rows if (only != "gaps" or r.findings) and (not words or words in _haystack(r))]
    edit = grids.may_edit(actor, community.ancestors)
    limit = clock.now() - timedelta(days=UNDO_DAYS)
    changes = [
        {"change": c, "verb": VERBS.get(c.verb, c.verb), "undo": edit and c.undone_at is None and c.at > limit}
        for c in grids.changes_of(community_id)
    ]
    context: dict[str, Any] = {
        "community": community,
        "made": made,
        "rows": rows,
        "q": words,
        "only": only,
        "edit": edit,
        "changes": changes,
        "held_by": _held_by(made),
        "red": made.count("red"),
        "yellow": made.count("yellow"),
        "notice": reverse("structure:grid-notice", args=[0]).removesuffix("0/"),
        "area": reverse("structure:grid-outline", args=[0]).removesuffix("0/outline/"),
        "organisations": any(g.made_of == "organisations" for g in packs.active().grids),
    }
    return render(request, "structure/grids.html", context)


def _held_by(made: Overview) -> list[tuple[str, str]]:
    kinds = {k.key: k for k in packs.active().post_kinds}
    keys = dict.fromkeys(key for level in made.kinds for key in level.posts)
    return [(kinds[key].title, kinds[key].held_by) for key in keys if key in kinds and kinds[key].held_by]


def _haystack(row: Row) -> str:
    return " ".join((row.place.name, row.place.code, row.above, *(n for s in row.staff for n in s.names)))


@login_required
@require_safe
def map_json(request: HttpRequest, community_id: int) -> HttpResponse:
    """What the map shows, with the words of the list."""
    community = grids.community_for(community_id, actor_of(request))
    return JsonResponse(grid_preview.map_of(grids.overview(community)), content_type="application/geo+json")


@login_required
@require_safe
def export(request: HttpRequest, community_id: int) -> HttpResponse:
    """The grids as GeoJSON (WGS 84); the import reads it again."""
    community = grids.community_for(community_id, actor_of(request))
    made = grid_preview.exported(grids.overview(community))
    response = JsonResponse(made, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="grids-{community.code or community.pk}.geojson"'
    return response


@login_required
@require_POST
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take a change back."""
    change = undo_change(change_id, actor=actor_of(request))
    messages.success(request, _("Taken back: the grids are as they were before."))
    return redirect("structure:grids", change.community_id)


@require_safe
def notice(request: HttpRequest, grid_id: int) -> HttpResponse:
    """`/structure/grids/ID/`: for everybody and for the wall: name, area, map, who answers for it, phone."""
    grid = places.get(grid_id)
    kind_of(grid)
    found = notice_of(grid)
    context = {"notices": [found], "one": grid, "papers": grids.may_see(actor_of(request), found.community.ancestors)}
    return render(request, "structure/grid_notice.html", context)


@require_safe
def notice_all(request: HttpRequest, community_id: int) -> HttpResponse:
    """`/structure/grids/community/ID/`: the notices of all grids of a community, one a sheet."""
    community = grids.community_of(community_id)
    found = notices_of(community)
    return render(request, "structure/grid_notice.html", {"notices": found, "community_place": community})
