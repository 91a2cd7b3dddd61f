"""`/desk/reception/`: who receives when and where, changes of single days, the sheet of who came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, InvalidMany, NotFound
from gongzhi.core.weeks import WEEK, asked
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of, submission_id
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.reception import public as reception
from gongzhi.reception.forms import roster as forms
from gongzhi.reception.queries import roster as queries
from gongzhi.requests import public as requests


def place_of(request: HttpRequest, actor: Actor) -> tuple[places.Place, list[places.Place]]:
    """The place that the address names, of those with a station that the actor has to do with; else the first.
    Raises NotFound, Forbidden."""
    return queries.unit_for(actor, id_of(request.GET.get("place")))


def weeks_of(week: date) -> dict[str, Any]:
    """The links to the weeks before and after."""
    return {"week": week, "last": week + WEEK - WEEK / 7, "before": week - WEEK, "next": week + WEEK}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The roster of a week, and the hours of every week."""
    return _index(request, actor_of(request), {})


def _index(request: HttpRequest, actor: Actor, bound: dict[str, Any]) -> HttpResponse:
    place, units = place_of(request, actor)
    week = asked(request.GET.get("week", ""), clock.today())
    edits = may(actor, Permission.RECEPTION_EDIT, places.ancestors(place.pk))
    hours = queries.hours_of([place.pk], clock.today(), clock.today())
    context: dict[str, Any] = {
        "place": place, "units": units, "edits": edits, "today": clock.today(), "hours": hours,
        "weekdays": dict(forms.WEEKDAYS), "rows": queries.roster([place.pk], week, week + WEEK - WEEK / 7),
        **weeks_of(week),
    }  # fmt: skip
    if edits:
        context["form"] = bound.get("add") or forms.HoursForm(prefix="add", **_posts(place))
    return render(request, "reception/roster.html", context, status=422 if bound else 200)


def _posts(place: places.Place) -> dict[str, Any]:
    station = queries.station(place)
    leaders, receivers = (station.leaders, station.receivers) if station else ((), ())
    return {
        "leaders": queries.who_may_receive(place, leaders),
        "receivers": queries.who_may_receive(place, receivers) if receivers else [],
    }


@login_required
@require_POST
def add(request: HttpRequest, place_id: int) -> HttpResponse:
    """Set up weekly hours."""
    actor = actor_of(request)
    place, _units = place_of(request, actor)
    if place.pk != place_id:
        place = next((u for u in _units if u.pk == place_id), place)
        if place.pk != place_id:
            raise NotFound("There is no reception here.")
    form = forms.HoursForm(request.POST, prefix="add", **_posts(place))
    if form.is_valid():
        d = form.cleaned_data
        draft = reception.HoursDraft(d["weekday"], d["starts"], d["ends"], d["room"], d["leader"], d["receiver"])
        try:
            reception.add_hours(place_id, draft, actor=actor, submission=d["submission"])
        except Forbidden:
            raise
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The hours are set up; residents see them."))
            return redirect(f"/desk/reception/?place={place_id}")
    elif not may(actor, Permission.RECEPTION_EDIT, places.ancestors(place_id)):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.RECEPTION_EDIT)
    return _index(request, actor, {"add": form})


@login_required
@require_POST
def end(request: HttpRequest, hours_id: int) -> HttpResponse:
    """Give weekly hours up."""
    reception.end_hours(hours_id, actor=actor_of(request))
    messages.success(request, _("Given up; today is the last day."))
    return redirect("reception:roster")


def _find(hours_id: int, day: str, actor: Actor) -> tuple[reception.Hours, Any]:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise NotFound("There are no such hours.") from None
    return queries.reception_of(hours_id, on, actor)


@login_required
@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest, hours_id: int, day: str) -> HttpResponse:
    """One reception: who came, and what can be changed."""
    actor = actor_of(request)
    row, found = _find(hours_id, day, actor)
    return _day(request, actor, row, found, {})


def _day(request: HttpRequest, actor: Actor, row: reception.Hours, found: Any, bound: dict[str, Any]) -> HttpResponse:
    on, today = found.day, clock.today()
    edits = may(actor, Permission.RECEPTION_EDIT, places.ancestors(row.place_id)) and on >= today
    keeps = not found.off and on <= today and _keeps(row, found, actor)
    (shown,) = [s for s in queries.roster([row.place_id], on, on) if s.day.hours.id == row.pk]
    context: dict[str, Any] = {
        "row": row, "shown": shown, "edits": edits, "keeps": keeps, "came": queries.came(row, on), "today": today,
        "open": next(iter(bound), ""),
    }  # fmt: skip
    if edits and not found.changed:
        context["change"] = bound.get("change") or forms.ChangeForm(prefix="change", **_posts(row.place))
        context["swap"] = bound.get("swap") or forms.SwapForm(prefix="swap", others=_others(row, found))
    if keeps:
        context["form"] = bound.get("came") or _came_form(row)
        context["told"] = submission_id()
    return render(request, "reception/day.html", context, status=422 if bound else 200)


def _keeps(row: reception.Hours, found: Any, actor: Actor) -> bool:
    try:
        reception.receives(row, found, actor)
    except Forbidden:
        return False
    return True


def _others(row: reception.Hours, found: Any) -> list[tuple[str, str]]:
    """The receptions of other leaders here in the next four weeks."""
    rows = queries.roster([row.place_id], clock.today(), clock.today() + 4 * WEEK)
    return [
        (f"{s.day.hours.id}:{s.day.day.isoformat()}", f"{s.day.day:%Y-%m-%d} {s.day.hours.starts:%H:%M} {s.leader}")
        for s in rows if not s.day.off and not s.day.changed and s.day.leader_id != found.leader_id
    ]  # fmt: skip


def _came_form(row: reception.Hours, data: Any = None) -> forms.CameForm:
    types = [(t.key, packs.named(t)) for t in queries.types_of(row.place)]
    return forms.CameForm(data, prefix="came", types=types, places=queries.spots_of(row.place))


@login_required
@require_POST
def act(request: HttpRequest, hours_id: int, day: str, verb: str) -> HttpResponse:
    """Change a day, swap it, take the change back, write down who came."""
    actor = actor_of(request)
    row, found = _find(hours_id, day, actor)
    here = redirect("reception:day", row.pk, found.day.isoformat())
    if verb == "restore":
        try:
            reception.restore_day(row.pk, found.day, actor=actor)
            messages.success(request, _("As planned again."))
        except Forbidden:
            raise
        except DomainError as error:
            messages.error(request, text_of(error))
        return here
    if verb == "told":
        submission = request.POST.get("submission", "")[:64]
        reception.write_down(row.pk, found.day, None, actor=actor, submission=submission)
        messages.success(request, _("Written down."))
        return here
    makers: dict[str, Callable[[], Any]] = {
        "change": lambda: forms.ChangeForm(request.POST, prefix="change", **_posts(row.place)),
        "swap": lambda: forms.SwapForm(request.POST, prefix="swap", others=_others(row, found)),
        "came": lambda: _came_form(row, request.POST),
    }
    if verb not in makers:
        raise NotFound("There is no such act.")
    form: Any = makers[verb]()
    if verb == "came" and not _keeps(row, found, actor):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
    if verb != "came" and not may(actor, Permission.RECEPTION_EDIT, places.ancestors(row.place_id)):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.RECEPTION_EDIT)
    if form.is_valid():
        try:
            _do(verb, form.cleaned_data, row, found, actor)
        except (Invalid, InvalidMany, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Written down.") if verb == "came" else _("The day is changed."))
            return here
    return _day(request, actor, row, found, {verb: form})


def _do(verb: str, d: dict[str, Any], row: reception.Hours, found: Any, actor: Actor) -> None:
    if verb == "change":
        draft = reception.ChangeDraft(d["reason"], d["off"], d["leader"], d["receiver"])
        reception.change_day(row.pk, found.day, draft, actor=actor)
    elif verb == "swap":
        other, on = d["other"].split(":")
        reception.swap(row.pk, found.day, int(other), date.fromisoformat(on), reason=d["reason"], actor=actor)
    else:
        asked_ = requests.Draft(
            d["description"], type_key=d["type_key"], name=d["name"], contact_phone=d["contact_phone"],
            place_id=d["place"], keep_private=d["keep_private"],
        )  # fmt: skip
        reception.write_down(row.pk, found.day, asked_, items=d["items"], actor=actor, submission=d["submission"])
