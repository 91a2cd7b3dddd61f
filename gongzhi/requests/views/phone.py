"""`/desk/call/`: for who has a telephone at the ear: what rings, who calls, what the caller has open; by keyboard."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import DomainError
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.requests import queries, rules
from gongzhi.requests.actions import phone as acts
from gongzhi.requests.forms.phone import CallNoteForm, NumberForm, SeatForm
from gongzhi.requests.models import LineKind, PhoneCall, PhoneState
from gongzhi.requests.queries import phone as calls
from gongzhi.requests.views.work import type_title

SEAT = "phone-seat"  # in the session: the own telephone, and the day on which that was said
STATES: dict[str, Any] = {
    PhoneState.RINGING: gettext_lazy("Rings"),
    PhoneState.TALKING: gettext_lazy("On the line"),
    PhoneState.ENDED: gettext_lazy("Over"),
    PhoneState.MISSED: gettext_lazy("Missed"),
    PhoneState.SETTLED: gettext_lazy("Called back"),
}
DONE: dict[str, Any] = {
    LineKind.REGISTERED: gettext_lazy("registered"),
    LineKind.NOTED: gettext_lazy("words added"),
    LineKind.URGED: gettext_lazy("urged"),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def centre(request: HttpRequest) -> HttpResponse:
    """What rings now, a number to type, the own calls of today. A number typed opens the page of its call."""
    actor, seat = actor_of(request), own_seat(request)
    calls.desk_post(actor)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call = acts.type_in(form.cleaned_data["number"], reason=form.cleaned_data["reason"], actor=actor)
        except DomainError as error:
            error.field = "number" if error.field == "phone" else error.field
            add_to_form(form, error)
        else:
            return redirect("requests:phone-call", call_id=call.pk)
    context = {
        "form": form,
        "seat": seat,
        "seat_form": SeatForm(initial={"seat": seat}, prefix="own"),
        "waiting": calls.waiting(seat),
        "latest": [{"shown": s, "state": STATES[s.call.state]} for s in calls.latest(actor)],
        "missed": calls.missed().count(),
        "hotline": calls.hotline(),
    }
    return render(request, "requests/phone.html", context, status=422 if form.errors else 200)


def own_seat(request: HttpRequest) -> str:
    """The telephone that this session said is its own today; empty where it said none."""
    said, on = request.session.get(SEAT, ("", ""))
    return str(said) if on == clock.today().isoformat() else ""


@login_required
@require_POST
def seat(request: HttpRequest) -> HttpResponse:
    """Say which telephone is mine. Kept in the session, for today: nothing about anybody is stored."""
    calls.desk_post(actor_of(request))
    form = SeatForm(request.POST, prefix="own")
    if form.is_valid():
        said = form.cleaned_data["seat"].strip()
        request.session[SEAT] = (said, clock.today().isoformat())
        messages.success(request, _("Your telephone today: %(seat)s") % {"seat": said} if said else _("No telephone."))
    return redirect("requests:phone")


@never_cache
@login_required
@require_safe
def missed(request: HttpRequest) -> HttpResponse:
    """Whom to call back, the longest waiting first."""
    calls.desk_post(actor_of(request))
    page = paged(calls.missed(), ["rang_at", "pk"], after=request.GET.get("after", ""))
    return render(request, "requests/phone_missed.html", {"page": page, "rows": calls.missed_rows(page.items)})


@login_required
@require_POST
def take(request: HttpRequest, call_id: int) -> HttpResponse:
    """Take a call, or call back. Who comes second is told."""
    try:
        call = acts.take(call_id, seat=own_seat(request), actor=actor_of(request))
    except DomainError as error:
        if error.code in ("forbidden", "not-found"):
            raise
        messages.error(request, text_of(error))
        return redirect("requests:phone")
    return redirect("requests:phone-call", call_id=call.pk)


@never_cache
@login_required
@require_safe
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """The own call: the number and what the caller has open, while the call is; what was done in it, afterwards too."""
    return _page(request, calls.find_own(call_id, actor_of(request)))


def _page(
    request: HttpRequest, found: PhoneCall, bound: tuple[int, CallNoteForm] | None = None, status: int = 200
) -> HttpResponse:
    actor, pack = actor_of(request), packs.active()
    is_open = calls.is_open(found)
    caller = calls.caller_of(found, actor) if is_open else calls.Caller([], 0, {})
    number = calls.number_of(found)
    lines = found.lines.select_related("request__matter").order_by("at", "id")
    context = {
        "call": found,
        "open": is_open,
        "number": people.mask_phone(number) if number and not is_open else number,
        "state": STATES[found.state],
        "rows": [
            {
                "reporter": r, "about": r.request, "spoken": rules.spoken(r.request.number), "key": n if n < 10 else "",
                "kind": type_title(pack, r.request.type_key), "urged": caller.urged.get(r.request_id, 0),
                "href": queries.desk_link(r.request.number),
                "form": bound[1] if bound and bound[0] == r.request_id else CallNoteForm(auto_id=f"id_{n}_%s"),
                "wrong": bool(bound and bound[0] == r.request_id),
            }
            for n, r in enumerate(caller.reports, start=1)
        ],
        "elsewhere": caller.elsewhere,
        "lines": [
            {"spoken": rules.spoken(x.request.number), "href": queries.desk_link(x.request.number), "at": x.at,
             "title": x.request.matter.title, "what": DONE[x.what]}
            for x in lines
        ],
        "ways_out": pack.ways_out,
    }  # fmt: skip
    return render(request, "requests/phone_call.html", context, status=status)


@login_required
@require_POST
def note(request: HttpRequest, call_id: int) -> HttpResponse:
    """Words of the caller for an open request."""
    actor = actor_of(request)
    found = calls.find_own(call_id, actor)
    about = id_of(request.POST.get("request")) or 0
    form = CallNoteForm(request.POST, auto_id="id_note_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            acts.note(found.pk, about, words=data["words"], submission=data["submission"], actor=actor)
        except DomainError as error:
            if error.code == "not-found":
                raise
            add_to_form(form, error)
        else:
            messages.success(request, _("Added; whoever has it is told."))
            return redirect("requests:phone-call", call_id=found.pk)
    return _page(request, found, (about, form), status=422)


@login_required
@require_POST
def urge(request: HttpRequest, call_id: int) -> HttpResponse:
    """The caller urges."""
    times = acts.urge(call_id, id_of(request.POST.get("request")) or 0, actor=actor_of(request))
    messages.success(request, _("Urged, %(n)s times so far; whoever has it is told.") % {"n": times})
    return redirect("requests:phone-call", call_id=call_id)


@login_required
@require_POST
def end(request: HttpRequest, call_id: int) -> HttpResponse:
    """The call is over; or nobody was reached."""
    done = acts.end(call_id, actor=actor_of(request), reached="unreached" not in request.POST)
    if done.state == PhoneState.MISSED:
        messages.success(request, _("Not reached: it stays on the list to call back."))
        return redirect("requests:phone-missed")
    messages.success(request, _("The call is over; it stands in the requests that it was about."))
    return redirect("requests:phone")


@login_required
@require_POST
def told(request: HttpRequest, call_id: int) -> HttpResponse:
    """Not handled here: told where to go, the number is not kept."""
    way = acts.not_ours(call_id, request.POST.get("way", ""), actor=actor_of(request))
    messages.success(request, _("Told where to go, nothing was kept: %(where)s") % {"where": way.where_to_go})
    return redirect("requests:phone")
