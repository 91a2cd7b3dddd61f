"""An own shift: asking somebody to take it; answering who asks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.duty import forms
from gongzhi.duty.actions import swaps as acts
from gongzhi.duty.models import Stint
from gongzhi.duty.queries import rota as rotas
from gongzhi.duty.queries import swaps as queries
from gongzhi.duty.views import shared
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, stint_id: int) -> HttpResponse:
    """One own shift, and whom to ask to take it."""
    actor = shared.staff(request)
    stint = acts.own(stint_id, actor)
    form = _form(stint, request)
    if request.method == "POST" and form.is_valid():
        kind, _dash, number = form.cleaned_data["to"].partition("-")
        chosen = id_of(number)
        try:
            acts.ask(
                stint_id, to=chosen if kind == "to" else None, other_id=chosen if kind == "shift" else None, actor=actor
            )
            messages.success(request, _("Asked. The shift is yours until the other agrees."))
            return redirect("duty:shift", stint_id)
        except Invalid as error:
            add_to_form(form, error)
        except (NotAllowed, Conflict) as error:
            form.add_error(None, text_of(error))
    context = {
        "stint": stint, "title": queries.shift_line(stint), "form": form, "waiting": queries.waiting(stint),
        "begun": stint.starts_at <= clock.now(),
    }  # fmt: skip
    return render(request, "duty/desk_shift.html", context, status=422 if form.errors else 200)


def _form(stint: Stint, request: HttpRequest) -> forms.SwapForm:
    shifts = [(f"shift-{s.pk}", f"{s.appointment.person.name} {queries.shift_line(s)}") for s in queries.others(stint)]
    staff = [
        (f"to-{pk}", name) for pk, name in rotas.staff_of(stint.place, rotas.rota_of(stint.place))
        if pk != stint.appointment_id
    ]  # fmt: skip
    return forms.SwapForm(request.POST or None, shifts=shifts, staff=staff)


@login_required
@require_POST
def act(request: HttpRequest, swap_id: int, verb: str) -> HttpResponse:
    """Agree, decline, or ask no more."""
    actor = shared.staff(request)
    if verb == "drop":
        acts.drop(swap_id, actor=actor)
        messages.success(request, _("You ask no more. The shift is yours."))
    elif verb in ("agree", "decline"):
        try:
            acts.answer(swap_id, agree=verb == "agree", actor=actor)
        except (Invalid, NotAllowed) as error:
            messages.error(request, text_of(error))
            return redirect("duty:desk")
        messages.success(request, _("The shift is yours now.") if verb == "agree" else _("Declined."))
    else:
        raise NotFound("There is no such act.")
    return redirect("duty:desk")
