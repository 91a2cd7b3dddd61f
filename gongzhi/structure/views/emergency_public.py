"""`/structure/emergency/`: what is open, for everybody; reporting in, volunteering, asking for help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import ANONYMOUS
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import add_to_form
from gongzhi.people import public as people
from gongzhi.structure.actions import emergency_needs, emergency_people
from gongzhi.structure.forms import emergency as forms
from gongzhi.structure.models import Emergency
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.queries import emergency_report as reports
from gongzhi.structure.rules.emergency import Role
from gongzhi.structure.views.emergency import title_of
from gongzhi.structure.views.emergency_people import area_choices, asked, need_places

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
TRIES = 300  # of one network address before it has to wait: a whole unit may report in behind one


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The plans in force."""
    rows = [(r, title_of(r)) for r in queries.open_now()]
    return render(request, "structure/emergency_open.html", {"rows": rows})


@require_safe
def show(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """One plan: on which order, where, until when, who to call, how to ask."""
    row = queries.published(emergency_id)
    areas = list(queries.areas(row))
    context = {
        "row": row, "title": title_of(row), "on": queries.running(row), "order": queries.order_in_force(row),
        "areas": [a for a in areas if a.leader_id or a.unit_id or a.branch_id],
        "phones": queries.work_phones(row, areas),
    }  # fmt: skip
    return render(request, "structure/emergency_public.html", context)


def _running(emergency_id: int) -> Emergency:
    """A plan in force. Raises NotFound, Conflict (it has ended)."""
    row = queries.published(emergency_id)
    if not queries.running(row):
        raise Conflict("This plan is not open (any more): nothing can be entered for it.")
    return row


@GET_POST
def report_in(request: HttpRequest, emergency_id: int, code: str) -> HttpResponse:
    """A Party member whom a unit sends reports in, by the link that the unit got."""
    row = _running(emergency_id)
    if not constant_time_compare(row.code, code):
        raise NotFound("There is no such page.")
    return _helps(request, row, Role.CADRE, forms.CadreForm(request.POST or None, areas=area_choices(row)))


@GET_POST
def volunteer(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """A resident offers to help."""
    row = _running(emergency_id)
    return _helps(request, row, Role.VOLUNTEER, forms.VolunteerForm(request.POST or None, areas=area_choices(row)))


def _helps(request: HttpRequest, row: Emergency, role: Role, form: forms.VolunteerForm) -> HttpResponse:
    context = {"row": row, "title": title_of(row), "cadre": role is Role.CADRE, "form": form}
    if request.method == "POST" and form.is_valid():
        people.count_try("emergency", address_of(request), tries=TRIES)
        data = form.cleaned_data
        try:
            emergency_people.report_in(
                row, actor=ANONYMOUS, role=role, name=data["name"], phone=data["phone"], unit=data.get("unit", ""),
                wanted_id=data["wanted"], agreed=data["agreed"],
            )  # fmt: skip
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            return render(request, "structure/emergency_thanks.html", context)
    return render(request, "structure/emergency_help.html", context, status=422 if form.errors else 200)


@GET_POST
def need(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """Somebody who stays at home asks for something: it becomes a request with a number."""
    row = _running(emergency_id)
    kinds = reports.kinds_of(queries.rule_of(row).needs)
    form = forms.NeedForm(request.POST or None, kinds=kinds, places=need_places(row))
    context = {"row": row, "title": title_of(row), "form": form}
    if request.method == "POST" and form.is_valid():
        people.count_try("emergency", address_of(request), tries=TRIES)
        data = form.cleaned_data
        try:
            taken = emergency_needs.take_need(row, asked(data), actor=ANONYMOUS, key=data["submission"])
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            return render(request, "structure/emergency_taken.html", context | {"taken": taken})
    return render(request, "structure/emergency_need.html", context, status=422 if form.errors else 200)
