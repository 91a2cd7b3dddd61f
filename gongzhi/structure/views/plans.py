"""Writing a plan of adjustment: its lines, what goes where below an ended place, who takes the work, who comes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Invalid, NotAllowed, NotFound
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.actions import adjustments as actions
from gongzhi.structure.forms.adjustments import LINE_FORMS, EstablishForm, LineForm, PeopleForm, SelectsForm
from gongzhi.structure.models import Adjustment
from gongzhi.structure.queries import adjustments as queries
from gongzhi.structure.queries import composing
from gongzhi.structure.queries.plan_lines import with_line
from gongzhi.structure.queries.preview import Names, heir_choices, place_choices
from gongzhi.structure.queries.tree import level_words
from gongzhi.structure.rules.adjustments import Line, Plan, State, from_json


def _draft(adjustment_id: int, actor: Actor) -> Adjustment:
    row = queries.get(adjustment_id, actor)
    queries.may_adjust(actor, row)
    if row.state != State.DRAFT:
        raise NotAllowed("Only a draft can be changed: withdraw it first.")
    return row


def _version(request: HttpRequest, row: Adjustment) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else row.version


def _answer(
    request: HttpRequest, row: Adjustment, form: Form, title: object, hint: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "title": title, "named": row.title, "hint": hint, "version": row.version,
        "back": reverse("structure:adjustment", args=[row.pk]),
    }  # fmt: skip
    return render(request, "structure/edit.html", context, status=status)


def _save(request: HttpRequest, row: Adjustment, form: Form, plan: Plan) -> bool:
    """Whether it was saved; else the refusal stands on the form."""
    try:
        actions.change(row, actor=actor_of(request), version=_version(request, row), plan=plan)
    except DomainError as error:
        add_to_form(form, error)
    else:
        messages.success(request, _("Saved."))
        return True
    return False


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, adjustment_id: int, verb: str) -> HttpResponse:
    """Add a line, or the lines that a split, a merge or a restoration consists of."""
    row = _draft(adjustment_id, actor_of(request))
    if verb not in LINE_FORMS:
        raise NotFound("There is no such page.")
    looked = queries.look(row)
    _kind, title, _word = LINE_FORMS[verb]
    form = _line_form(request.POST or None, verb, looked, row)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            plan = with_line(looked.plan, verb, form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            if _save(request, row, form, plan):
                if verb == "split":
                    return redirect("structure:adjustment-children", row.pk, int(form.cleaned_data["place"]))
                return redirect("structure:adjustment", row.pk)
    return _answer(request, row, form, title, status=status)


def _line_form(data: QueryDict | None, verb: str, looked: queries.Looked, row: Adjustment) -> LineForm:
    rows, targets = place_choices(looked)
    ended = []
    if verb == "restore":
        gone = places.Place.objects.filter(path__startswith=row.place.path, ends_on__lte=clock.today())
        gone = gone.filter(kind__in=places.AREAS).order_by("-ends_on", "id")
        ended = [(str(pk), f"{name}（{day}）") for pk, name, day in gone.values_list("id", "name", "ends_on")[:200]]
    common: dict[str, Any] = {"places": rows, "targets": targets, "ended": ended}
    if verb == "establish":
        words = level_words()
        levels: list[tuple[str, str]] = [(k, words[k]) for k in places.AREAS if k in words]
        if "street" not in words:
            levels.append(("street", _("Sub-district")))
        bodies = {key: title for level, _title in levels for key, title in composing.kinds_of_bodies(level)}
        first = {"kind": "community" if "community" in words else levels[-1][0]}
        return EstablishForm(data, levels=levels, bodies=list(bodies.items()), initial=first, **common)
    return LINE_FORMS[verb][0](data, **common)


@login_required
@require_POST
def remove(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """Take a line out again."""
    actor = actor_of(request)
    row = _draft(adjustment_id, actor)
    plan = from_json(row.plan)
    text = request.POST.get("line", "")
    if not (text.isascii() and text.isdigit() and int(text) < len(plan.lines)):
        raise NotFound("There is no such line.")
    actions.change(row, actor=actor, version=_version(request, row), plan=plan.without(int(text)))
    messages.success(request, _("The line is out."))
    return redirect("structure:adjustment", row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def children(request: HttpRequest, adjustment_id: int, place_id: int) -> HttpResponse:
    """Where each place below an ending one goes."""
    row = _draft(adjustment_id, actor_of(request))
    looked = queries.look(row)
    plan = looked.plan
    if place_id not in plan.abolished:
        raise NotFound("This plan does not end that place.")
    below = [p for p in looked.now.places.values() if p.parent == place_id and p.id not in plan.abolished]
    below.sort(key=lambda p: (p.code, p.id))
    _rows, targets = place_choices(looked)
    rows = [(str(p.id), p.name, targets, plan.moved.get(p.id, plan.abolished[place_id])) for p in below]
    form = SelectsForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        said = {p.id: form.cleaned_data[str(p.id)] for p in below}
        kept = [x for x in plan.lines if not (x.verb == "move" and x.place in said)]
        new = [Line("move", place=p, to=to) for p, to in said.items() if to and to != plan.abolished[place_id]]
        if _save(request, row, form, Plan((*kept, *new), plan.heirs)):
            return redirect("structure:adjustment", row.pk)
    hint = _("For each place below %(place)s: where it stands from that day on.") % {
        "place": Names(looked).place(str(place_id))
    }
    status = 422 if request.method == "POST" else 200
    return _answer(
        request, row, form, _("Share out the places below"), hint if rows else _("Nothing stands below it."), status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def heirs(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """To whom the work and the duties of each ending post go."""
    row = _draft(adjustment_id, actor_of(request))
    looked = queries.look(row)
    choices = heir_choices(looked)
    posts = looked.after.posts_closed
    rows = [(str(p), looked.now.posts[p].label, choices, looked.plan.heirs.get(p, "")) for p in posts]
    form = SelectsForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        said = {p: form.cleaned_data[str(p)] for p in posts if form.cleaned_data[str(p)]}
        if _save(request, row, form, Plan(looked.plan.lines, said)):
            return redirect("structure:adjustment", row.pk)
    hint = _("Without a choice each matter goes to the nearest post of a level that may handle it and is held.")
    status = 422 if request.method == "POST" else 200
    return _answer(request, row, form, _("Who takes over the work"), hint, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staffing(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """Who comes to each new post; `propose` fills them with those whose posts end."""
    row = _draft(adjustment_id, actor_of(request))
    looked = queries.look(row)
    plan, closed = looked.plan, looked.after.posts_closed
    if request.method == "POST" and "propose" in request.POST:
        plan = composing.propose_people(plan, looked.now, closed)
        actions.change(row, actor=actor_of(request), version=_version(request, row), plan=plan)
        messages.success(request, _("Proposed: look it through and change it where needed."))
        return redirect("structure:adjustment-people", row.pk)
    form = PeopleForm(request.POST or None, rows=_people_rows(looked))
    if request.method == "POST" and form.is_valid():
        chosen = _chosen(form, plan)
        if chosen is not None and _save(request, row, form, plan.staffed(chosen)):
            return redirect("structure:adjustment", row.pk)
    hint = _("Those whose posts end are offered; others are named by user name or phone. A post may stay vacant.")
    status = 422 if request.method == "POST" else 200
    return _answer(request, row, form, _("Who comes to the new posts"), hint, status)


def _people_rows(looked: queries.Looked) -> list[tuple[str, str, list[tuple[str, str]], list[str]]]:
    names, posts = Names(looked), looked.now.posts
    leaving = {x: posts[p].label for p in looked.after.posts_closed for x in posts[p].persons}
    coming = {x for _l, _b, post in looked.plan.new_posts() for x in post.persons}
    wanted = people.Person.objects.filter(pk__in=sorted({*leaving, *coming})).order_by("id")
    labels = {
        pk: name + (f" · {leaving[pk]}" if pk in leaving else "") for pk, name in wanted.values_list("id", "name")
    }
    choices = [(str(pk), label) for pk, label in labels.items()]
    return [
        (post.key, names.posts[post.key], choices, [str(x) for x in post.persons])
        for _line, _body, post in looked.plan.new_posts()
    ]


def _chosen(form: PeopleForm, plan: Plan) -> dict[str, tuple[int, ...]] | None:
    """The persons by post; None where a name is not known (said on the form)."""
    found: dict[str, tuple[int, ...]] = {}
    for _line, _body, post in plan.new_posts():
        persons = [int(x) for x in form.cleaned_data[post.key]]
        text = form.cleaned_data[f"{post.key}-other"].strip()
        if text:
            try:
                persons.append(people.find_known(text, field=f"{post.key}-other").pk)
            except Invalid as error:
                add_to_form(form, error)
                return None
        found[post.key] = tuple(dict.fromkeys(persons))
    return found
