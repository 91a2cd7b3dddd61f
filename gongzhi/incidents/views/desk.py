"""`/desk/incidents/<number>/`: where the notice leads: one button to acknowledge, take over, another level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, Permission, may, staff_of
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.incidents import forms, rules
from gongzhi.incidents import public as incidents
from gongzhi.incidents.models import Incident
from gongzhi.incidents.queries import levels, shown
from gongzhi.incidents.queries.beside import may_raise, waits_for
from gongzhi.incidents.views.shared import cause_words, long_words, minutes_since, next_words, state_of
from gongzhi.kit.errors import refusals_to
from gongzhi.kit.forms import Form
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.structure import public as structure


def _find(request: HttpRequest, number: str) -> tuple[Actor, requests.Request, Incident | None]:
    """Raises NotFound, also for a request that neither has a level nor may get one from this actor."""
    actor = staff_of(request)
    about = requests.find(number, actor)
    incident = shown.of_request(about.pk)
    if incident is None and (not levels.chain() or not may_raise(about, actor)):
        raise NotFound("This request has no level.")
    return actor, about, incident


def _choices(about: requests.Request, incident: Incident | None, one: shown.Shown | None, actor: Actor) -> list[Any]:
    """The levels that the actor may set now: (key, words)."""
    if about.matter.state not in procedures.LIVE or levels.is_personal(about.type_key):
        return []
    chain = levels.chain()
    told = one is not None and any(line.post_id in actor.post_ids for line in one.told)
    asked = one is not None and bool(one.told)
    up = told or may_raise(about, actor)
    down = (told or not asked) and may(actor, Permission.INCIDENT_LOWER, places.ancestors(about.matter.place_id))
    allowed = {rules.Way.UP: up, rules.Way.DOWN: down, None: False}
    now = incident.level if incident is not None else ""
    return [
        (
            level.key,
            _("%(level)s: acknowledged within %(n)s minutes") % {"level": packs.named(level), "n": level.within},
        )
        for level in chain
        if allowed[rules.way(chain, now, level.key)]
    ]


def _forms(
    about: requests.Request, incident: Incident | None, one: shown.Shown | None, actor: Actor, data: Any = None,
    verb: str = "",
) -> dict[str, Form]:  # fmt: skip
    """The forms of what the actor may do now, by verb."""
    found: dict[str, Form] = {}
    if incident is not None and one is not None and incident.ended_at is None:
        if waits_for(one, actor):
            found["acknowledge"] = forms.PlainForm(data if verb == "acknowledge" else None)
        if _takes(about, one, actor):
            found["take"] = forms.PlainForm(data if verb == "take" else None)
    if offered := _choices(about, incident, one, actor):
        initial = {"number": incident.number if incident is not None else 0}
        found["level"] = forms.LevelForm(data if verb == "level" else None, levels=offered, initial=initial)
    return found


def _takes(about: requests.Request, one: shown.Shown, actor: Actor) -> bool:
    level = levels.level_of(one.step.level)
    kinds = level.takes_over if level is not None else ()
    told = {line.post_id for line in one.told}
    mine = {p.post_id for p in actor.posts if p.kind in kinds and Permission.REQUEST_HANDLE in p.permissions}
    return bool(mine & told) and about.matter.holder_post_id not in mine & told


@login_required
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """The incident of a request, or the way to give it a level. Raises NotFound."""
    actor, about, incident = _find(request, number)
    return _page(request, actor, about, incident, {})


def _page(
    request: HttpRequest, actor: Actor, about: requests.Request, incident: Incident | None, bound: dict[str, Form],
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    steps = shown.steps_of([incident], every=True)[incident.pk] if incident is not None else []
    now = steps[0] if steps else None
    around = set(places.ancestors(about.matter.place_id))
    context = {
        "about": about, "matter": about.matter, "number": spoken(about.number), "incident": incident, "now": now,
        "kind": levels.type_words(about.type_key), "place": places.get(about.matter.place_id),
        "holder": orgs.post_label(about.matter.holder_post_id),
        "forms": _forms(about, incident, now, actor) | bound, "bound": next(iter(bound), ""),
        "light": state_of(now) if now is not None and (incident is None or incident.ended_at is None) else None,
        "next": next_words(now) if now is not None and incident is not None and incident.ended_at is None else "",
        "long": long_words(minutes_since(incident)) if incident is not None else "",
        "steps": [(s, state_of(s), cause_words(s.step.cause)) for s in steps],
        "emergencies": _emergencies(around),
        "rule": levels.level_of(incident.level) if incident is not None else None,
    }  # fmt: skip
    return render(request, "incidents/one.html", context, status=status)


def _emergencies(around: set[int]) -> list[tuple[int, str]]:
    """The emergency plans that are open at the place or above it: (id, words)."""
    plans = {plan.key: packs.named(plan) for plan in packs.active().emergencies}
    here = [e for e in structure.open_emergencies() if e.place_id in around] if plans else []
    return [(e.pk, f"{plans.get(e.kind, e.kind)} · {e.place.name}") for e in here]


@login_required
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One of the acts; a form that is wrong comes back with what was typed."""
    actor, about, incident = _find(request, number)
    done: dict[str, Callable[[Form], str]] = {
        "acknowledge": lambda form: _acknowledge(about, actor),
        "take": lambda form: _take(about, actor),
        "level": lambda form: _level(about, actor, form),
    }
    if verb not in done:
        raise NotFound("There is no such act.")
    now = shown.steps_of([incident])[incident.pk][0] if incident is not None else None
    form = _forms(about, incident, now, actor, request.POST, verb).get(verb)
    if form is None:
        if verb == "level":
            raise Forbidden("Your posts do not allow this here.", permission=Permission.INCIDENT_RAISE)
        messages.success(request, done[verb](forms.PlainForm()))  # twice is once; who may not is told so
        return redirect("incidents:one", about.number)
    if form.is_valid():
        with refusals_to(form):
            messages.success(request, done[verb](form))
            return redirect("incidents:one", about.number)
    fresh = requests.find(number, actor)
    return _page(request, actor, fresh, shown.of_request(fresh.pk), {verb: form}, 422)


def _acknowledge(about: requests.Request, actor: Actor) -> str:
    incidents.acknowledge(about.pk, actor=actor)
    return _("You have it. The others see that.")


def _take(about: requests.Request, actor: Actor) -> str:
    incidents.take_over(about.pk, actor=actor)
    return _("The case is yours now. The former holder was told.")


def _level(about: requests.Request, actor: Actor, form: Form) -> str:
    data = form.cleaned_data
    incident = incidents.set_level(
        about.pk, data["level"], reason=data["reason"], number=data["number"], actor=actor
    )  # fmt: skip
    return _("The level is %(level)s now.") % {"level": levels.level_words(incident.level)}
