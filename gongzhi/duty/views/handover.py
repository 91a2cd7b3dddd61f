"""Hand-over notes of a place: the shifts of the last week, writing, signing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.duty import forms
from gongzhi.duty.actions import handover as acts
from gongzhi.duty.queries import notes as queries
from gongzhi.duty.views import shared
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.places import public as places


@login_required
@require_safe
def show(request: HttpRequest, place_id: int) -> HttpResponse:
    """What the shifts of the last week handed over, and who signed."""
    actor = shared.staff(request)
    return _show(request, actor, shared.place_for(actor, place_id))


def _show(request: HttpRequest, actor: Actor, place: places.Place, **bound: Any) -> HttpResponse:
    rows = queries.handed(place, actor)
    own = next((h for h in rows if h.key == request.POST.get("shift") and h.writes), None) or next(
        (h for h in rows if h.writes), None
    )
    form = bound.get("write")
    if form is None and own is not None:
        form = forms.NoteForm(initial={"numbers": " ".join(queries.still_open(place))})
    take = bound.get("take") or forms.TakeForm(prefix="t")
    context = {"place": place, "rows": rows, "own": own, "form": form, "take": take, "late": sum(h.late for h in rows)}
    return render(request, "duty/desk_handover.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, place_id: int, verb: str) -> HttpResponse:
    """Write the note of an own shift; sign for one."""
    actor = shared.staff(request)
    place = shared.place_for(actor, place_id)
    if verb not in ("write", "take"):
        raise NotFound("There is no such act.")
    form = forms.NoteForm(request.POST) if verb == "write" else forms.TakeForm(request.POST, prefix="t")
    try:
        if form.is_valid():
            _do(verb, request, form.cleaned_data, place, actor)
    except Invalid as error:
        add_to_form(form, error)
    except (NotAllowed, Conflict) as error:
        form.add_error(None, text_of(error))
    if form.errors:
        return _show(request, actor, place, **{verb: form})
    messages.success(request, _("The note is written.") if verb == "write" else _("You have taken the shift over."))
    return redirect("duty:handover", place_id)


def _do(verb: str, request: HttpRequest, data: dict[str, Any], place: places.Place, actor: Actor) -> None:
    if verb == "take":
        acts.take(id_of(request.POST.get("note")) or 0, remark=data["remark"], actor=actor)
        return
    day, _line, shift = request.POST.get("shift", "").partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise NotFound("There is no such shift.") from None
    acts.write(
        place.pk, on, shift, words=data["words"], things=data["things"], numbers=data["numbers"], actor=actor
    )  # fmt: skip
