"""A child reports for a parent: at the desk and behind the link of who reported, or for whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.access.public import Actor, ActorKind, actor_of
from gongzhi.channels import forms
from gongzhi.channels.actions import behalf as acts
from gongzhi.channels.queries.beside import behalf_of, first_of, own_behalf, said_of
from gongzhi.core.errors import DomainError
from gongzhi.core.numbers import clean_number, spoken
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

GET_POST = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(GET_POST)
def desk(request: HttpRequest, number: str) -> HttpResponse:
    """At the desk, for who may know who asks."""
    actor = actor_of(request)
    about = requests.find(number, actor)
    first = first_of(about, actor)
    back = f"/desk/requests/{about.number}/"
    return _page(request, first, actor, back, "kit/base_desk.html")


@never_cache
@require_http_methods(GET_POST)
def own(request: HttpRequest, number: str) -> HttpResponse:
    """Behind the link of who reported, or of whom it was reported for. Raises NotFound."""
    reporter = requests.by_number(clean_number(number), request.GET.get("k", ""))
    own_behalf(reporter)
    actor = Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")
    back = requests.link_of(reporter.request.number, reporter.pk)
    response = _page(request, reporter, actor, back, "kit/base_portal.html")
    response["Referrer-Policy"] = "same-origin"
    return response


def _page(request: HttpRequest, reporter: requests.Reporter, actor: Actor, back: str, base: str) -> HttpResponse:
    known = behalf_of(reporter.request_id)
    if request.method == "POST" and "withdraw" in request.POST and known is not None:
        try:
            acts.withdraw(known, actor=actor)
            messages.success(request, _("The consent is taken back; who handles it is told."))
        except DomainError as error:
            messages.error(request, text_of(error))
        return redirect(back)
    form = forms.BehalfForm(request.POST or None) if known is None else None
    if request.method == "POST" and form is not None and form.is_valid():
        d: dict[str, Any] = form.cleaned_data
        consent = acts.Consent(d["name"], d["how"], d["on"], d["phone"] if d["both"] else "")
        try:
            acts.report_for(reporter, consent, actor=actor, submission=d["submission"])
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Kept for whom this was reported."))
            return redirect(back)
    context = {
        "base": base, "back": back, "number": spoken(reporter.request.number), "form": form, "known": known,
        "said": said_of(known) if known else "", "live": reporter.request.matter.state in procedures.LIVE,
    }  # fmt: skip
    return render(request, "channels/behalf.html", context, status=422 if form is not None and form.errors else 200)
