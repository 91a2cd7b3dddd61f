"""`/desk/structure/consultation/`: consent on heads of posted agencies, their assessment, cross-appointments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.kit.errors import add_to_form, refusals_to
from gongzhi.kit.excel import ROWS_MOST
from gongzhi.kit.forms import Form, id_of
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import consultation as actions
from gongzhi.structure.forms import consultation as forms
from gongzhi.structure.models import AgencyAssessment, PersonnelConsent
from gongzhi.structure.queries import consultation as queries
from gongzhi.structure.queries import cross_posts
from gongzhi.structure.rules.consultation import CONSENTS, OBJECTS, may_carry_out
from gongzhi.structure.views.shared import table

INDEX = "/desk/structure/consultation/"


def _tabs(current: str, actor: Actor) -> list[dict[str, Any]]:
    names = []
    if queries.may_enter(actor):
        names = [("", _("Consent on heads")), ("assessments/", _("Yearly assessment"))]
    if packs.active().cross_posts and scopes(actor, Permission.ORG_SEE):
        names.append(("cross/", _("Cross-appointments")))
    return [{"href": f"{INDEX}{key}", "label": label, "current": key == current} for key, label in names]


def answer_words(case: PersonnelConsent) -> tuple[str, str]:
    """(colour, words) of a case."""
    if case.outcome:
        return "grey", _("Carried out as proposed") if case.outcome == "done" else _("Not carried out")
    if case.answer == CONSENTS:
        return "green", _("Consents")
    if case.answer == OBJECTS:
        return "yellow", _("Objects")
    return case.matter.light, _("Waits for the street")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The cases, the latest first. Who has no part in them is led to the cross-appointments."""
    actor = staff_of(request)
    if not queries.may_enter(actor) and queries.rule() is not None and scopes(actor, Permission.ORG_SEE):
        return redirect("structure:cross-posts")
    rule = queries.require_enter(actor)
    states = [
        ("waiting", _("Waits for the street")), ("consents", _("Consents")), ("objects", _("Objects")),
        ("open", _("Cases not ended")), ("ended", _("Ended cases")),
    ]  # fmt: skip
    form = forms.NarrowForm(request.GET, states=states)
    form.is_valid()
    found = queries.narrow(queries.consents(actor), form.cleaned_data)
    page = paged(found, ["-matter_id"], after=request.GET.get("after", ""), size=30)
    context = {
        "tabs": _tabs("", actor), "rule": rule, "form": form, "page": page,
        "rows": [(c, actions.change_words(c.change), *answer_words(c)) for c in page.items],
        "may_ask": bool(queries.held(actor, rule.asks)), "narrowed": any(form.cleaned_data.values()),
    }  # fmt: skip
    return render(request, "structure/consultation.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the street about a proposed head."""
    actor = staff_of(request)
    rule = queries.require_enter(actor)
    if not queries.held(actor, rule.asks):
        raise Forbidden("Only the body above the agency asks about its head.")
    posts = [(p.pk, p.label) for p in queries.heads(actor)]
    form = forms.AskForm(request.POST or None, posts=posts)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_to(form):
            person = people.find_known(data["person"]).pk
            made = actions.ask(
                actor=actor, post_id=data["post"], change=data["change"], person_id=person, words=data["words"]
            )
            messages.success(request, _("The street is asked."))
            return redirect("structure:consultation-case", made.pk)
    context = {"form": form, "rule": rule, "back": INDEX}
    return render(request, "structure/consultation_ask.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def consent(request: HttpRequest, matter_id: int) -> HttpResponse:
    """A case. Raises NotFound, also where one may not see it."""
    actor = actor_of(request)
    return _consent(request, queries.consent(matter_id, actor), actor)


def _consent(request: HttpRequest, case: PersonnelConsent, actor: Actor, **bound: Form) -> HttpResponse:
    mine = case.matter.state == "open" and case.matter.holder_post_id in actor.post_ids
    step = case.matter.step if mine else ""
    colour, words = answer_words(case)
    context = {
        "case": case, "change": actions.change_words(case.change), "colour": colour, "state": words,
        "rule": queries.rule(), "lines": procedures.lines_of(case.matter),
        "answer": (bound.get("answer") or forms.AnswerForm(prefix="answer")) if step == "answer" else None,
        "record": (bound.get("record") or forms.RecordForm(prefix="record")) if step == "record" else None,
        "bound": case.answer == OBJECTS and not may_carry_out(case.answer, binds=case.binds),
    }  # fmt: skip
    return render(request, "structure/consultation_case.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """`answer` by the street, `record` by who asked."""
    actor = actor_of(request)
    case = queries.consent(matter_id, actor)
    form: Any = (forms.AnswerForm if verb == "answer" else forms.RecordForm)(request.POST, prefix=verb)
    if not form.is_valid():
        return _consent(request, case, actor, **{verb: form})
    data = form.cleaned_data
    try:
        if verb == "answer":
            actions.answer(case, actor=actor, consents=data["consents"] == "yes", reason=data["reason"])
        else:
            actions.record(case, actor=actor, done=data["done"] == "yes", words=data["words"])
    except (Invalid, NotAllowed) as error:
        add_to_form(form, error)
        return _consent(request, case, actor, **{verb: form})
    messages.success(request, _("Done."))
    return redirect("structure:consultation-case", matter_id)


# -- assessments ---------------------------------------------------------------------------------------------------


def _asked_year(request: HttpRequest) -> int | None:
    year = id_of(request.GET.get("year"))
    return year if year is not None and 2000 <= year <= 2200 else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessments(request: HttpRequest) -> HttpResponse:
    """The assessments, the latest first; POST begins those of a year."""
    actor = staff_of(request)
    rule = queries.require_enter(actor)
    assesses = bool(queries.held(actor, rule.answers))
    if request.method == "POST":
        number = actions.begin_assessments(actor=actor, year=id_of(request.POST.get("year")) or 0)
        done = _("%(n)d agencies are to be assessed.") % {"n": number} if number else _("All are begun already.")
        messages.success(request, done)
        return redirect("structure:assessments")
    rows, year = queries.assessments(actor), _asked_year(request)
    if year:
        rows = rows.filter(year=year)
    page = paged(rows, ["-matter_id"], after=request.GET.get("after", ""), size=50)
    this = clock.today().year
    context = {
        "tabs": _tabs("assessments/", actor), "rule": rule, "page": page, "assesses": assesses,
        "rows": [(a, queries.grade_title(a.grade)) for a in page.items], "years": [this, this - 1], "year": year,
    }  # fmt: skip
    return render(request, "structure/assessments.html", context)


@login_required
@require_safe
def assessments_export(request: HttpRequest) -> FileResponse:
    """The list as an Excel table."""
    actor = staff_of(request)
    queries.require_enter(actor)
    rows, year = queries.assessments(actor), _asked_year(request)
    rows = (rows.filter(year=year) if year else rows).order_by("-year", "agency__name", "matter_id")[: ROWS_MOST + 1]
    heads = [_("No."), _("Agency"), _("Head"), _("Year"), _("Grade"), _("Grounds"), _("Assessed on")]
    lines = [
        [n, a.agency.name, a.head.person.name if a.head else "", a.year, queries.grade_title(a.grade), a.words,
         clock.local(a.assessed_at).date() if a.assessed_at else None]
        for n, a in enumerate(rows, start=1)
    ]  # fmt: skip
    return table(actor, _("Assessment of posted agencies"), heads, (6, 28, 12, 8, 12, 60, 12), lines)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, matter_id: int) -> HttpResponse:
    """One assessment; who holds it gives the grade."""
    actor = actor_of(request)
    found: AgencyAssessment = queries.assessment(matter_id, actor)
    rule = queries.require_rule()
    mine = found.matter.state == "open" and found.matter.holder_post_id in actor.post_ids
    form = forms.AssessForm(request.POST or None, grades=[(g.key, packs.named(g)) for g in rule.grades])
    if request.method == "POST" and not mine:
        raise Forbidden("Only the post that holds the matter can do this.")
    if request.method == "POST" and form.is_valid():
        try:
            grade = form.cleaned_data["grade"]
            grade = "" if grade == forms.NOT_DUE else grade
            actions.assess(found, actor=actor, grade=grade, words=form.cleaned_data["words"])
        except (Invalid, NotAllowed) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Done."))
            return redirect("structure:assessment", matter_id)
    context = {
        "row": found, "rule": rule, "grade": queries.grade_title(found.grade), "form": form if mine else None,
        "lines": procedures.lines_of(found.matter),
    }  # fmt: skip
    return render(request, "structure/assessment.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def cross(request: HttpRequest) -> HttpResponse:
    """双向交叉任职: the pairs that the pack wants in one's area, filled or not (`place`, `missing`)."""
    actor = actor_of(request)
    if not scopes(actor, Permission.ORG_SEE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.ORG_SEE)
    pack = packs.active()
    kinds = sorted({pack.level(one.level).kind for one in pack.cross_posts})
    here = places.Place.objects.filter(places.below(actor, Permission.ORG_SEE, prefix=""), ends_on=None, kind__in=kinds)
    wanted = id_of(request.GET.get("place"))
    if wanted:
        here = here.filter(pk=wanted)
    page = paged(here.defer("geometry", "search"), ["path", "id"], after=request.GET.get("after", ""), size=20)
    found = cross_posts.wanted(cross_posts.at([p.pk for p in page.items])) if page.items else {}
    only = request.GET.get("missing") == "1"
    rows = [(p, [c for c in found.get(p.pk, []) if not (only and c.people)]) for p in page.items]
    context = {
        "tabs": _tabs("cross/", actor), "page": page, "rows": rows, "only": only, "place": wanted,
        "kinds": pack.cross_posts,
    }  # fmt: skip
    return render(request, "structure/cross_posts.html", context)
