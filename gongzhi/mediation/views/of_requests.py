"""`/desk/mediation/from/<number>/`: a request of a type of dispute becomes a case."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.access.public import actor_of
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.kit.errors import add_to_form
from gongzhi.mediation import forms
from gongzhi.mediation import public as mediation
from gongzhi.mediation.queries import cases, of_requests
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: str) -> HttpResponse:
    """The form, with the words of the request in it. Raises NotFound (also where it is no dispute), Forbidden."""
    actor = actor_of(request)
    about = requests.find(number, actor)
    found = of_requests.kind_of(about.type_key)
    if found is None:
        raise NotFound("Requests of this type are not mediated here.")
    if about.matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only who holds the request opens a mediation of it.")
    form = forms.FromRequestForm(request.POST or None, initial={"words": about.description, "first": "reporter"})
    if request.method == "POST" and form.is_valid():
        try:
            case = mediation.of_requests.open_for(
                about, form.draft(), actor=actor, submission=form.cleaned_data["submission"]
            )
        except (Invalid, Conflict, NotAllowed) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The request is in mediation now."))
            if cases.sees(actor, case):
                return redirect("mediation:desk-case", case.pk)
            return redirect("requests:sheet", about.number)
    way, kind = found
    context = {
        "form": form, "about": about, "number": spoken(about.number), "way": packs.named(way), "note": way.note,
        "kind": packs.named(kind),
    }  # fmt: skip
    return render(request, "mediation/desk_from.html", context, status=422 if form.errors else 200)
