"""`/help-hours/` for residents, `/desk/help-hours/` for staff: stations of legal and psychological help by roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, InvalidMany, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form
from gongzhi.mediation.actions import stations as actions
from gongzhi.mediation.forms import EmptyForm
from gongzhi.mediation.forms import stations as forms
from gongzhi.mediation.models import Hour, Station
from gongzhi.mediation.queries import stations as queries
from gongzhi.mediation.rules.stations import DAYS_AHEAD, StationDraft
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places

PLACES = ("community", "village")
SHOWN = 6  # free hours of a shift that a list names


@dataclass(frozen=True, slots=True)
class Row:
    """A station in a list."""

    station: Station
    kind: str
    note: str
    private: bool
    sittings: list[tuple[str, queries.Sitting, list[str]]]


def _here() -> tuple[packs.HelpStation, ...]:
    """The kinds of the pack. Raises NotFound where it names none."""
    found = packs.active().help_stations
    if not found:
        raise NotFound("There are no such stations here.")
    return found


def weekday(number: int) -> str:
    """Monday … Sunday of 1 … 7."""
    return str(WEEKDAYS[number - 1])


def moment(at: datetime) -> str:
    """An hour as lists and choices say it."""
    local = clock.local(at)
    return f"{local:%m-%d} {weekday(local.isoweekday())} {local:%H:%M}"


def _rows(stations: list[Station]) -> list[Row]:
    shifts = queries.shifts_of(stations)
    notes = {k.key: k.note for k in packs.active().help_stations}
    return [
        Row(
            s, queries.kind_words(s), notes.get(s.kind, ""), queries.is_private(s),
            [(weekday(x.shift.weekday), x, [moment(h) for h in x.free[:SHOWN]]) for x in shifts[s.pk]],
        )
        for s in stations
    ]  # fmt: skip


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """Who helps where and when, and how one gets an hour. Raises NotFound where the pack names no stations."""
    kinds = _here()
    chosen = request.GET.get("kind", "")
    rows = queries.open_now()
    if chosen in {k.key for k in kinds}:
        rows = rows.filter(kind=chosen)
    tabs = [("", _("All")), *((k.key, packs.named(k)) for k in kinds)]
    context = {
        "rows": _rows(list(rows[: queries.MOST])), "days": DAYS_AHEAD,
        "tabs": [{"href": f"?kind={k}" if k else "?", "label": t, "current": k == chosen} for k, t in tabs],
    }  # fmt: skip
    return render(request, "mediation/help_hours.html", context)


def _staff(request: HttpRequest) -> Actor:
    """Who takes hours or writes rosters. Raises Forbidden."""
    actor = staff_of(request)
    queries.works(actor)
    return actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The stations of the area; opening one."""
    kinds = _here()
    actor = _staff(request)
    managed = places.of_kinds(PLACES, within=scopes(actor, Permission.PREMISES_EDIT))
    form = forms.StationForm(
        request.POST or None, kinds=[(k.key, packs.named(k)) for k in kinds], places=[(p.pk, p.name) for p in managed]
    )
    if request.method == "POST":
        if not managed:
            raise Forbidden("Your posts do not allow this here.", permission=Permission.PREMISES_EDIT)
        if form.is_valid():
            d = form.cleaned_data
            draft = StationDraft(d["kind"], d["place"], d["title"], d["venue"], d["phone"])
            try:
                made = actions.open_station(draft, actor=actor, submission=d["submission"])
            except (Invalid, Conflict) as error:
                add_to_form(form, error)
            else:
                messages.success(request, _("Opened. Now enter who helps when."))
                return redirect("mediation:desk-station", made.pk)
    stations = list(queries.open_now(queries.area_of(actor))[: queries.MOST])
    context = {
        "rows": _rows(stations), "form": form if managed else None, "about": request.GET.get("about", "")[:20],
        "bad": request.method == "POST",
    }  # fmt: skip
    return render(request, "mediation/desk_stations.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request: HttpRequest, station_id: int) -> HttpResponse:
    """One station: its shifts, free and taken hours. Raises NotFound, Forbidden."""
    return _page(request, queries.get(station_id), _staff(request), {})


def _forms(station: Station, actor: Actor, sittings: list[queries.Sitting], data: Any, verb: str) -> dict[str, Form]:
    """The forms that the actor may send, by verb; the one of `verb` is filled with what was sent."""

    def given(name: str) -> Any:
        return data if name == verb else None

    found: dict[str, Form] = {}
    if station.closed_on is not None:
        return found
    slots = [(f"{s.shift.pk}@{h.isoformat()}", f"{moment(h)} {s.who}") for s in sittings for h in s.free]
    slots.sort(key=lambda pair: pair[0].split("@")[1])
    if queries.post_that_takes(actor, station.place_id) is not None and slots:
        about = data.get("about", "") if data is not None else ""
        private = queries.is_private(station)
        found["take"] = forms.TakeForm(given("take"), slots=slots, private=private, initial={"about": about})
        found["back"] = forms.BackForm(given("back"))
    if queries.may_manage(actor, station.place_id):
        found["shift"] = forms.ShiftForm(given("shift"), posts=queries.helpers_near(station.place_id))
        if sittings:
            named = [(s.shift.pk, f"{weekday(s.shift.weekday)} {s.shift.starts:%H:%M} {s.who}") for s in sittings]
            found["end"] = forms.EndForm(given("end"), shifts=named)
        found["close"] = EmptyForm(given("close"))
    found.setdefault("back", forms.BackForm(given("back")))
    return found


def _page(
    request: HttpRequest, station: Station, actor: Actor, bound: dict[str, Form], status: int = 200
) -> HttpResponse:
    sittings = queries.shifts_of([station])[station.pk]
    manages, private = queries.may_manage(actor, station.place_id), queries.is_private(station)
    hours = queries.taken(station)
    labels = orgs.post_labels(sorted({h.by_post_id for h in hours}))
    context = {
        "station": station, "kind": queries.kind_words(station), "private": private,
        "sittings": [(weekday(s.shift.weekday), s, [moment(h) for h in s.free[:SHOWN]]) for s in sittings],
        "forms": _forms(station, actor, sittings, request.GET, "") | bound, "hours": [
            (h, moment(h.starts_at), spoken(h.number), labels.get(h.by_post_id, ""), "" if private else _of(h),
             manages or h.by_post_id in actor.post_ids)
            for h in hours
        ],
        "figures": queries.figures(station), "bound": next(iter(bound), ""),
    }  # fmt: skip
    return render(request, "mediation/desk_station.html", context, status=status)


def _of(hour: Hour) -> str:
    """For what the hour was taken: a number, never a name."""
    if hour.case is not None:
        return _("Mediation %(number)s") % {"number": spoken(hour.case.number)}
    return _("Request %(number)s") % {"number": spoken(hour.request.number)} if hour.request is not None else ""


@login_required
@require_POST
def act(request: HttpRequest, station_id: int, verb: str) -> HttpResponse:
    """One of the acts; a form that is wrong comes back with what was typed. Raises NotFound, Forbidden."""
    actor = _staff(request)
    station = queries.get(station_id)
    form = _forms(station, actor, queries.shifts_of([station])[station.pk], request.POST, verb).get(verb)
    if form is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.PREMISES_EDIT)
    if form.is_valid():
        try:
            said = _do(station, verb, form, actor)
        except (Invalid, InvalidMany, Conflict, NotAllowed) as error:
            add_to_form(form, error)
        except NotFound:
            if verb != "take":
                raise
            add_to_form(form, Invalid("There is no such case or request that you may see.", field="about"))
        else:
            messages.success(request, said)
            return redirect("mediation:desk-station", station.pk)
    return _page(request, queries.get(station_id), actor, {verb: form}, 422)


def _do(station: Station, verb: str, form: Any, actor: Actor) -> str:
    d = form.cleaned_data
    if verb == "take":
        shift, at = form.hour()
        hour = actions.take_hour(
            station, shift, at, actor=actor, about=d.get("about", ""), submission=d["submission"]
        )  # fmt: skip
        return _("Taken: %(when)s. Tell who comes the number %(number)s; no name is kept.") % {
            "when": moment(hour.starts_at), "number": spoken(hour.number),
        }  # fmt: skip
    if verb == "back":
        actions.give_back(station, d["hour"], actor=actor)
        return _("Given back.")
    if verb == "shift":
        actions.add_shift(station, form.draft(), actor=actor, submission=d["submission"])
        return _("Entered.")
    if verb == "end":
        actions.end_shift(station, d["shift"], until_on=d["until_on"], actor=actor)
        return _("The shift ends on that day.")
    actions.close_station(station, actor=actor)
    return _("Closed.")
