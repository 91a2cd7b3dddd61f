"""The desk's side of duty: the area now, a place's week, planning it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.duty import forms
from gongzhi.duty.actions import rota as acts
from gongzhi.duty.models import Desk
from gongzhi.duty.queries import notes
from gongzhi.duty.queries import rota as queries
from gongzhi.duty.queries import swaps as asked
from gongzhi.duty.rules.shifts import asked_week
from gongzhi.duty.views import shared
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.paging import paged
from gongzhi.kit.words import day as day_words
from gongzhi.places import public as places

AHEAD_DAYS = 7


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who is on duty now in the area, what is empty, the own shifts, who asks to change."""
    actor = shared.staff(request)
    rows = queries.desks_of(actor)
    page = paged(rows, ["path"], after=request.GET.get("after", ""), size=30)
    here = list(page.items)
    now, phones, late = queries.now_on(here), queries.phones(p.pk for p in here), notes.not_taken(here)
    empty = {
        r.place.pk: sum(s.span.ends_at > clock.now() for s in r.empty)
        for r in queries.rotas(here, clock.today(), AHEAD_DAYS)
    }
    shown = [(p, now.get(p.pk, []), phones.get(p.pk, ""), empty.get(p.pk, 0), late.get(p.pk, 0)) for p in here]
    mine = [(s, queries.shift_words(s.place, s.shift)) for s in queries.mine(actor)]
    context = {"page": page, "rows": shown, "mine": mine, "asked": asked.asked_of(actor)}
    return render(request, "duty/desk_duty.html", context)


@login_required
@require_safe
def show(request: HttpRequest, place_id: int) -> HttpResponse:
    """A place's week: day by day, shift by shift; who plans fills it in here."""
    actor = shared.staff(request)
    return _show(request, actor, shared.place_for(actor, place_id))


def _labels(place: places.Place, rota: queries.Rota) -> dict[str, str]:
    words = {s.span.key: queries.shift_words(place, s.span.key) for s in rota.seats}
    more = {s.span.key for s in rota.seats if s.number > 1}
    return {
        s.key: f"{day_words(s.span.on)} {words[s.span.key]} {shared.clocks(s)}"
        + (f" {s.number}" if s.span.key in more else "")
        for s in rota.seats
    }


def _show(request: HttpRequest, actor: Actor, place: places.Place, **bound: Any) -> HttpResponse:
    week = asked_week(request.GET.get("week", ""), clock.today())
    (rota,) = queries.rotas([place], week, 7)
    plans = may(actor, Permission.ROTA_PLAN, places.ancestors(place.pk))
    desk = Desk.objects.filter(place=place).first()
    labels = _labels(place, rota)
    context: dict[str, Any] = {
        "place": place, "rota": rota, "lines": shared.lines(rota), "labels": labels, "desk": desk, "plans": plans,
        "shift_words": {s.span.key: queries.shift_words(place, s.span.key) for s in rota.seats},
        "now": clock.now(), "today": clock.today(), **shared.week_of(week),
    }  # fmt: skip
    if plans:
        context["phone_form"] = bound.get("phone") or forms.PhoneForm(
            prefix="desk", initial={"phone": desk.phone if desk else ""}
        )
        if any(s.span.ends_at > clock.now() for s in rota.seats):
            context["week_form"] = bound.get("plan") or _week_form(place, rota, desk)
    return render(request, "duty/desk_rota.html", context, status=422 if bound else 200)


def _week_form(place: places.Place, rota: queries.Rota, desk: Desk | None, data: Any = None) -> forms.WeekForm:
    open_ = queries.Rota(place, [s for s in rota.seats if s.span.ends_at > clock.now()])
    staff = queries.staff_of(place, queries.rota_of(place))
    initial = {"version": desk.version if desk else 0}
    return forms.WeekForm(data, rota=open_, staff=staff, labels=_labels(place, open_), initial=initial, prefix="w")


@login_required
@require_POST
def act(request: HttpRequest, place_id: int, verb: str) -> HttpResponse:
    """Plan the week, fill it from the week before, enter the telephone."""
    actor = shared.staff(request)
    place = shared.place_for(actor, place_id)
    week = asked_week(request.GET.get("week", ""), clock.today())
    back = redirect(f"{reverse('duty:rota', args=[place_id])}?week={week.isoformat()}")
    if verb == "copy":
        try:
            n = acts.copy_week(place_id, week, actor=actor)
        except Invalid as error:
            messages.error(request, text_of(error))
            return back
        messages.success(request, ngettext("%(n)s shift filled.", "%(n)s shifts filled.", n) % {"n": n})
    elif verb == "plan":
        (rota,) = queries.rotas([place], week, 7)
        form = _week_form(place, rota, Desk.objects.filter(place=place).first(), request.POST)
        if not _planned(form, place_id, week, rota, actor):
            return _show(request, actor, place, plan=form)
        messages.success(request, _("The rota is saved."))
    elif verb == "phone":
        phone = forms.PhoneForm(request.POST, prefix="desk")
        try:
            if phone.is_valid():
                acts.set_phone(place_id, phone.cleaned_data["phone"], actor=actor)
        except Invalid as error:
            add_to_form(phone, error)
        if phone.errors:
            return _show(request, actor, place, phone=phone)
        messages.success(request, _("The duty telephone is entered."))
    else:
        raise NotFound("There is no such act.")
    return back


def _planned(form: forms.WeekForm, place_id: int, week: date, rota: queries.Rota, actor: Actor) -> bool:
    """Whether the week was saved; the form says what was wrong, and keeps what was chosen."""
    if not form.is_valid():
        return False
    wanted: dict[acts.Key, int | None] = {
        (s.span.on, s.span.key, s.number): form.cleaned_data[s.key] for s in rota.seats if s.key in form.cleaned_data
    }
    try:
        acts.plan_week(place_id, week, wanted, actor=actor, version=form.cleaned_data["version"] or 0)
    except Invalid as error:
        add_to_form(form, error)
    except Conflict as error:
        form.add_error(None, text_of(error))
    return not form.errors
