"""`/mediation/`: what mediation is here, who mediates, applying; the applicant's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.access.public import visitor_of
from gongzhi.core.errors import NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.kit.errors import refusals_to
from gongzhi.mediation import forms
from gongzhi.mediation import public as mediation
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.views.desk import kinds
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places

GET_POST = ["GET", "HEAD", "POST"]


def _communities(way: packs.Mediation) -> list[tuple[int, str]]:
    found = places.of_kinds(["community", "village"])
    return [(p.pk, p.name) for p in found if orgs.find_post(way.received_by, places.ancestors(p.pk)) is not None]


@require_http_methods(GET_POST)
def index(request: HttpRequest) -> HttpResponse:
    """What mediation is here, and the form to apply. Raises NotFound where nobody mediates."""
    ways = queries.ways()
    if not ways:
        raise NotFound("Nobody mediates here yet.")
    way = ways[0]
    form = forms.ApplyForm(request.POST or None, kinds=kinds(), places=_communities(way))
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        sides = (mediation.SideDraft(d["name"], d["phone"], agrees=True),
                 mediation.SideDraft(d["other"], d["other_phone"]))  # fmt: skip
        draft = mediation.CaseDraft(way.key, d["kind"], d["place"], d["words"], sides, channel="web")
        with refusals_to(form):
            case = mediation.opening.apply(draft, actor=visitor_of(request), submission=d["submission"])
            messages.success(request, _("Your application was taken in. Keep the address of this page."))
            return redirect(queries.link_of(case))
    steps = packs.active().procedure(way.procedure).steps
    context = {"form": form, "way": way, "title": packs.named(way), "steps": [(packs.named(s), s.note) for s in steps]}
    return render(request, "mediation/index.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(GET_POST)
def own(request: HttpRequest, number: str) -> HttpResponse:
    """How the own application goes on; taking it back. Raises NotFound without the link."""
    secret = request.GET.get("key", "")
    case = queries.own(number, secret)
    if request.method == "POST":
        try:
            mediation.steps.withdraw(case, actor=visitor_of(request))
        except NotAllowed:
            messages.error(request, _("It cannot be taken back at this step: please call."))
        else:
            messages.success(request, _("Taken back."))
        return redirect(queries.link_of(case))
    context = {
        "case": case, "number": spoken(case.number), "kind": queries.kind_words(case),
        "may_withdraw": queries.may_withdraw(case),
        "now": queries.now_words(case), "secret": secret,
        "mediator": orgs.post_label(case.matter.holder_post_id),
        "sittings": queries.coming(case),
    }  # fmt: skip
    return render(request, "mediation/own.html", context)
