"""`/desk/gardens/ID/care/`: beds, who adopted them, the rota of care; what staff ask of a week that was missed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.deliberation.actions import adoptions as acts
from gongzhi.deliberation.actions import care
from gongzhi.deliberation.forms import gardens as forms
from gongzhi.deliberation.models import Adoption, Garden, Turn
from gongzhi.deliberation.models.adoptions import HELD
from gongzhi.deliberation.queries import adoptions as queries
from gongzhi.deliberation.queries import gardens
from gongzhi.deliberation.rules.gardens import AdoptDraft, AdoptionState, TurnState
from gongzhi.deliberation.rules.talks import GARDEN_CARE
from gongzhi.deliberation.views.panels import Panel, bound, perform, photos_of, verb_of
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures


@login_required
@require_safe
def show(request: HttpRequest, garden_id: int) -> HttpResponse:
    """The beds and the rota of a garden, for who runs it. Raises NotFound."""
    actor = actor_of(request)
    return _page(request, gardens.get(garden_id, actor))


def _adoptions(garden: Garden, *states: str) -> list[tuple[int, str]]:
    rows = Adoption.objects.filter(garden=garden, state__in=states or HELD).select_related("plot").order_by("plot_id")
    return [(a.pk, f"{a.plot.name} {gardens.name_of(a, staff=True)} {spoken(a.number)}") for a in rows]


def _weeks(garden: Garden, *, started: bool) -> list[tuple[int, str]]:
    wanted = (TurnState.DUE.value, TurnState.MISSED.value) if started else (TurnState.DUE.value,)
    return [
        (r["turn"].pk, f"{r['turn'].week:%Y-%m-%d} {r['plot']}")
        for r in queries.rota(garden, staff=True)
        if r["turn"].state in wanted and r["started"] in ((True,) if started else (True, False))
    ]


def _makers(garden: Garden) -> dict[str, tuple[Any, Callable[..., Form], Any]]:
    """Verb → (heading, form, button)."""
    rules = gardens.rules()
    asked, signed = AdoptionState.ASKED.value, AdoptionState.SIGNED.value
    today = {"signed_on": clock.today(), "starts_on": clock.today()}
    return {
        "plot": (_("Add a bed"), forms.PlotForm, _("Add")),
        "adopt": (_("Enter a wish to adopt"), lambda *a, **k: forms.EnterAdoptForm(
            *a, plots=queries.free(garden), adopters=gardens.titles(rules.adopters).items(), **k), _("Enter it")),
        "sign": (_("The agreement is signed"), lambda *a, **k: forms.SignForm(
            *a, adoptions=_adoptions(garden, asked), initial=today, **k), _("It is signed")),
        "refuse": (_("Refuse a wish"), lambda *a, **k: forms.AdoptionReasonForm(
            *a, adoptions=_adoptions(garden, asked), **k), _("Refuse it")),
        "rota": (_("Draw up the rota"), lambda *a, **k: forms.RotaForm(
            *a, tasks=gardens.titles(rules.tasks).items(), initial={"first": clock.today()}, **k), _("Draw it up")),
        "done": (_("A week was done"), lambda *a, **k: forms.DoneForm(
            *a, turns=_weeks(garden, started=True), **k), _("It was done")),
        "give": (_("Another takes a week"), lambda *a, **k: forms.GiveForm(
            *a, turns=_weeks(garden, started=False), adoptions=_adoptions(garden, signed), **k), _("Give it")),
        "renew": (_("Renew an adoption"), lambda *a, **k: RenewForm(
            *a, adoptions=_adoptions(garden, signed), **k), _("Renew it")),
        "end": (_("End an adoption"), lambda *a, **k: forms.AdoptionReasonForm(
            *a, adoptions=_adoptions(garden, signed), **k), _("End it")),
    }  # fmt: skip


class RenewForm(forms.AdoptionReasonForm):
    """An adoption for another term."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


def _panels(garden: Garden, given: dict[str, Form]) -> list[Panel]:
    made = []
    signed = Adoption.objects.filter(garden=garden, state=AdoptionState.SIGNED).exists()
    for verb, (title, make, button) in _makers(garden).items():
        form = given.get(verb) or make(prefix=verb)
        asks = [f for f in form.fields.values() if hasattr(f, "choices") and f.required]
        ready = garden.state in queries.READY or verb == "plot"
        if ready and all(list(f.choices) for f in asks) and (signed or verb != "rota"):
            made.append(Panel(verb, title, form, button))
    return made


def _page(request: HttpRequest, garden: Garden, **given: Form) -> HttpResponse:
    rows = queries.plots(garden, staff=True)
    contacts = people.contacts_of([p["adoption"].person_id for p in rows if p["adoption"] and p["adoption"].person_id])
    for row in rows:
        row["contact"] = contacts.get(row["adoption"].person_id) if row["adoption"] else None
    context = {
        "garden": garden, "plots": rows, "rota": queries.rota(garden, staff=True), "panels": _panels(garden, given),
        "open_panel": next(iter(given), ""), "ready": garden.state in queries.READY,
    }  # fmt: skip
    return render(request, "deliberation/desk_garden_care.html", context, status=422 if given else 200)


@login_required
@require_POST
def act(request: HttpRequest, garden_id: int, verb: str) -> HttpResponse:
    """One act on beds, adoptions, the rota."""
    actor = actor_of(request)
    garden = gardens.get(garden_id, actor)
    if verb == "remove-plot":
        acts.remove_plot(garden, id_of(request.POST.get("row")) or 0, actor=actor)
    else:
        form = bound(verb_of(_makers(garden), verb)[1], request, verb)
        if not perform(form, lambda data: _run(verb, garden, data, actor)):
            return _page(request, garden, **{verb: form})
    messages.success(request, _("Done."))
    return redirect("deliberation:desk-garden-care", garden_id)


def _run(verb: str, garden: Garden, data: dict[str, Any], actor: Actor) -> object:
    if verb == "plot":
        return acts.add_plot(garden, name=data["name"], words=data["words"], actor=actor)
    if verb == "adopt":
        draft = AdoptDraft(
            plot_id=data["plot"], adopter=data["adopter"], name=data["name"], phone=data["phone"], shown=data["shown"],
            channel=data["channel"], source=data["source"], submission=data["submission"],
        )  # fmt: skip
        return acts.ask(garden, draft, actor=actor)
    if verb == "sign":
        return acts.sign(
            garden, data["adoption"], signed_on=data["signed_on"], starts_on=data["starts_on"], actor=actor
        )
    if verb == "refuse":
        return acts.refuse(garden, data["adoption"], reason=data["reason"], actor=actor)
    if verb == "rota":
        return care.draw_up(garden, first=data["first"], weeks=data["weeks"], tasks=data["tasks"], actor=actor)
    if verb == "done":
        turn = care.turn_of(garden, data["turn"])
        photos = photos_of(data, actor, only_images=True)
        return care.done(turn, words=data["words"], photos=photos, actor=actor)
    if verb == "give":
        return care.give(garden, data["turn"], adoption_id=data["adoption"], actor=actor)
    if verb == "renew":
        return acts.renew(garden, data["adoption"], actor=actor)
    return acts.end(garden, data["adoption"], reason=data["reason"], actor=actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def missed(request: HttpRequest, matter_id: int) -> HttpResponse:
    """A week that was missed: staff ask why and help to change it. Raises NotFound."""
    actor = actor_of(request)
    matter = procedures.get(matter_id, actor)
    turn = Turn.objects.filter(matter=matter_id).select_related("garden", "adoption__plot").first()
    if matter.kind != GARDEN_CARE or turn is None:
        raise NotFound("There is no such matter.")
    mine = matter.holder_post_id in actor.post_ids and matter.state == "open"
    form = forms.WordsForm(request.POST or None, label=_("What was said, and what comes of it"))
    if request.method == "POST" and form.is_valid():
        try:
            care.asked(matter_id, words=form.cleaned_data["words"], actor=actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Done."))
            return redirect("deliberation:desk-garden-care", turn.garden_id)
    context = {
        "matter": matter, "turn": turn, "form": form if mine else None, "lines": procedures.lines_of(matter),
        "who": gardens.name_of(turn.adoption, staff=True),
        "contact": people.contact_of(turn.adoption.person_id) if turn.adoption.person_id else None,
    }  # fmt: skip
    return render(request, "deliberation/desk_garden_missed.html", context, status=422 if form.errors else 200)
