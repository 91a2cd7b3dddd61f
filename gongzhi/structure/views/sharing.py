"""What is offered to others and its calendar: at the desk for posts, on the portal for residents."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.kit.errors import refusals_to, text_of
from gongzhi.kit.forms import id_of
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.actions import sharing as actions
from gongzhi.structure.forms.premises import EndForm
from gongzhi.structure.forms.sharing import BookForm, SharedForm
from gongzhi.structure.models import Booking, Shared
from gongzhi.structure.queries import premises, sharing
from gongzhi.structure.queries.bodies import bodies_near, own_bodies
from gongzhi.structure.views import shared as pages
from gongzhi.structure.views.words import body_names, hours_words, named_of

GET_POST = ["GET", "HEAD", "POST"]
STATES = {
    "asked": ("yellow", gettext_lazy("Waits for the owner")),
    "confirmed": ("green", gettext_lazy("Confirmed")),
    "refused": ("grey", gettext_lazy("Refused")),
    "cancelled": ("grey", pgettext_lazy("booking", "Cancelled")),
}
DESK, PORTAL = "desk", "portal"


def _face(face: str) -> dict[str, Any]:
    base = "kit/base_desk.html" if face == DESK else "kit/base_portal.html"
    return {"base": base, "list": f"structure:{face}-offers", "one": f"structure:{face}-offer"}


def _stated(rows: list[Booking]) -> list[tuple[Booking, str, Any]]:
    return [(b, *STATES[b.state]) for b in rows]


@login_required
@require_safe
def desk_offers(request: HttpRequest) -> HttpResponse:
    """What one's posts may book, one's own bookings, and what waits for one's word."""
    return _offers(request, staff_of(request), DESK)


@require_safe
def portal_offers(request: HttpRequest) -> HttpResponse:
    """What residents may book."""
    return _offers(request, actor_of(request), PORTAL)


def _offers(request: HttpRequest, actor: Actor, face: str) -> HttpResponse:
    q, kind = " ".join(request.GET.get("q", "").split())[:40], request.GET.get("kind", "")
    page = sharing.offers(actor, q=q, kind=kind, after=request.GET.get("after", ""))
    context = _face(face) | {
        "q": q,
        "kind": kind,
        "kinds": packs.active().shared_kinds,
        "page": page,
        "rows": [(s, named_of("shared_kinds", s.kind), hours_words(s)) for s in page.items],
        "mine": _stated(sharing.mine(actor)) if actor.person_id is not None else [],
        "to_decide": sharing.to_decide(actor) if actor.posts else [],
    }
    return render(request, "structure/offers.html", context)


@login_required
@require_http_methods(GET_POST)
def desk_offer(request: HttpRequest, shared_id: int) -> HttpResponse:
    """The calendar of something offered, and booking it for a body; a resident is led to the portal's."""
    if not actor_of(request).posts:
        return redirect("structure:portal-offer", shared_id)
    return _offer(request, staff_of(request), shared_id, DESK)


@require_http_methods(GET_POST)
def portal_offer(request: HttpRequest, shared_id: int) -> HttpResponse:
    """The calendar of something that residents may book."""
    return _offer(request, actor_of(request), shared_id, PORTAL)


def _offer(request: HttpRequest, actor: Actor, shared_id: int, face: str) -> HttpResponse:
    row = sharing.offer(shared_id, actor)
    looks = _face(face)
    own_names: dict[int, str] = {}
    if face == DESK:
        own_names = body_names(own_bodies(actor))
    form = BookForm(request.POST or None, bodies=list(own_names.items()), as_resident=row.residents)
    if request.method == "POST":
        if actor.person_id is None:
            raise Forbidden("Sign in first.")
        if form.is_valid():
            with refusals_to(form):
                made = actions.book(
                    shared_id, _starts(request), purpose=form.cleaned_data["purpose"], actor=actor,
                    body_id=form.cleaned_data.get("body"),
                )  # fmt: skip
                words = _("Booked.") if made.state == "confirmed" else _("Asked for; the owner decides.")
                messages.success(request, words)
                return redirect(looks["one"], shared_id)
    owner = face == DESK and sharing.owns(actor, row)
    first, days = _week(request, row)
    context = looks | {
        "row": row, "kind": named_of("shared_kinds", row.kind), "hours": hours_words(row), "form": form,
        "week": sharing.week(row, first, names=face == DESK), "earlier": days[0], "later": days[1], "owner": owner,
        "may_end": face == DESK and sharing.may_offer(actor, row),
        "may_book": sharing.may_book(row, actor), "signed_in": actor.person_id is not None,
        "coming": _stated(sharing.coming(row)) if owner else
        _stated([b for b in sharing.mine(actor) if b.shared_id == row.pk]),
        "chosen": set(request.POST.getlist("slot")),
    }  # fmt: skip
    return render(request, "structure/offer.html", context, status=422 if form.errors else 200)


def _starts(request: HttpRequest) -> list[datetime]:
    try:
        found = [datetime.fromisoformat(text) for text in request.POST.getlist("slot")[:48]]
    except ValueError:
        raise Invalid("This time is not offered. Choose again from the calendar.", field="slot") from None
    return [s if s.tzinfo else s.replace(tzinfo=clock.SHANGHAI) for s in found]


def _week(request: HttpRequest, row: Shared) -> tuple[date, tuple[str, str]]:
    """The first day shown, and the addresses of the weeks before and behind it."""
    today = clock.today()
    first = today
    with contextlib.suppress(ValueError):
        first = max(today, date.fromisoformat(request.GET.get("from", "")))
    last = today + timedelta(days=row.ahead_days)
    first = min(first, last)
    step = timedelta(days=sharing.WEEK)
    earlier = f"?from={max(today, first - step)}" if first > today else ""
    return first, (earlier, f"?from={first + step}" if first + step <= last else "")


@login_required
@require_POST
def settle(request: HttpRequest, booking_id: int, verb: str) -> HttpResponse:
    """Confirm, refuse or cancel a booking; leads back to where one came from."""
    actor, reason = actor_of(request), request.POST.get("reason", "")[:200]
    shared_id = id_of(request.POST.get("shared"))
    back = reverse("structure:desk-offer" if actor.posts else "structure:portal-offer", args=[shared_id or 0])
    try:
        if verb == "cancel":
            actions.cancel(booking_id, reason=reason, actor=actor)
        else:
            actions.decide(booking_id, confirm=verb == "confirm", reason=reason, actor=actor)
    except (Invalid, Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("Saved."))
    return redirect(back)


@login_required
@require_http_methods(GET_POST)
def new(request: HttpRequest, place_id: int) -> HttpResponse:
    """Offer something to others: the community, or one who holds a post of a unit here."""
    actor = staff_of(request)
    place = places.get(place_id)
    if place.kind not in premises.KINDS:
        raise Forbidden("Your posts do not allow this here.")
    owners = _owners(actor, place_id)
    if not owners:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.COBUILDING_EDIT)
    rooms = [(r.pk, r.name) for r in premises.rooms_of(place_id)[: premises.MOST]]
    form = SharedForm(request.POST or None, owners=owners, rooms=rooms, initial={"since": clock.today()})

    def do(data: dict[str, Any]) -> Shared:
        ids = {"owner_id": data.pop("owner"), "room_id": data.pop("room")}
        return actions.offer_shared(place_id, actions.SharedDraft(**ids, **data), actor=actor)

    return pages.act(
        request, form, do, title=_("Offer something to share at %(place)s") % {"place": place.name},
        back=reverse("structure:desk-offers"), button=_("Offer it"), done=_("It is offered now."),
        to=lambda made: reverse("structure:desk-offer", args=[made.pk]),
    )  # fmt: skip


def _owners(actor: Actor, place_id: int) -> list[tuple[int, str]]:
    """The bodies for which the actor may offer something here."""
    near = bodies_near(place_id)
    if may(actor, Permission.COBUILDING_EDIT, places.ancestors(place_id)):
        return near
    own = set(own_bodies(actor))
    return [(pk, name) for pk, name in near if pk in own]


@login_required
@require_http_methods(GET_POST)
def end(request: HttpRequest, shared_id: int) -> HttpResponse:
    """Offer it no longer."""
    actor = staff_of(request)
    row = sharing.offer(shared_id, actor)
    if not sharing.may_offer(actor, row):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.COBUILDING_EDIT)
    return pages.act(
        request, EndForm(request.POST or None, initial={"until": clock.today()}),
        lambda data: actions.end_shared(shared_id, until=data["until"], actor=actor),
        title=_("Offer %(name)s no longer") % {"name": row.name}, button=_("Offer it no longer"),
        back=reverse("structure:desk-offer", args=[shared_id]), done=_("Saved."),
    )  # fmt: skip
