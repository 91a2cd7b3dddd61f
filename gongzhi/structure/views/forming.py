"""`/desk/structure/forming/`: where a Party organisation is due, stands, or is not known; units and their counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, scopes
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form, id_of
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.actions import forming_units as actions
from gongzhi.structure.forms import forming as forms
from gongzhi.structure.queries import forming as queries
from gongzhi.structure.queries import forming_list as lists
from gongzhi.structure.views import shared

ROWS_MOST = 2000
PLACES_MOST = 300


def _see(actor: Actor) -> None:
    if not scopes(actor, Permission.ORG_SEE):
        raise Forbidden("Your posts do not allow this here.")


def _asked(request: HttpRequest, rules: packs.Forming) -> tuple[forms.AskForm, lists.Wanted]:
    form = forms.AskForm(request.GET or {"show": "due"}, rules=rules)
    form.is_valid()
    data = form.cleaned_data
    return form, lists.Wanted(data.get("show") or "due", data.get("kind", ""), data.get("q", ""))


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The units of the own area, by page."""
    actor = actor_of(request)
    _see(actor)
    rules = queries.rules_or_none()
    if rules is None:
        return render(request, "structure/forming.html", {"rules": None})
    form, wanted = _asked(request, rules)
    after = request.GET.get("after", "")
    context: dict[str, Any] = {"rules": rules, "form": form, "wanted": wanted, "may": _edits(actor)}
    if wanted.show == "new":
        listed = [k for k in rules.units if k.levels or k.body_kinds or k.estates]
        kind = next((k for k in listed if k.key == wanted.kind), listed[0] if listed else None)
        context["kind"] = kind
        if kind is not None:
            context["page"] = lists.candidates(actor, kind, wanted.words, after=after)
            context["of_place"] = bool(kind.levels)
    else:
        page = lists.page_of(actor, wanted, after=after)
        context |= {"page": page, "lines": lists.lines_of(page.items), "names": names_of(rules)}
    return render(request, "structure/forming.html", context)


def _edits(actor: Actor) -> bool:
    return bool(scopes(actor, Permission.FORMING_EDIT))


def names_of(rules: packs.Forming) -> dict[str, dict[str, str]]:
    """The words of modes, ties and forms, in the reader's language."""
    return {
        "mode": {i.key: packs.named(i) for i in rules.modes},
        "tie": {i.key: packs.named(i) for i in rules.ties},
        "form": {i.key: packs.named(i) for i in rules.forms},
    }


def formed_of(body_id: int) -> dict[str, Any]:
    """What the page of a body says of how it was formed; empty where it is not of this kind."""
    rules, found = queries.rules_or_none(), queries.of_body(body_id)
    return {"formed": found, "formed_names": names_of(rules)} if rules and found else {}


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as an Excel table. Raises Invalid past the row limit."""
    actor = actor_of(request)
    _see(actor)
    rules = queries.rules_now()
    _form, wanted = _asked(request, rules)
    rows = lists.find(actor, wanted).order_by("kind", "name", "id")
    found = list(rows[: ROWS_MOST + 1])
    if len(found) > ROWS_MOST:
        raise Invalid("These are more than %(most)s units. Narrow the list.", most=ROWS_MOST)
    heads = [
        _("Kind of unit"), _("Unit"), _("Place"), _("Numbers"), _("Due since"), _("Rule"), _("Clause"),
        _("Organisation"), _("Mode"), _("Tie"), _("Form"), _("State"),
    ]  # fmt: skip
    widths = [16, 24, 16, 34, 12, 18, 44, 24, 14, 8, 10, 14]
    return shared.table(actor, _("Forming Party organisations"), heads, widths, _rows(found, rules))


def _rows(units: Sequence[Any], rules: packs.Forming) -> Iterator[Sequence[Any]]:
    names = names_of(rules)
    for line in lists.lines_of(units):
        how = line.formed
        numbers = _("; ").join(
            f"{v.title} {'—' if v.value is None else v.value}" + (f"（≥{v.at_least}）" if v.at_least else "")
            for v in line.values
        )
        state = _("an organisation stands") if line.body else _("under way") if line.running else _("none")
        yield (
            packs.named(line.kind), line.unit.name, line.unit.place.name, numbers, line.since,
            _("in principle") if not line.kind.strict else "", f"{line.kind.clause} {line.kind.source.text}",
            line.body.name if line.body else "",
            *((names[f].get(getattr(how, f), "") if how else "") for f in ("mode", "tie", "form")), state,
        )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_unit(request: HttpRequest) -> HttpResponse:
    """Enter a tower, park, market … by name, at a community or below."""
    actor, rules = actor_of(request), queries.rules_now()
    within = sorted(scopes(actor, Permission.FORMING_EDIT))
    if not within:
        raise Forbidden("Your posts do not allow this here.")
    kinds = [k for k in rules.units if not (k.levels or k.body_kinds)]
    form = forms.UnitForm(
        request.POST or None, kinds=kinds, places=_places(within), initial={"kind": request.GET.get("kind", "")}
    )

    def do(data: dict[str, Any]) -> Any:
        return actions.enter_unit(actor=actor, place_id=data.pop("place"), **data)

    return shared.act(
        request, form, do, title=_("Enter a unit"), back=reverse("structure:forming"), button=_("Enter"),
        done=_("Entered. Now enter what was counted."),
        to=lambda made: reverse("structure:forming-unit", args=[made.pk]),
    )  # fmt: skip


def _places(within: Sequence[int]) -> list[tuple[int, str]]:
    """Communities first, then the grids and estates in them."""
    kinds = [*queries.NAMED, "section", "grid", "estate"]
    rows = places.Place.objects.filter(places.inside(within), kind__in=kinds, ends_on=None).order_by("path")
    found = [(pk, name, kind) for pk, name, kind in rows.values_list("id", "name", "kind")[:PLACES_MOST]]
    return [(pk, name if kind in queries.NAMED else f"　{name}") for pk, name, kind in found]


@login_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a place, body or new estate of the list, and go on to its counts."""
    subject = id_of(request.POST.get("subject"))
    if subject is None:
        raise NotFound("There is no such unit.")
    made = actions.enter_unit(kind=request.POST.get("kind", ""), subject=subject, actor=actor_of(request))
    return redirect("structure:forming-unit", made.pk)


@login_required
@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A unit: its counts against the thresholds, their history, how organisations came."""
    return _unit(request, unit_id)


def _unit(request: HttpRequest, unit_id: int, **given: Form) -> HttpResponse:
    actor = actor_of(request)
    row = queries.unit_of(unit_id, actor)
    queries.kind_now(row)
    (line,) = lists.lines_of([row])
    allowed = may(actor, Permission.FORMING_EDIT, places.ancestors(row.place_id)) and row.closed_on is None
    shown = {verb: given.get(verb) or _form(verb, line) for verb in ("count", "known")} if allowed else {}
    rules = queries.rules_now()
    context = {
        "line": line, "unit": row, "rules": rules, "names": names_of(rules), "forms": shown, "may": allowed,
        "history": queries.history_of(row), "formings": queries.formings_of(row), "figures": queries.FIGURES,
        "startable": allowed and line.body is None and line.running is None,
    }  # fmt: skip
    return render(request, "structure/forming_unit.html", context, status=422 if given else 200)


def _form(verb: str, line: lists.Line, data: Any = None) -> Any:
    if verb == "count":
        return forms.CountForm(data, wanted=[t.figure for t in line.kind.thresholds])
    if verb == "known" and line.unit.organisation_id is None and line.running is None:
        bodies = [(b.pk, b.name) for b in queries.standing_for(line.unit)]
        return forms.KnownForm(data, rules=queries.rules_now(), bodies=bodies) if bodies else None
    return None


@login_required
@require_POST
def act(request: HttpRequest, unit_id: int, verb: str) -> HttpResponse:
    """`count` enters numbers, `known` an organisation that stood before, `close` takes it off the list."""
    actor = actor_of(request)
    row = queries.unit_of(unit_id, actor, Permission.FORMING_EDIT)
    if verb == "close":
        actions.close_unit(unit_id, actor=actor)
        messages.success(request, _("It is off the list."))
        return redirect("structure:forming")
    (line,) = lists.lines_of([row])
    form = _form(verb, line, request.POST)
    if form is None:
        raise NotFound("There is no such page.")
    if form.is_valid():
        data = form.cleaned_data
        try:
            if verb == "count":
                actions.enter_counts(unit_id, form.counts(), source=data["source"], on=data["on"], actor=actor)
            else:
                actions.recognise(unit_id, data.pop("body"), actor=actor, **data)
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("structure:forming-unit", unit_id)
    return _unit(request, unit_id, **{verb: form})
