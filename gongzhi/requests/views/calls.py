"""Calls back: the list of who is to be called, with masked phones, and what each call gave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import DomainError
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.requests import queries, rules
from gongzhi.requests.actions.calls import Said, find_call, record_call
from gongzhi.requests.forms.calls import CONTENT, CallForm, RevealPhoneForm
from gongzhi.requests.models import CallBack, CallState
from gongzhi.requests.queries.calls import called, mine
from gongzhi.requests.views.work import type_title

STATES: dict[str, Any] = {
    CallState.DUE: gettext_lazy("To be called"),
    CallState.SENT: gettext_lazy("Asked by message"),
    CallState.DONE: gettext_lazy("Reached"),
    CallState.UNREACHED: gettext_lazy("Not reached"),
    CallState.REFUSED: gettext_lazy("Does not want to be called"),
}
WORDS = {c.value: w for c, w in CONTENT}


@login_required
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Who is to be called by my posts, the soonest due first; or what the calls gave."""
    actor, today = actor_of(request), clock.today()
    past = request.GET.get("tab") == "done"
    order = ["-done_at", "-pk"] if past else ["due_at", "pk"]
    page = paged(mine(actor, past=past), order, after=request.GET.get("after", ""))
    contacts = people.contacts_of([c.reporter.person_id for c in page.items])
    pack = packs.active()
    context = {
        "tabs": [
            {"href": "?tab=due", "label": _("To be called"), "current": not past},
            {"href": "?tab=done", "label": _("Calls made"), "current": past},
        ],
        "past": past,
        "page": page,
        "rows": [
            {"call": c, "number": rules.spoken(c.request.number), "kind": type_title(pack, c.request.type_key),
             "contact": contacts.get(c.reporter.person_id), "late": c.due_at < clock.now(),
             "state": STATES[c.state], "content": WORDS.get(c.content or 0, "—"),
             "manner": WORDS.get(c.manner or 0, "—")}
            for c in page.items
        ],
        "sums": called(None, today.replace(month=1, day=1), today, post_ids=actor.post_ids),
        "year": today.year,
    }  # fmt: skip
    return render(request, "requests/calls.html", context)


def _page(
    request: HttpRequest, call: CallBack, forms: dict[str, Any], shown: str = "", status: int = 200
) -> HttpResponse:
    about = call.request
    contact = people.contact_of(call.reporter.person_id)
    context = {
        "call": call,
        "about": about,
        "number": rules.spoken(about.number),
        "kind": type_title(packs.active(), about.type_key),
        "ending": packs.named(packs.active().ending(about.ending)) if about.ending else "",
        "contact": contact,
        "state": STATES[call.state],
        "content": WORDS.get(call.content or 0, "—"),
        "manner": WORDS.get(call.manner or 0, "—"),
        "shown": shown,
        "live": call.state == CallState.DUE,
        "forms": {"call": CallForm(prefix="call"), "reveal": RevealPhoneForm(prefix="reveal")} | forms,
        "sheet": queries.desk_address(about.pk),
    }
    return render(request, "requests/call.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call: what was asked and answered, the phone, what the call gave."""
    actor = actor_of(request)
    found = find_call(call_id, actor)
    if request.method != "POST":
        return _page(request, found, {})
    form = CallForm(request.POST, prefix="call")
    if form.is_valid():
        data = form.cleaned_data
        said = Said(
            data["result"] == "reached", data["result"] == "refused", data["content"], data["manner"], data["words"]
        )
        try:
            done = record_call(found.pk, said, actor=actor)
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Kept; it is handled again.") if done.reopened else _("Kept."))
            return redirect("requests:calls")
    return _page(request, found, {"call": form}, status=422)


@login_required
@require_POST
def reveal(request: HttpRequest, call_id: int) -> HttpResponse:
    """The phone in clear, in this answer alone; the reason is kept."""
    actor = actor_of(request)
    found = find_call(call_id, actor)
    form = RevealPhoneForm(request.POST, prefix="reveal")
    if form.is_valid():
        ancestors = places.ancestors(found.place_id)
        try:
            phone = people.reveal(
                found.reporter.person_id, "phone", reason=form.cleaned_data["reason"], actor=actor, ancestors=ancestors
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            answer = _page(request, found, {}, shown=phone or _("not known"))
            answer["Cache-Control"] = "no-store"
            return answer
    return _page(request, found, {"reveal": form}, status=422)
