"""`/desk/pacts/`: which place has its pact, drafts article by article, the day of what was adopted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.deliberation.actions import pacts as acts
from gongzhi.deliberation.forms import pacts as forms
from gongzhi.deliberation.models import Pact, PactVersion
from gongzhi.deliberation.queries import pact_papers as on_paper
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.deliberation.rules.pacts import ARTICLES_MAX, PactState, number_words
from gongzhi.deliberation.views.desk import runner
from gongzhi.disclosure import public as disclosure
from gongzhi.files import public as files
from gongzhi.kit import excel
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.places import public as places

MOST = 5000


def _kinds() -> list[tuple[str, str]]:
    return [(k.key, packs.named(k)) for k in packs.active().pacts]


def _narrowed(request: HttpRequest) -> tuple[forms.PactsForm, dict[str, str]]:
    form = forms.PactsForm(request.GET, kinds=_kinds())
    form.is_valid()
    return form, {name: form.cleaned_data.get(name, "") for name in ("q", "kind", "have")}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The places of one's area that may have a pact, with what is in force and what is under way."""
    actor = runner(request)
    form, asked = _narrowed(request)
    rows = queries.places_for(actor, text=asked["q"], kind=asked["kind"], have=asked["have"])
    at = id_of(request.GET.get("at"))
    rows = rows.filter(pk=at) if at is not None else rows
    page = paged(rows, ["path"], after=request.GET.get("after", ""), size=40)
    above = places.above(page.items)
    lines = [
        {
            "at": s, "above": above.get(s.place.pk, ""), "kind": packs.named(s.kind),
            "held": queries.state_words(s.held) if s.held else "",
            "doing": queries.state_words(s.under_way) if s.under_way else "",
        }
        for s in queries.standings(page.items, asked["kind"])
    ]  # fmt: skip
    context = {"page": page, "form": form, "lines": lines, "narrowed": any(asked.values()) or at is not None}
    return render(request, "deliberation/desk_pacts.html", context)


@login_required
@require_safe
def table(request: HttpRequest) -> FileResponse:
    """The same as .xlsx, at most 5,000 places."""
    actor = runner(request)
    _form, asked = _narrowed(request)
    rows = queries.places_for(actor, text=asked["q"], kind=asked["kind"], have=asked["have"]).order_by("path")
    name, book = _("Pacts"), excel.new()
    heads = [_("No."), _("Place"), _("Kind"), _("What holds now"), _("Decided"), _("Articles"), _("Under way")]
    by_line = _("Date: %(day)s") % {"day": f"{clock.today():%Y-%m-%d}"}
    sheet = excel.begin(book, name, title=name, by_line=by_line, heads=heads, widths=(6, 28, 18, 24, 46, 8, 22),
                        footer=_("Page &P of &N"))  # fmt: skip
    for n, s in enumerate(queries.standings(list(rows[:MOST]), asked["kind"]), start=1):
        held = s.held
        words = [queries.state_words(held), on_paper.decided(held), len(held.articles)] if held else ["", "", ""]
        doing = queries.state_words(s.under_way) if s.under_way else ""
        excel.append(sheet, [n, s.place.name, packs.named(s.kind), *words, doing])
    return excel.download(book, name)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """The first draft of a place without a pact, from the pack's template where it has one."""
    actor = runner(request)
    place = id_of(request.POST.get("place"))
    if place is None:
        raise NotFound("There is no such place.")
    pact = acts.pact_for(place, request.POST.get("kind", ""), actor=actor)
    if request.POST.get("do") == "take":
        return redirect("deliberation:desk-pact-take", pact.pk)
    if not PactVersion.objects.filter(pact=pact, dropped=False).exists():
        basis = acts.TEMPLATE if queries.kind_of(pact).template else acts.EMPTY
        made = acts.draft(pact, actor=actor, basis=basis)
        return redirect("deliberation:desk-draft", pact.pk, made.pk)
    return redirect("deliberation:desk-pact", pact.pk)


def pact_of(request: HttpRequest, pact_id: int) -> tuple[Pact, Actor]:
    """The pact, for who runs it. Raises NotFound."""
    actor = actor_of(request)
    pact = queries.get(pact_id)
    if not queries.runs(actor, pact):
        raise NotFound("There is no such pact.")
    return pact, actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pact_id: int) -> HttpResponse:
    """A pact with all its drafts and versions; begin another draft, or the repeal."""
    runner(request)
    pact, actor = pact_of(request, pact_id)
    rows = queries.versions(pact)
    repeals = request.POST.get("do") == "repeal"
    begin = forms.BeginForm(
        request.POST if request.method == "POST" and not repeals else None, bases=_bases(pact, rows)
    )
    repeal = forms.RepealForm(request.POST if repeals else None)
    form = repeal if repeals else begin
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.draft(pact, actor=actor, repeals=repeals, **form.cleaned_data)
        except Invalid as error:
            add_to_form(form, error)
        else:
            return redirect("deliberation:desk-draft", pact.pk, made.pk)
    lines = [
        {"row": v, "name": on_paper.name_of(v), "state": queries.state_words(v), "decided": on_paper.decided(v),
         "by": v.made_by.post.label if v.made_by else ""}
        for v in rows
    ]  # fmt: skip
    context = {"pact": pact, "lines": lines, "begin": begin, "repeal": repeal, "held": queries.holding(rows),
               "public": any(queries.is_public(v) for v in rows), "repeals": repeals,
               "takes": queries.may_take(rows), "taken": any(v.taken_on for v in rows)}  # fmt: skip
    return render(request, "deliberation/desk_pact.html", context, status=422 if form.errors else 200)


def _bases(pact: Pact, rows: list[PactVersion]) -> list[tuple[str, str]]:
    held = queries.holding(rows)
    found = [(str(held.pk), _("What is in force here"))] if held else []
    if queries.kind_of(pact).template:
        found.append((acts.TEMPLATE, _("The template")))
    found.append((acts.EMPTY, _("An empty sheet")))
    found += [(str(v.pk), on_paper.name_of(v)) for v in rows[:20] if v is not held and not v.repeals and v.text]
    return found + [(str(v.pk), v.pact.title) for v in queries.models_for(pact)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pact_id: int, version_id: int) -> HttpResponse:
    """The articles of a draft: each its own field; what is typed is kept by every button."""
    runner(request)
    pact, actor = pact_of(request, pact_id)
    version = queries.version_of(pact, version_id)
    if request.method != "POST":
        return _page(request, version, list(version.articles))
    typed = request.POST.getlist("article")[: ARTICLES_MAX + 5]
    do = request.POST.get("do", "save")
    try:
        if do == "force":
            return _force(request, version, actor)
        if do == "undo":
            acts.undo(version, actor=actor)
        elif do == "drop":
            acts.drop(version, actor=actor)
            messages.success(request, _("The draft is given up."))
            return redirect("deliberation:desk-pact", pact.pk)
        else:
            if queries.edits_now(version) and not version.repeals:
                acts.write(version, arranged(typed, do), actor=actor, note=request.POST.get("note"))
            if do == "propose":
                topic = acts.propose(version, actor=actor)
                messages.success(request, _("It stands before the residents as a topic now."))
                return redirect("deliberation:desk-topic", topic.pk)
            messages.success(request, _("Saved."))
    except disclosure.PersonalDataFound as error:
        return _page(request, version, typed, findings=error)
    except Invalid as error:
        return _page(request, version, typed, wrong=error)
    return redirect("deliberation:desk-draft", pact.pk, version.pk)


def arranged(texts: list[str], do: str) -> list[str]:
    """The articles after a button: `up-2`, `down-2`, `remove-2` (from 0); anything else leaves them."""
    verb, _dash, digits = do.partition("-")
    n = int(digits) if digits.isdigit() and len(digits) < 4 else -1
    if not 0 <= n < len(texts):
        return texts
    rest = texts[:n] + texts[n + 1 :]
    if verb == "remove":
        return rest
    if verb in ("up", "down"):
        at = max(0, n - 1) if verb == "up" else n + 1
        return [*rest[:at], texts[n], *rest[at:]]
    return texts


def _force(request: HttpRequest, version: PactVersion, actor: Actor) -> HttpResponse:
    form = forms.ForceForm(request.POST)
    if form.is_valid():
        try:
            acts.bring_in_force(version, form.cleaned_data["on"], actor=actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("It has its day."))
            return redirect("deliberation:desk-draft", version.pact_id, version.pk)
    return _page(request, version, list(version.articles), force=form)


def _page(request: HttpRequest, version: PactVersion, texts: list[str], **given: Any) -> HttpResponse:
    at, wrong = queries.state(version), given.get("wrong")
    said = text_of(wrong) if wrong is not None else ""
    edits = queries.edits_now(version) and not version.repeals
    advice = queries.advice(texts)
    field = getattr(wrong, "field", None) or ""
    lines = [
        {
            "n": n, "number": number_words(n + 1), "text": text, "advice": advice.get(n, []),
            "wrong": said if field == f"article-{n}" else "",
        }
        for n, text in enumerate(texts)
    ]  # fmt: skip
    context = {
        "version": version, "pact": version.pact, "name": on_paper.name_of(version),
        "state": queries.state_words(version), "lines": lines, "edits": edits, "next": len(texts),
        "is_draft": at is PactState.DRAFT,
        "wrong": said if said and not field.startswith("article-") else "", "advice": sum(map(len, advice.values())),
        "scans": files.files_of(version.pk) if version.taken_on else [],
        "findings": given.get("findings"), "decided": on_paper.decided(version), "topic": version.topic,
        "force": given.get("force") or (forms.ForceForm(initial={"on": version.in_force_on or clock.today()})
                                        if at in (PactState.ADOPTED, PactState.COMING) else None),
    }  # fmt: skip
    status = 422 if wrong or given.get("findings") or given.get("force") else 200
    return render(request, "deliberation/desk_draft.html", context, status=status)
