"""`/desk/mediation/`: cases of one's posts and area, a new one, one with what can be done next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, staff_of
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.kit.errors import refusals_to
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.mediation import forms
from gongzhi.mediation import public as mediation
from gongzhi.mediation.models import Case
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.queries import stations as queries_of_hours
from gongzhi.mediation.views.panels import Panel, Panels
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

GET_POST = ["GET", "HEAD", "POST"]
PLACES = ("community", "village", "grid")


def kinds() -> list[tuple[str, str]]:
    """The kinds of disputes of the ways in use."""
    return list({k.key: packs.named(k) for w in queries.ways() for k in w.kinds}.items())


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The cases that lie with one's posts, and of the area: number, kind and state alone."""
    actor = staff_of(request)
    registers = _registers(actor)
    form = forms.ListForm(request.GET, kinds=kinds())
    data = form.cleaned_data if form.is_valid() else {}
    rows = queries.of_area(actor, text=data.get("q", ""), state=data.get("state", ""), kind=data.get("kind", ""))
    page = paged(rows, ["-matter_id"], after=request.GET.get("after", ""), size=40)
    queries.reads(actor)
    labels = orgs.post_labels({c.matter.holder_post_id for c in page.items})
    context = {
        "page": page, "form": form, "narrowed": any(data.values()), "may_register": bool(registers),
        "rows": [
            (c, spoken(c.number), queries.kind_words(c), queries.now_words(c), labels.get(c.matter.holder_post_id, ""))
            for c in page.items
        ],
        "figures": [(queries.result_words(k), n) for k, n in queries.figures(actor)],
    }  # fmt: skip
    return render(request, "mediation/desk_cases.html", context)


def _registers(actor: Actor) -> list[packs.Mediation]:
    return [w for w in queries.ways() if mediation.opening.receives(actor, w)]


def _places(actor: Actor, way: packs.Mediation) -> list[tuple[int, str]]:
    roots = [p.place_id for p in actor.posts if p.kind in way.received_by]
    found = places.of_kinds(PLACES, within=roots)
    return [(p.pk, p.name) for p in found]


@login_required
@require_http_methods(GET_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Write down a dispute."""
    actor = staff_of(request)
    found = _registers(actor)
    if not found:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
    way = found[0]
    form = forms.RegisterForm(request.POST or None, kinds=kinds(), places=_places(actor, way))
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        sides = (
            mediation.SideDraft(d["name"], d["phone"], d["address"], True if d["first_agrees"] else None),
            mediation.SideDraft(d["other"], d["other_phone"], d["other_address"], True if d["other_agrees"] else None),
        )
        draft = mediation.CaseDraft(way.key, d["kind"], d["place"], d["words"], sides)
        with refusals_to(form):
            case = mediation.opening.register(draft, actor=actor, submission=d["submission"])
            messages.success(request, _("Registered. Now ask each side, then a mediator."))
            return redirect("mediation:desk-case", case.pk)
    context = {"form": form, "way": packs.named(way), "note": way.note}
    return render(request, "mediation/desk_new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request: HttpRequest, matter_id: int) -> HttpResponse:
    """A case; its sides only for who mediates it. Raises NotFound."""
    actor = actor_of(request)
    case = queries.get(matter_id, actor)
    return _page(request, case, actor, Panels(case, actor).found())


def _page(
    request: HttpRequest, case: Case, actor: Actor, panels: list[Panel], status: int = 200, *, shown: str = ""
) -> HttpResponse:
    way, mine = queries.way_of(case), queries.mediates(actor, case)
    definition = procedures.definition(case.matter.revision_id, case.matter.procedure)
    context: dict[str, Any] = {
        "shown": shown,
        "case": case, "matter": case.matter, "number": spoken(case.number), "kind": queries.kind_words(case),
        "way": packs.named(way), "source": way.source.text, "panels": panels, "mine": mine,
        "now": queries.now_words(case),
        "mediator": orgs.post_label(case.matter.holder_post_id), "result": queries.result_words(case.result),
        "asked": orgs.post_label(case.matter.offered_post_id) if case.matter.offered_post_id else "",
        "clock": procedures.Clock.objects.filter(matter=case.pk, name="step").first(),
        "steps": [(packs.named(s), s.note, s.source) for s in definition.steps],
        "request_number": spoken(case.request.number) if case.request else "",
        "request_href": _request_href(case, actor),
    }  # fmt: skip
    if mine:
        context |= _inside(case, way)
    return render(request, "mediation/desk_case.html", context, status=status)


def _request_href(case: Case, actor: Actor) -> str:
    """The sheet of the request from which the case came, for who sees that."""
    if case.request is None or not procedures.sees(actor, case.request.matter):
        return ""
    return reverse("requests:sheet", args=[case.request.number])


def _inside(case: Case, way: packs.Mediation) -> dict[str, Any]:
    """What only who mediates the case reads."""
    kept = queries.sheets(case)
    titles = {
        s.key: packs.named(s) for s in packs.revision(case.matter.revision_id).procedure(case.matter.procedure).steps
    }
    return {
        "words": queries.unseal(case.words, "words", case.pk),
        "sides": [(s, _masked(s.phone)) for s in queries.sides(case)],
        "terms": queries.unseal(case.terms, "terms", case.pk),
        "sheets": [
            (titles.get(f.key, f.key), [(packs.named(q), kept[f.key].get(q.key, "")) for q in f.fields])
            for f in way.forms if f.key in kept
        ],
        "sittings": [(s, queries.unseal(s.sealed, "sitting", s.pk)) for s in case.sittings.order_by("starts_at", "id")],
        "papers": _papers(case),
        "hours": queries_of_hours.of_case(case.pk),
        "may_take_hours": bool(packs.active().help_stations),
    }  # fmt: skip


def _masked(phone: str) -> str:
    return people.mask_phone(phone) if phone else ""


def _papers(case: Case) -> list[tuple[str, str, str, str]]:
    have = [("record", _("Record of the mediation"))]
    if case.agreed_on and not case.forgotten_at:
        have.insert(0, ("agreement", _("Agreement")))

    def at(what: str, form: str) -> str:
        return reverse("mediation:paper", args=[case.pk, what, form])

    return [(title, at(k, "page"), at(k, "word"), at(k, "pdf")) for k, title in have]


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """One of the acts that are open now; a form that is wrong comes back with what was typed."""
    actor = actor_of(request)
    case = queries.get(matter_id, actor)
    panels = Panels(case, actor, request.POST, verb).found()
    about = {id_of(request.POST.get(name)) for name in ("side", "sitting")} - {None}
    panel = next((p for p in panels if p.verb == verb and (p.about is None or p.about in about)), None)
    if panel is None:
        if not queries.mediates(actor, case) and case.matter.offered_post_id not in actor.post_ids:
            raise Forbidden("Only who mediates this case does this.")
        raise NotFound("There is no such act at this step.")
    if panel.form.is_valid():
        with refusals_to(panel.form):
            shown = panel.do(dict(panel.form.cleaned_data))
            if isinstance(shown, str):  # a phone: said once, kept nowhere
                return _page(request, case, actor, Panels(case, actor).found(), shown=f"{panel.title}: {shown}")
            messages.success(request, _("Done."))
            return redirect("mediation:desk-case", matter_id)
    return _page(request, queries.get(matter_id, actor), actor, panels, 422)
