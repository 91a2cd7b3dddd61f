"""Signs at the premises of a community: put up, taken down, printed (row A13)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.kit.forms import id_of
from gongzhi.packs import public as packs
from gongzhi.structure.actions import premises as actions
from gongzhi.structure.forms import premises as forms
from gongzhi.structure.queries import premises as queries
from gongzhi.structure.queries.whereabouts import whereabouts_of
from gongzhi.structure.views import shared
from gongzhi.structure.views.premises import GET_POST, at, needs
from gongzhi.structure.views.words import named_of


@login_required
@require_http_methods(GET_POST)
def new_sign(request: HttpRequest, place_id: int) -> HttpResponse:
    """Enter a sign."""
    actor = actor_of(request)
    queries.community(place_id, actor)
    needs(request, place_id)
    kind = request.GET.get("kind", "")
    known = {k.key: k for k in packs.active().sign_kinds}
    initial = {"since": clock.today(), "kind": kind, "where": known[kind].where if kind in known else ""}
    return shared.act(
        request, forms.SignForm(request.POST or None, initial=initial),
        lambda data: actions.put_up_sign(place_id, actor=actor, **data),
        title=_("Enter a sign"), back=at(place_id), button=_("Enter the sign"), done=_("The sign is entered."),
    )  # fmt: skip


@login_required
@require_POST
def take_down_sign(request: HttpRequest, place_id: int) -> HttpResponse:
    """It hangs there no more."""
    actions.take_down_sign(id_of(request.POST.get("sign")) or 0, actor=actor_of(request))
    messages.success(request, _("Saved."))
    return redirect("structure:premises", place_id)


@login_required
@require_safe
def print_signs(request: HttpRequest, place_id: int) -> HttpResponse:
    """The list of signs and the whereabouts board, on paper."""
    place = queries.community(place_id, actor_of(request))
    context = {
        "place": place,
        "signs": [(s, named_of("sign_kinds", s.kind)) for s in queries.signs_of(place_id)],
        "missing": queries.missing_signs_of([place_id])[place_id],
        "board": whereabouts_of(place_id),
        "today": clock.today(),
    }
    return render(request, "structure/premises_print.html", context)
