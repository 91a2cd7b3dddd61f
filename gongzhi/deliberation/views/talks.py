"""Talks in public, at the desk, and what they agreed; the printed record of a round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.deliberation.actions import agreed as agreements
from gongzhi.deliberation.actions import talks as acts
from gongzhi.deliberation.forms import talks as forms
from gongzhi.deliberation.forms.gardens import WordsForm
from gongzhi.deliberation.models import Guest, Series, Topic
from gongzhi.deliberation.queries import gardens
from gongzhi.deliberation.queries import talks as queries
from gongzhi.deliberation.views.garden_list import mine
from gongzhi.deliberation.views.panels import Panel, bound, perform, verb_of
from gongzhi.deliberation.views.talk_papers import record_of
from gongzhi.kit import papers
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures

Makers = dict[str, tuple[Any, Callable[..., Form], Any]]


def _list(request: HttpRequest, actor: Actor | None) -> HttpResponse:
    levels = queries.rules().levels
    homes = gardens.places_of(levels) if actor is None else mine(actor, levels)
    form = forms.FindTalksForm(request.GET, places=homes)
    form.is_valid()
    data = form.cleaned_data
    asked = {"text": data.get("q", ""), "place_id": data.get("place"), "state": data.get("state", "")}
    rows = queries.listed(**asked) if actor is None else queries.of_area(actor, **asked)
    page = paged(rows, ["-id"], after=request.GET.get("after", ""), size=20)
    context = {"page": page, "form": form, "narrowed": any(data.values()), "source": queries.rules().source}
    return render(request, f"deliberation/{'talks' if actor is None else 'desk_talks'}.html", context)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The talks, the newest first."""
    return _list(request, None)


@require_safe
def show(request: HttpRequest, series_id: int) -> HttpResponse:
    """Talks with their rounds and what came of each."""
    series = queries.public(series_id)
    context = {"series": series, "rounds": queries.rounds(series), "holder": orgs.post_label(series.post_id)}
    return render(request, "deliberation/talk.html", context)


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The talks of one's area."""
    return _list(request, _runner(request))


def _runner(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    queries.rules()
    if not scopes(actor, Permission.TOPIC_RUN):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.TOPIC_RUN)
    return actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin talks."""
    actor = _runner(request)
    homes = mine(actor, queries.rules().levels)
    topics = [
        (t.pk, t.matter.title)
        for t in Topic.objects.filter(matter__place__in=[pk for pk, _n in homes], matter__state="open")
        .select_related("matter").order_by("-matter_id")[:100]
    ]  # fmt: skip
    asked = {"topic": id_of(request.GET.get("topic"))}
    form = forms.TalksForm(request.POST or None, places=homes, topics=topics, initial=asked)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = acts.TalksDraft(data["place"], data["subject"], data["words"], data["topic"], data["submission"])
        try:
            made = acts.begin(draft, actor=actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Begun. Call the first round now."))
            return redirect("deliberation:desk-talk", made.pk)
    return render(request, "deliberation/desk_talk_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def desk_show(request: HttpRequest, series_id: int) -> HttpResponse:
    """Talks for who runs them. Raises NotFound."""
    actor = actor_of(request)
    return _page(request, queries.get(series_id, actor), actor)


def _makers(series: Series, actor: Actor) -> Makers:
    """Verb → (heading, form, button), as the talks stand."""
    rules, row = queries.rules(), queries.current(series)
    sides = list(gardens.titles(rules.sides).items())
    if series.closed_at is not None:
        return {}
    if row is None:
        return {
            "call": (_("Call the next round"), lambda *a, **k: forms.RoundForm(
                *a, sides=sides, posts=queries.owners(series), **k), _("Call it")),
            "close": (_("Close the talks"), lambda *a, **k: WordsForm(
                *a, label=_("What the talks came to"), **k), _("Close the talks")),
        }  # fmt: skip
    called: Makers = {
        "drop": (
            _("It does not take place"),
            lambda *a, **k: WordsForm(*a, label=_("Why"), **k),
            _("Call this round off"),
        )
    }
    if not queries.begun(row):
        return called
    labels = orgs.post_labels([g for g in Guest.objects.filter(round=row).values_list("post", flat=True) if g])
    guests = [
        (g.pk, _("Came: %(who)s") % {"who": labels.get(g.post_id or 0) or dict(sides).get(g.side, g.side)})
        for g in Guest.objects.filter(round=row).order_by("id")
    ]
    return {
        "say": (_("Write down what was said"), lambda *a, **k: forms.SayForm(*a, sides=sides, **k), _("Write it down")),
        "agree": (_("Write down what was agreed"), lambda *a, **k: forms.AgreeForm(
            *a, owners=queries.owners(series), **k), _("Write it down")),
        "hold": (_("Close the round"), lambda *a, **k: forms.HoldForm(
            *a, guests=guests, outcomes=queries.outcomes(series, actor), **k), _("Close the round")),
        **called,
    }  # fmt: skip


def _page(request: HttpRequest, series: Series, actor: Actor, **given: Form) -> HttpResponse:
    made = _makers(series, actor)
    panels = [Panel(v, t, given.get(v) or make(prefix=v), button) for v, (t, make, button) in made.items()]
    rounds = queries.rounds(series)
    now = next((r for r in rounds if r["begun"]), None)
    context = {
        "series": series, "rounds": rounds[::-1], "panels": panels, "holder": orgs.post_label(series.post_id),
        "look": [a for a in now["carried"] if a["state"] == "reported"] if now else [],
        "carried": [a for a in now["carried"] if a["state"] == "open"] if now else [], "now": now,
    }  # fmt: skip
    return render(request, "deliberation/desk_talk.html", context, status=422 if given else 200)


@login_required
@require_POST
def act(request: HttpRequest, series_id: int, verb: str) -> HttpResponse:
    """One act on talks: those of the forms; `strike`, `back` (of what was reported) and `unsay` name a row."""
    actor = actor_of(request)
    series = queries.get(series_id, actor)
    row, words = id_of(request.POST.get("row")) or 0, request.POST.get("words", "")
    try:
        if verb in ("strike", "back"):
            agreements.check(series, row, struck=verb == "strike", words=words, actor=actor)
        elif verb == "unsay":
            acts.unsay(series, row, actor=actor)
        else:
            form = bound(verb_of(_makers(series, actor), verb)[1], request, verb)
            if not perform(form, lambda data: _run(verb, series, form, actor)):
                return _page(request, series, actor, **{verb: form})
    except (NotAllowed, Invalid) as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("Done."))
    return redirect("deliberation:desk-talk", series_id)


def _run(verb: str, series: Series, form: Form, actor: Actor) -> object:
    data = form.cleaned_data
    if verb == "call":
        return acts.call(series, starts_at=data["starts_at"], venue=data["venue"], sides=data["sides"],
                         posts=data["posts"], actor=actor)  # fmt: skip
    if verb == "say":
        return acts.say(series, side=data["side"], words=data["words"], channel=data["channel"],
                        source=data["source"], actor=actor)  # fmt: skip
    if verb == "agree":
        return agreements.agree(series, title=data["title"], owner=data["owner"], due_on=data["due_on"], actor=actor)
    if isinstance(form, forms.HoldForm):
        return acts.hold(
            series, came=form.came(), summary=data["summary"], outcome=data.get("outcome", ""), actor=actor
        )
    if verb == "close":
        return acts.close(series, result=data["words"], actor=actor)
    return acts.drop(series, reason=data["words"], actor=actor)


@login_required
@require_safe
def record(request: HttpRequest, series_id: int, round_id: int, form: str) -> HttpResponse | FileResponse:
    """The printed record of a round, for who runs the talks."""
    series = queries.get(series_id, actor_of(request))
    if form not in papers.FORMS:
        raise NotFound("There is no such paper.")
    return papers.download(record_of(series, queries.round_of(series, round_id)), form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, matter_id: int) -> HttpResponse:
    """What was agreed, for its owner: reported when it is done. Raises NotFound."""
    actor = actor_of(request)
    found = queries.task(matter_id, actor)
    matter = found.matter
    does = matter.step == agreements.DO and matter.state == "open" and matter.holder_post_id in actor.post_ids
    form = WordsForm(request.POST or None, label=_("What was done"))
    if (
        request.method == "POST"
        and form.is_valid()
        and perform(form, lambda data: agreements.report(found, words=data["words"], actor=actor))
    ):
        messages.success(request, _("Reported; the next round looks at it."))
        return redirect("/desk/")
    context = {
        "task": found, "form": form if does else None, "owner": orgs.post_label(found.owner_id),
        "lines": procedures.lines_of(matter), "runs": gardens.may_run(actor, found.series.place_id),
    }  # fmt: skip
    return render(request, "deliberation/desk_talk_task.html", context, status=422 if form.errors else 200)
