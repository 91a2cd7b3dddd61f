"""`/speak/`: sixty seconds of speech with a place are a request; behind the link the words are put right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, ActorKind, visitor_of
from gongzhi.channels import forms
from gongzhi.channels.actions import sounds as acts
from gongzhi.channels.queries import sounds as queries
from gongzhi.core.errors import DomainError, NotFound
from gongzhi.core.numbers import clean_number, spoken
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.middleware import POLICY
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

PLACES_MOST = 8


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def speak(request: HttpRequest) -> HttpResponse:
    """Record or choose a file, say where, leave one contact, send. Raises NotFound where recordings are not taken."""
    limit = acts.limit_here()
    if limit is None:
        raise NotFound("Recordings are not taken here.")
    actor = visitor_of(request)
    address = str(request.POST.get("address", "")).strip()
    found = places.find_address(address, most=PLACES_MOST) if 0 < len(address) <= forms.WHERE_MOST else []
    form = forms.SpeakForm(
        request.POST or None, request.FILES or None, signed_in=actor.person_id is not None,
        places=[(p.pk, f"{p.name} {p.address}".strip()) for p in found],
    )  # fmt: skip
    if request.method == "POST" and "search" not in request.POST and form.is_valid():
        d = form.cleaned_data
        draft = requests.Draft(
            _("(Spoken, not written down yet)"), type_key=packs.OTHER, name=d.get("name", ""),
            contact_phone=d.get("contact_phone", ""), address=d["address"], lon=d["lon"], lat=d["lat"],
            place_id=d["place_id"] if d["lon"] is None else None, person_id=actor.person_id,
        )  # fmt: skip
        try:
            receipt = acts.speak(acts.Spoken(d["sound"], draft), actor=actor, submission=d["submission"])
        except DomainError as error:
            if getattr(error, "field", None) == "phone":
                error.field = "contact_phone"
            add_to_form(form, error)
        else:
            messages.success(request, _("Your recording has arrived. Keep the address of this page."))
            return redirect(receipt.link)
    context = {"form": form, "limit": limit, "searched": "search" in request.POST, "found": found}
    context |= {"outline": f"/places/{requests.home_place()}/outline.json"}
    status = 422 if form.errors and "search" not in request.POST else 200
    response = render(request, "channels/speak.html", context, status=status)
    response["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=(self)"
    response["Content-Security-Policy"] = f"{POLICY}; media-src 'self' blob:"  # hear it before it is sent
    return response


def _reporter(request: HttpRequest, number: str) -> requests.Reporter:
    return requests.by_number(clean_number(number), request.GET.get("k", ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, number: str) -> HttpResponse:
    """What was written down of one's own words; putting it right. Raises NotFound without the link."""
    reporter = _reporter(request, number)
    row = queries.of_reporter(reporter)
    about = reporter.request
    may = row.written_at is not None and row.matter.state in procedures.LIVE
    form = forms.WordsForm(request.POST or None, initial={"words": about.description}) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        actor = Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")
        try:
            acts.put_right(reporter, form.cleaned_data["words"], actor=actor)
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Your words are put right."))
            return redirect(requests.link_of(about.number, reporter.pk))
    context = {
        "row": row, "about": about, "number": spoken(about.number), "form": form,
        "secret": request.GET.get("k", ""), "back": requests.link_of(about.number, reporter.pk),
    }  # fmt: skip
    response = render(request, "channels/spoken.html", context, status=422 if form is not None and form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
def sound(request: HttpRequest, number: str) -> HttpResponse:
    """One's own recording, until it is deleted."""
    row = queries.of_reporter(_reporter(request, number))
    if row.sound is None:
        raise NotFound("The recording is deleted.")
    return files.serve(files.get(row.sound), request)
