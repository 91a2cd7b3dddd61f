"""Bring in grids or buildings: choose a file, look at every row, then all good rows together, or nothing."""

from __future__ import annotations

import base64
import binascii
import zlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.access.public import actor_of
from gongzhi.core.errors import DomainError, Invalid
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.structure.actions import grid_import as acts
from gongzhi.structure.actions.grids import require_owner
from gongzhi.structure.forms.grids import CRS, UploadForm
from gongzhi.structure.queries import grids
from gongzhi.structure.queries.grid_kinds import area_kinds
from gongzhi.structure.rules.grid_files import MOST_BYTES

_SHOWN = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, community_id: int) -> HttpResponse:
    """The file and the preview; the preview carries the file along, so that nothing is kept on the server."""
    actor = actor_of(request)
    community = grids.community_for(community_id, actor)
    require_owner(actor, community)
    kinds = [(k.key, k.title) for k in area_kinds()]
    if request.method == "POST" and "payload" in request.POST:
        return _confirm(request, community_id)
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds)
    context = {"community": community, "form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if (data["file"].size or 0) > MOST_BYTES:
                raise Invalid(
                    "The file is larger than %(most)s MB. Split it.", field="file", most=MOST_BYTES // 1024 // 1024
                )
            content = data["file"].read()
            found = acts.read(content, data["file"].name or "", data["crs"])
            made = acts.plan(community, found, data["what"], actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            context |= {
                "plan": made,
                "wrong": [(row, name, text_of(why)) for row, name, why in made.wrong[:_SHOWN]],
                "more": max(len(made.wrong) - _SHOWN, 0),
                "new": made.new[:20],
                "more_new": max(len(made.new) - 20, 0),
                "payload": base64.b64encode(zlib.compress(content)).decode(),
                "file_name": data["file"].name or "",
                "what": data["what"],
                "crs": data["crs"],
            }
            return render(request, "structure/grid_import.html", context)
    return render(request, "structure/grid_import.html", context, status=422 if form.errors else 200)


def _confirm(request: HttpRequest, community_id: int) -> HttpResponse:
    actor = actor_of(request)
    community = grids.community_for(community_id, actor)
    try:
        packed = zlib.decompressobj()
        content = packed.decompress(base64.b64decode(request.POST["payload"]), MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise Invalid("The file did not arrive whole. Choose it again.") from None
    crs = request.POST.get("crs", "")
    if crs not in dict(CRS):
        raise Invalid("The file did not arrive whole. Choose it again.")
    found = acts.read(content, request.POST.get("file_name", ""), crs)
    made = acts.plan(community, found, request.POST.get("what", ""), actor)
    if str(len(made.wrong)) != request.POST.get("wrong", ""):
        raise Invalid("The grids have changed since the preview. Choose the file again.")
    try:
        acts.perform(community, made, actor=actor)
    except DomainError as error:
        messages.error(request, text_of(error))
        return redirect("structure:grid-import", community_id)
    messages.success(request, _("Brought in: %(n)s. Left out: %(wrong)s.") % {"n": made.good, "wrong": len(made.wrong)})
    return redirect("structure:grids", community_id)
