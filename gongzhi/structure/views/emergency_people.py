"""Who reported in, their areas and phones; the rota; needs; the report of an emergency plan."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import emergency_needs, emergency_people
from gongzhi.structure.forms import emergency as forms
from gongzhi.structure.models import Emergency, EmergencyHelper
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.queries import emergency_people as helpers
from gongzhi.structure.queries import emergency_report as reports
from gongzhi.structure.rules.emergency import Role
from gongzhi.structure.views import shared
from gongzhi.structure.views.emergency import title_of

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def role_words(role: str) -> str:
    """As what somebody helps."""
    return {Role.CADRE.value: _("Party member"), Role.VOLUNTEER.value: _("Volunteer")}[role]


def _run(request: HttpRequest, emergency_id: int) -> tuple[Actor, Emergency]:
    """The plan, for who runs it or a part of it. Raises NotFound, Forbidden."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    queries.require_runs_some(actor, row)
    return actor, row


def area_choices(row: Emergency) -> list[tuple[int, str]]:
    """(area, name) of the plan."""
    return [(a.pk, a.place.name) for a in queries.areas(row)]


@login_required
@require_safe
def people(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """Who reported in: by area, or those without one."""
    actor, row = _run(request, emergency_id)
    wanted = request.GET.get("area", "")
    free, area = wanted == "none", id_of(wanted)
    rows = helpers.helpers(row, free=free, area=area)
    page = paged(rows, ["-id"], after=request.GET.get("after", ""), size=50)
    context = {
        "row": row, "title": title_of(row), "page": page, "on": queries.running(row),
        "shown": [(s, role_words(s.row.role)) for s in helpers.shown(page.items)], "areas": area_choices(row),
        "wanted": wanted,
    }  # fmt: skip
    return render(request, "structure/emergency_people.html", context)


@login_required
@GET_POST
def enter(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """Staff enter somebody who reported in at the desk."""
    actor, row = _run(request, emergency_id)
    form = forms.CadreForm(request.POST or None, areas=area_choices(row), by_staff=True)
    return shared.act(
        request, form,
        lambda d: emergency_people.report_in(
            row, actor=actor, role=Role.CADRE, name=d["name"], phone=d["phone"], unit=d["unit"],
            wanted_id=d["wanted"], agreed=d["agreed"], by_staff=True,
        ),
        title=_("Enter somebody who reports in"), back=reverse("structure:emergency-people", args=[row.pk]),
        button=_("Enter"), done=_("Entered."),
        intro=_("Kept until the plan ends, then deleted: name, unit, phone. Nothing else is asked."),
    )  # fmt: skip


@login_required
@GET_POST
def helper(request: HttpRequest, emergency_id: int, helper_id: int) -> HttpResponse:
    """One helper: the area, the phone with a reason, the entry deleted."""
    actor, row = _run(request, emergency_id)
    found = helpers.find(row, helper_id)
    areas = [(a.place_id, a.place.name) for a in queries.areas(row) if queries.runs(actor, a.place_id)]
    verb = request.POST.get("do", "")
    assign = forms.AssignForm(request.POST if verb == "assign" else None, areas=areas)
    why = forms.ReasonForm(request.POST if verb == "phone" else None)
    phone = ""
    if request.method == "POST":
        try:
            if verb == "assign" and assign.is_valid():
                emergency_people.assign(row, helper_id, assign.cleaned_data["place"], actor=actor)
                messages.success(request, _("Saved."))
                return redirect("structure:emergency-helper", row.pk, helper_id)
            if verb == "phone" and why.is_valid():
                phone = emergency_people.see_phone(row, helper_id, actor=actor, reason=why.cleaned_data["reason"])
            if verb == "forget":
                emergency_people.forget_helper(row, helper_id, actor=actor)
                messages.success(request, _("The entry is deleted."))
                return redirect("structure:emergency-people", row.pk)
        except Invalid as error:
            add_to_form(why if verb == "phone" else assign, error)
        except Conflict as error:
            assign.add_error(None, text_of(error)) if assign.is_bound else messages.error(request, text_of(error))
    context = {
        "row": row, "title": title_of(row), "one": helpers.shown([_again(found)])[0], "role": role_words(found.role),
        "assign": assign if areas and queries.running(row) else None, "why": why, "phone": phone,
    }  # fmt: skip
    wrong = bool(assign.errors if verb == "assign" else why.errors if verb == "phone" else verb == "" and request.POST)
    return render(request, "structure/emergency_helper.html", context, status=422 if wrong else 200)


def _again(found: EmergencyHelper) -> EmergencyHelper:
    return EmergencyHelper.objects.select_related("area__place", "wanted__place").get(pk=found.pk)


def _day(row: Emergency, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return min(max(clock.today(), row.starts_on), row.ends_on)


@login_required
@require_safe
def rota(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """The rota of a day: every estate, every shift, who is missing; laid out for paper."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    on = _day(row, request.GET.get("on", ""))
    runs = queries.runs_some(actor, row) and queries.running(row)
    context = {
        "row": row, "title": title_of(row), "on": on, "lines": helpers.rota(row, on), "gaps": helpers.gaps(row, on),
        "settled": helpers.settled(row, on), "days": helpers.days_of_rota(row), "rule": queries.rule_of(row),
        "runs": runs and on >= clock.today(), "settles": runs and queries.runs(actor, row.place_id),
    }  # fmt: skip
    return render(request, "structure/emergency_rota.html", context)


@login_required
@GET_POST
def put(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """Put a helper on duty on a day."""
    actor, row = _run(request, emergency_id)
    on = _day(row, request.GET.get("on", ""))
    place = id_of(request.GET.get("place"))
    rule = queries.rule_of(row)
    areas = [a for a in queries.estates(row) if queries.runs(actor, a.place_id)]
    here = next((a for a in areas if a.place_id == place), None)
    rows = helpers.helpers(row)
    some = [*rows.filter(area=here).order_by("id")[:150], *rows.filter(area=None).order_by("id")[:100]] if here else [
        *rows.order_by("id")[:250]]  # fmt: skip
    form = forms.DutyForm(
        request.POST or None, areas=[(a.place_id, a.place.name) for a in areas],
        shifts=[(s.key, f"{_shift(s)} {s.starts}–{s.ends}") for s in rule.shifts],
        helpers=[(s.row.pk, f"{s.name}（{s.row.unit or role_words(s.row.role)}）") for s in helpers.shown(some)],
        initial={"place": place, "shift": request.GET.get("shift", "")},
    )  # fmt: skip
    back = f"{reverse('structure:emergency-rota', args=[row.pk])}?on={on}"
    return shared.act(
        request, form,
        lambda d: emergency_people.put_on_duty(
            row, d["helper"], actor=actor, place_id=d["place"], on=on, shift=d["shift"]
        ),
        title=_("On duty on %(day)s") % {"day": on}, back=back, button=_("Put on duty"), done=_("Saved."),
    )  # fmt: skip


def _shift(shift: packs.DutyShift) -> str:
    return str(packs.named(shift))


@login_required
@require_POST
def off(request: HttpRequest, emergency_id: int, duty_id: int) -> HttpResponse:
    """Take somebody off duty."""
    actor, row = _run(request, emergency_id)
    on = emergency_people.take_off_duty(row, duty_id, actor=actor)
    messages.success(request, _("Taken off duty."))
    return redirect(f"{reverse('structure:emergency-rota', args=[row.pk])}?on={on}")


@login_required
@require_POST
def settle(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """Settle the rota of a day; refused while somebody is missing."""
    actor, row = _run(request, emergency_id)
    on = _day(row, request.POST.get("on", ""))
    try:
        emergency_people.settle(row, on, actor=actor)
    except Conflict as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("The rota of this day is settled."))
    return redirect(f"{reverse('structure:emergency-rota', args=[row.pk])}?on={on}")


@login_required
@require_safe
def rota_table(request: HttpRequest, emergency_id: int) -> FileResponse:
    """The rota of a day as an Excel table."""
    actor, row = _run(request, emergency_id)
    on = _day(row, request.GET.get("on", ""))
    rows = [
        [line.area.place.name, _shift(cell.shift), f"{cell.shift.starts}–{cell.shift.ends}",
         "、".join(name for _duty, name in cell.on_duty), cell.missing or ""]
        for line in helpers.rota(row, on) for cell in line.cells
    ]  # fmt: skip
    heads = [_("Sector"), _("Shift"), _("Time"), _("On duty"), _("Missing")]
    return shared.table(actor, _("Rota of %(day)s") % {"day": on}, heads, (30, 12, 16, 40, 10), rows)


@login_required
@require_safe
def needs(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """The needs taken in for a plan that one may see as requests; their numbers for all who see the plan."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    mine = reports.needs(row).filter(matter__in=procedures.visible_to(actor))
    page = paged(mine, ["-id"], after=request.GET.get("after", ""), size=50)
    context = {
        "row": row, "title": title_of(row), "page": page,
        "kinds": reports.need_lines({"needs": dict(reports.need_numbers(row))}),
        "rows": [(n, reports.title_of(n.matter.type_key), *reports.need_state(n)) for n in page.items],
        "takes": queries.running(row) and any(Permission.REQUEST_REGISTER in p.permissions for p in actor.posts),
    }  # fmt: skip
    return render(request, "structure/emergency_needs.html", context)


@login_required
@GET_POST
def need(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """Staff take a need in: an ordinary request, tied to the plan."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    there = need_places(row)
    if not any(may(actor, Permission.REQUEST_REGISTER, places.ancestors(p)) for p, _name in there):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
    form = forms.NeedForm(request.POST or None, kinds=reports.kinds_of(queries.rule_of(row).needs), places=there)
    return shared.act(
        request, form,
        lambda d: emergency_needs.take_need(
            row, asked(d), actor=actor, by_staff=True, key=d["submission"]
        ),
        title=_("Take in a need"), back=reverse("structure:emergency-needs", args=[row.pk]), button=_("Take in"),
        done=_("Taken in as a request."),
    )  # fmt: skip


def asked(data: dict[str, object]) -> emergency_needs.Need:
    """The need of a form."""
    names = ("type_key", "words", "place_id", "address", "name", "phone")
    return emergency_needs.Need(**{n: data[n] for n in names})  # type: ignore[arg-type]


def need_places(row: Emergency) -> list[tuple[int, str]]:
    """The estates of the plan."""
    return [
        (p.pk, p.name) for p in places.within(row.place_id, queries.place_kinds(queries.rule_of(row).estate_levels))
    ]


@login_required
@require_safe
def report(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """The report: counts alone; as it stands now while the plan is open."""
    row = queries.find(emergency_id, actor_of(request))
    found = reports.report_of(row)
    context = {
        "row": row, "title": title_of(row), "facts": reports.facts(found), "needs": reports.need_lines(found),
        "days": found["days"], "orders": queries.orders(row), "areas": queries.areas(row), "final": bool(row.report),
    }  # fmt: skip
    return render(request, "structure/emergency_report.html", context)


@login_required
@require_safe
def report_table(request: HttpRequest, emergency_id: int) -> FileResponse:
    """The report as an Excel table."""
    actor = actor_of(request)
    row = queries.find(emergency_id, actor)
    found = reports.report_of(row)
    rows: list[list[object]] = [[str(name), value] for name, value in reports.words(found)]
    for name, n in reports.need_lines(found):
        rows.append([_("Needs: %(kind)s") % {"kind": name}, n["total"]])
        rows.append([_("Needs: %(kind)s, in time") % {"kind": name}, n["in_time"]])
    rows += [[_("Reported in on %(day)s") % {"day": day}, n] for day, n in found["days"]]
    return shared.table(actor, _("Report of the emergency plan"), [_("Figure"), _("Number")], (50, 16), rows)
