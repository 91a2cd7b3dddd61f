"""`/desk/structure/adjustments/`: plans of adjustment of levels; drafted, looked at, confirmed, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Invalid
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.places import public as places
from gongzhi.structure.actions import adjustments as actions
from gongzhi.structure.forms.adjustments import LINE_FORMS, HeadForm, WhyForm
from gongzhi.structure.models import Adjustment
from gongzhi.structure.queries import adjustments as queries
from gongzhi.structure.queries import composing, tree
from gongzhi.structure.queries.preview import Names, line_words, outcome_facts, preview
from gongzhi.structure.rules.adjustments import State


def state_words(state: str) -> tuple[str, str]:
    """Colour and words of a state, in the reader's language."""
    words = {
        State.DRAFT: ("grey", _("draft")),
        State.CONFIRMED: ("blue", _("confirmed, waiting for its day")),
        State.DONE: ("green", _("carried out")),
        State.WITHDRAWN: ("grey", _("withdrawn")),
    }
    return words[State(state)]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All plans that one may see, newest first."""
    actor = actor_of(request)
    tree.tops(actor)
    page = paged(queries.visible_to(actor), ("-id",), after=request.GET.get("after", ""), size=30)
    rows = [(row, *state_words(row.state)) for row in page.items]
    adjust = bool(scopes(actor, Permission.STRUCTURE_ADJUST))
    return render(request, "structure/adjustments.html", {"page": page, "rows": rows, "adjust": adjust})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new draft; `?way_back=ID`: one that undoes what was carried out."""
    actor = actor_of(request)
    top = queries.owned(actor)
    done = id_of(request.GET.get("way_back"))
    row = queries.get(done, actor) if done else None
    first = {"title": _("Back again: %(title)s") % {"title": row.title}} if row else {}
    form = HeadForm(request.POST or None, initial=first)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            plan = composing.way_back(row) if row is not None and row.state == State.DONE else None
            made = actions.draft(**form.cleaned_data, place_id=row.place_id if row else top, actor=actor, plan=plan)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The plan is drafted. Add its lines."))
            return redirect("structure:adjustment", made.pk)
    context = {"form": form, "title": _("New adjustment of levels"), "named": _("Adjustments of levels"),
               "back": reverse("structure:adjustments")}  # fmt: skip
    return render(request, "structure/edit.html", context, status=status)


@login_required
@require_safe
def show(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """The plan: its lines, the preview, what is wrong with it, and what can be done with it."""
    return page(request, queries.get(adjustment_id, actor_of(request)))


def page(
    request: HttpRequest, row: Adjustment, status: int = 200, error: str = "", why: WhyForm | None = None
) -> HttpResponse:
    """The page, with what was refused a moment ago."""
    actor = actor_of(request)
    mine = bool(scopes(actor, Permission.STRUCTURE_ADJUST) & set(places.ancestors(row.place_id)))
    live = row.state in (State.DRAFT, State.CONFIRMED)
    looked = queries.look(row) if live else None
    colour, words = state_words(row.state)
    context: dict[str, Any] = {
        "row": row,
        "colour": colour,
        "state": words,
        "draft": row.state == State.DRAFT,
        "confirmed": row.state == State.CONFIRMED,
        "done": row.state == State.DONE,
        "mine": mine,
        "mistakes": [(m.line, _(m.text) % dict(m.params)) for m in looked.mistakes] if looked else [],
        "preview": preview(looked) if looked else None,
        "outcome": outcome_facts(row.outcome),
        "verbs": [(verb, title) for verb, (_form, title, _word) in LINE_FORMS.items()],
        "why": (why or WhyForm()) if live and mine else None,
        "error": error,
        "lines": [] if looked else _old_lines(row),
        "facts": [fact for fact in _facts(row) if fact[1]],
    }
    return render(request, "structure/adjustment.html", context, status=status)


def _facts(row: Adjustment) -> list[tuple[str, object]]:
    return [
        (_("Document"), row.basis),
        (_("First day on which it holds"), row.effective_on),
        (_("For all below"), row.place.name),
        (_("Confirmed at"), clock.local(row.confirmed_at) if row.confirmed_at else ""),
        (_("Carried out"), clock.local(row.done_at) if row.done_at else ""),
        (_("Why it was withdrawn"), row.reason),
    ]


def _old_lines(row: Adjustment) -> list[tuple[int, str, str]]:
    looked = queries.unlooked(row)
    names = Names(looked)
    return [(n, *line_words(line, names)) for n, line in enumerate(looked.plan.lines)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """Title, document and date of a draft."""
    actor = actor_of(request)
    row = queries.get(adjustment_id, actor)
    queries.may_adjust(actor, row)
    first = {"title": row.title, "basis": row.basis, "effective_on": row.effective_on}
    form = HeadForm(request.POST or None, initial=first)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, actor=actor, version=row.version, **form.cleaned_data)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("structure:adjustment", row.pk)
    context = {"form": form, "title": _("Title, document and date"), "named": row.title,
               "back": reverse("structure:adjustment", args=[row.pk])}  # fmt: skip
    return render(request, "structure/edit.html", context, status=status)


@login_required
@require_POST
def act(request: HttpRequest, adjustment_id: int, verb: str) -> HttpResponse:
    """`confirm`, `withdraw`, `redraft` (back to a draft); a refusal stands on the page."""
    actor = actor_of(request)
    row = queries.get(adjustment_id, actor)
    queries.may_adjust(actor, row)
    version = int(request.POST.get("version", "")) if request.POST.get("version", "").isdecimal() else row.version
    form = WhyForm(request.POST)
    try:
        if verb == "confirm":
            actions.confirm(row, actor=actor, version=version)
            messages.success(request, _("Confirmed. It is carried out on its day; until then it can be withdrawn."))
        elif verb in ("withdraw", "redraft"):
            reason = request.POST.get("reason", "")
            actions.withdraw(row, reason=reason, actor=actor, version=version, to_draft=verb == "redraft")
            messages.success(request, _("Withdrawn."))
    except Invalid as error:
        if form.is_valid():
            add_to_form(form, error)
        return page(request, row, 422, why=form)
    except DomainError as error:
        row.refresh_from_db()
        return page(request, row, 409, error=text_of(error))
    return redirect("structure:adjustment", row.pk)
