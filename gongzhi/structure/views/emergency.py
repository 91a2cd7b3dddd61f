"""`/desk/structure/emergency/`: plans on orders, their board of areas, estates, helpers and needs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, NotFound
from gongzhi.core.heavy import segno
from gongzhi.files import public as files
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.actions import emergency as actions
from gongzhi.structure.actions import emergency_areas, emergency_end
from gongzhi.structure.forms import emergency as forms
from gongzhi.structure.models import Emergency, EmergencyArea, EmergencyOrder
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.queries import emergency_people as helpers
from gongzhi.structure.queries import emergency_report as reports
from gongzhi.structure.rules.emergency import Role, State
from gongzhi.structure.views import shared

STATES = {
    State.ASKED.value: ("yellow", gettext_noop("to be confirmed")),
    State.OPEN.value: ("red", gettext_noop("in force")),
    State.REFUSED.value: ("grey", gettext_noop("refused")),
    State.CLOSED.value: ("grey", gettext_noop("stood down")),
}
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def state_of(row: Emergency) -> tuple[str, str]:
    """(colour, words) of a plan."""
    colour, words = STATES[row.state]
    return colour, _(words)


def title_of(row: Emergency) -> str:
    """The plan's name and place."""
    try:
        return f"{packs.named(queries.rule_of(row))} · {row.place.name}"
    except NotFound:
        return f"{row.kind} · {row.place.name}"


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The plans of one's area, the latest first."""
    actor = actor_of(request)
    if not queries.sees_any(actor):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.EMERGENCY_SEE)
    page = paged(queries.visible(actor), ["-id"], after=request.GET.get("after", ""), size=30)
    rows = [(r, title_of(r), *state_of(r)) for r in page.items]
    known = packs.active().emergencies
    context = {
        "page": page,
        "rows": rows,
        "known": known,
        "opens": bool(known and scopes(actor, Permission.EMERGENCY_OPEN)),
    }
    return render(request, "structure/emergencies.html", context)


def _issuers(row: Emergency | None = None) -> list[tuple[str, str]]:
    plans = packs.active().emergencies if row is None else (queries.rule_of(row),)
    return [(i, i) for i in dict.fromkeys(i for plan in plans for i in plan.issuers)]


def _order(data: dict[str, Any], actor: Actor) -> actions.Order:
    scans = shared.photo(data.get("photo"), actor)
    return actions.Order(data["number"], data["issuer"], data["issued_on"], scans)


@login_required
@GET_POST
def new(request: HttpRequest) -> HttpResponse:
    """Enter the order on which a plan is to open."""
    actor = actor_of(request)
    if not scopes(actor, Permission.EMERGENCY_OPEN):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.EMERGENCY_OPEN)
    today = clock.today()
    form = forms.OpenForm(
        request.POST or None, request.FILES or None, issuers=_issuers(), places=queries.may_be_opened_at(actor),
        kinds=[(p.key, packs.named(p)) for p in packs.active().emergencies],
        initial={"issued_on": today, "starts_on": today},
    )  # fmt: skip
    return shared.act(
        request, form,
        lambda d: actions.ask(
            actor=actor, kind=d["kind"], place_id=d["place"], order=_order(d, actor), starts_on=d["starts_on"],
            ends_on=d["ends_on"], words=d["words"],
        ),
        title=_("Open an emergency plan"), back=reverse("structure:emergencies"), button=_("Send it to be confirmed"),
        done=_("The order is entered. The plan opens when a second post confirms it."),
        intro=_("A plan opens only on a numbered order of the competent government, and a second post confirms it."),
        to=lambda made: reverse("structure:emergency", args=[made.pk]),
    )  # fmt: skip


@login_required
@require_safe
def show(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """The board of a plan."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    here, on = places.ancestors(row.place_id), queries.running(row)
    today, report = clock.today(), reports.report_of(row)
    runs = on and queries.runs_some(actor, row)
    rota = helpers.rota(row, today) if on else []
    link = request.build_absolute_uri(reverse("structure:emergency-report-in", args=[row.pk, row.code])) if runs else ""
    colour, words = state_of(row)
    context = {
        "row": row, "title": title_of(row), "colour": colour, "words": words, "orders": _orders(row, actor, here),
        "asked": row.state == State.ASKED, "on": on, "runs": runs, "runs_all": on and queries.runs(actor, row.place_id),
        "confirms": row.state == State.ASKED and may(actor, Permission.EMERGENCY_CONFIRM, here),
        "opens": on and may(actor, Permission.EMERGENCY_OPEN, here), "today": today,
        "sides": queries.board(row, actor) if on or row.state == State.CLOSED else [],
        "numbers": _numbers(row, report, on=on) if row.opened_at else [],
        "days": helpers.by_day(row)[-14:] if on else [],
        "rota": rota, "gaps": sum(c.missing for line in rota for c in line.cells),
        "link": link, "qr": segno.make(link, error="m").svg_inline(scale=4, border=3, omitsize=False) if link else "",
    }  # fmt: skip
    return render(request, "structure/emergency.html", context)


def _numbers(row: Emergency, report: dict[str, Any], *, on: bool) -> list[tuple[str, str]]:
    need = reports.total_needs(report)
    pairs = [
        (_("Party members who reported in"), report["cadres"]),
        (_("Volunteers"), report["volunteers"]),
        (_("Temporary branches"), report["branches"]),
        (_("Needs open"), need["open"]),
        (_("Needs overdue"), need["overdue"]),
    ]
    return [(name, str(value)) for name, value in pairs] if on else reports.facts(report)


def _orders(row: Emergency, actor: Actor, here: tuple[int, ...]) -> list[tuple[EmergencyOrder, list[files.StoredFile]]]:
    """Its orders with their scans, for who may compare them with the paper."""
    found = queries.orders(row)
    compares = any(may(actor, p, here) for p in (Permission.EMERGENCY_OPEN, Permission.EMERGENCY_CONFIRM))
    return [(o, files.files_of(o.pk) if compares or queries.runs(actor, row.place_id) else []) for o in found]


@login_required
@require_POST
def confirm(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """The second post confirms the order."""
    actor = actor_of(request)
    actions.confirm(queries.find(emergency_id, actor), actor=actor)
    messages.success(request, _("The plan is open."))
    return redirect("structure:emergency", emergency_id)


@login_required
@GET_POST
def order(request: HttpRequest, emergency_id: int, verb: str) -> HttpResponse:
    """Refuse the order; extend or stand down on another one; change the public words."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    back = reverse("structure:emergency", args=[row.pk])
    here = places.ancestors(row.place_id)
    data, sent = request.POST or None, request.FILES or None
    if verb == "refuse":
        if row.state != State.ASKED:
            raise Conflict("This plan is not waiting for a confirmation any more.")
        return shared.act(
            request, forms.ReasonForm(data), lambda d: actions.refuse(row, actor=actor, reason=d["reason"]),
            title=_("Refuse the order"), back=back, button=_("Do not confirm"), done=_("The plan does not open."),
        )  # fmt: skip
    if verb == "words":
        require(actor, Permission.EMERGENCY_RUN, here)
        return shared.act(
            request, forms.WordsForm(data, initial={"words": row.words}),
            lambda d: actions.say(row, actor=actor, words=d["words"]),
            title=_("What everybody should know and do"), back=back, button=_("Save"), done=_("Saved."),
        )  # fmt: skip
    require(actor, Permission.EMERGENCY_OPEN, here)
    initial = {"issued_on": clock.today()}
    if verb == "extend":
        return shared.act(
            request, forms.ExtendForm(data, sent, issuers=_issuers(row), initial=initial),
            lambda d: actions.extend(row, actor=actor, order=_order(d, actor), ends_on=d["ends_on"]),
            title=_("Extend the plan on another order"), back=back, button=_("Extend the plan"),
            done=_("The plan is extended."),
        )  # fmt: skip
    if verb == "stand-down":
        return shared.act(
            request, forms.OrderForm(data, sent, issuers=_issuers(row), initial=initial),
            lambda d: emergency_end.stand_down(row, actor=actor, order=_order(d, actor)),
            title=_("Stand down on an order"), back=back, button=_("Stand down"),
            done=_("The plan has ended. Its report is written, its personal data deleted."),
            intro=_("Temporary branches, posts and the rota end at once; who helped is deleted for good. The report "
                    "with its counts stays. Needs go on as requests."),
            to=lambda made: reverse("structure:emergency-report", args=[made.pk]),
        )  # fmt: skip
    raise NotFound("There is no such action.")


@login_required
@GET_POST
def area(request: HttpRequest, emergency_id: int, place_id: int) -> HttpResponse:
    """Who takes a place of the plan."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(place_id))
    known = EmergencyArea.objects.filter(emergency=row, place=place_id).first()
    initial = {"leader": known.leader_id, "unit": known.unit_id} if known else {}
    form = forms.AreaForm(
        request.POST or None, leaders=queries.leaders_for(row), units=queries.units_for(row), initial=initial
    )
    return shared.act(
        request, form,
        lambda d: emergency_areas.set_area(row, place_id, actor=actor, leader_id=d["leader"], unit_id=d["unit"]),
        title=_("Who takes %(place)s") % {"place": places.get(place_id).name},
        back=reverse("structure:emergency", args=[row.pk]), button=_("Save"), done=_("Saved."),
    )  # fmt: skip


@login_required
@require_POST
def branch(request: HttpRequest, emergency_id: int, place_id: int) -> HttpResponse:
    """Set up the temporary branch of an estate."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    emergency_areas.form_branch(row, place_id, actor=actor)
    messages.success(request, _("The temporary branch is set up. Appoint its secretary next."))
    return redirect("structure:emergency", emergency_id)


@login_required
@GET_POST
def secretary(request: HttpRequest, emergency_id: int, place_id: int) -> HttpResponse:
    """Appoint the secretary of a temporary branch among those who reported in."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(place_id))
    known = EmergencyArea.objects.filter(emergency=row, place=place_id).first()
    cadres = helpers.helpers(row, role=Role.CADRE.value)
    first = list(cadres.filter(area=known).order_by("id")[:100]) if known else []
    found = helpers.shown([*first, *cadres.filter(area=None).order_by("id")[:100]])
    choices = [(s.row.pk, f"{s.name}（{s.row.unit}）") for s in found]
    return shared.act(
        request, forms.HelperForm(request.POST or None, helpers=choices),
        lambda d: emergency_areas.set_secretary(row, place_id, d["helper"], actor=actor),
        title=_("Secretary of the temporary branch"), back=reverse("structure:emergency", args=[row.pk]),
        button=_("Appoint"), done=_("Appointed until the plan ends."),
        intro=_("Those are offered who reported in and were given this estate, or no area yet."),
    )  # fmt: skip


@login_required
@require_safe
def scan(request: HttpRequest, emergency_id: int, file_id: int) -> HttpResponse:
    """The picture of an order, for who opens, confirms or runs the plan."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    here = places.ancestors(row.place_id)
    if not (queries.runs_some(actor, row) or any(
        may(actor, p, here) for p in (Permission.EMERGENCY_OPEN, Permission.EMERGENCY_CONFIRM)
    )):  # fmt: skip
        raise NotFound("There is no such file.")
    stored = files.get(file_id)
    if stored.about not in {o.pk for o in queries.orders(row)}:
        raise NotFound("There is no such file.")
    return files.serve(stored, request)
