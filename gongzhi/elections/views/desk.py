"""`/desk/elections/`: elections of one's area, one with what can be done next, who came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.core.strokes import unknown
from gongzhi.elections import forms
from gongzhi.elections import public as elections
from gongzhi.elections.models import Attendance, Election, Officer
from gongzhi.elections.queries import assembly, standing
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.views.panel import Panel
from gongzhi.elections.views.panels import Panels
from gongzhi.kit.errors import add_to_form, refusals_to, text_of
from gongzhi.kit.forms import Form, id_of
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.voting import public as voting

GET_POST = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The elections of one's area and those that lie with one's posts, the newest first."""
    actor = staff_of(request)
    form = forms.ListForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    rows = queries.of_area(actor, text=data.get("q", ""), state=data.get("state", ""))
    page = paged(rows, ["-matter_id"], after=request.GET.get("after", ""), size=40)
    if not page.items and not scopes(actor, Permission.VOTE_HOLD) and not any(data.values()):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_HOLD)
    context = {
        "page": page, "form": form, "narrowed": any(data.values()),
        "rows": [(e, spoken(e.number), standing.short(e)) for e in page.items],
        "may_open": bool(_choices(actor)), "may_recall": bool(_targets(actor)),
    }  # fmt: skip
    return render(request, "elections/desk_elections.html", context)


def _choices(actor: Actor) -> list[tuple[str, str]]:
    """(way:post, words) of what the actor may hold."""
    found = []
    for way in queries.ways(recall=False):
        roots = {p.place_id for p in actor.posts if p.kind in way.run_by and Permission.VOTE_HOLD in p.permissions}
        posts = queries.posts_to_fill(way, sorted(roots)) if roots else []
        found += [(f"{way.key}:{p.pk}", f"{p.label}：{packs.named(way)}") for p in posts]
    return found


def _targets(actor: Actor) -> list[tuple[str, str]]:
    """(way:appointment, words) of whom the actor may bring to a recall."""
    ways = queries.ways(recall=True)
    posts = {
        way.key: queries.posts_to_fill(
            way, sorted({p.place_id for p in actor.posts if p.kind in way.run_by})
        ) for way in ways
    }  # fmt: skip
    ids = sorted({p.pk for rows in posts.values() for p in rows})
    held: dict[int, list[orgs.Appointment]] = {}
    rows = orgs.Appointment.objects.filter(orgs.in_force(clock.now()), post__in=ids).select_related("person")
    for one in rows.order_by("id"):
        held.setdefault(one.post_id, []).append(one)
    return [
        (f"{way.key}:{one.pk}", f"{post.label} {one.person.name}：{packs.named(way)}")
        for way in ways for post in posts[way.key] for one in held.get(post.pk, [])
    ]  # fmt: skip


@login_required
@require_http_methods(GET_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Begin an election."""
    actor = staff_of(request)
    choices = _choices(actor)
    if not choices:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_HOLD)
    form = forms.OpenForm(request.POST or None, choices=choices)

    def do(data: dict[str, Any]) -> Election:
        way, post = data["what"].split(":")
        return elections.opening.open_election(
            way=way, post_id=int(post), seats=data["seats"], actor=actor, submission=data["submission"]
        )

    return _opened(request, form, do, _("New election"))


@login_required
@require_http_methods(GET_POST)
def recall(request: HttpRequest) -> HttpResponse:
    """Take in a demand for a recall."""
    actor = staff_of(request)
    choices = _targets(actor)
    if not choices:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_HOLD)
    form = forms.DemandForm(request.POST or None, choices=choices)

    def do(data: dict[str, Any]) -> Election:
        way, appointment = data["what"].split(":")
        return elections.recall.demand(
            way=way, appointment_id=int(appointment), words=data["words"], source=data["source"], actor=actor,
            submission=data["submission"],
        )  # fmt: skip

    return _opened(request, form, do, _("Demand for a recall"))


def _opened(request: HttpRequest, form: Form, do: Any, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            made = do(form.cleaned_data)
            messages.success(request, _("Begun. The steps are below."))
            return redirect("elections:desk-election", made.pk)
    context = {"form": form, "title": title}
    return render(request, "elections/desk_new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request: HttpRequest, matter_id: int) -> HttpResponse:
    """An election for who works on it. Raises NotFound, also where one may not see it."""
    actor = actor_of(request)
    election = queries.get(matter_id, actor)
    return _page(request, election, actor, Panels(election, actor).found())


def _page(request: HttpRequest, election: Election, actor: Actor, panels: list[Panel], status: int = 200,
          findings: object = None) -> HttpResponse:  # fmt: skip
    way, source = standing.way_words(election)
    sits = election.opened_at is not None and election.matter.step == "vote"
    rows = queries.nominees(election)
    pack_way = queries.way_of(election)
    context = {
        "election": election, "matter": election.matter, "number": spoken(election.number), "way": way,
        "source": source, "steps": standing.steps(election), "panels": panels, "findings": findings,
        "runner": orgs.post_label(election.runner_id), "runs": queries.runs(actor, election), "sits": sits,
        "quorum": assembly.quorum(election) if sits else None, "count": assembly.count_state(election) if sits else "",
        "officers": Officer.objects.filter(election=election).order_by("role", "id"),
        "nominees": [(n, queries.backing(n), queries.is_backed(n, pack_way), unknown(n.name)) for n in rows],
        "results": standing.results(election), "postings": standing.postings(election),
        "needed": elections.recall.needed(election) if election.recall else None,
        "papers": _papers(election),
    }  # fmt: skip
    return render(request, "elections/desk_election.html", context, status=status)


def _papers(election: Election) -> list[tuple[str, str, str, str]]:
    """(words, page, word, pdf) of what can be printed now."""
    titles = {
        "register": _("Register to sign"), "ballot": _("Ballot paper"), "tally": _("Tally sheet"),
        "recommendation": _("Recommendation sheet"), "result": _("Record of the election"),
    }  # fmt: skip
    have = {
        "recommendation": not election.recall and election.announced_at is not None,
        "register": election.electorate_id is not None,
        "ballot": election.recall or any(n.place for n in queries.candidates(election)),
        "tally": election.recall or any(n.place for n in queries.candidates(election)),
        "result": bool(standing.results(election)),
    }

    def at(what: str, form: str) -> str:
        return reverse("elections:paper", args=[election.pk, what, form])

    return [(titles[k], at(k, "page"), at(k, "word"), at(k, "pdf")) for k in titles if have[k]]


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """One of the acts that are open now; a form that is wrong comes back with what was typed."""
    actor = actor_of(request)
    election = queries.get(matter_id, actor)
    open_now = Panels(election, actor)
    panels = open_now.found(request.POST, verb)
    about = id_of(request.POST.get("nominee"))
    panel = next((p for p in panels if p.verb == verb and p.about in (None, about)), None)
    if panel is None:
        if not open_now.mine:
            raise Forbidden("This lies with another post.")
        raise NotFound("There is no such act at this step.")
    if panel.form.is_valid():
        try:
            panel.do(dict(panel.form.cleaned_data))
        except Forbidden:
            raise
        except DomainError as error:
            if not isinstance(error, Invalid | Conflict | NotAllowed):
                raise
            add_to_form(panel.form, error)
        else:
            messages.success(request, panel.done or _("Done."))
            return redirect("elections:desk-election", matter_id)
    return _page(request, queries.get(matter_id, actor), actor, panels, 422)


@login_required
@require_http_methods(GET_POST)
def attendance(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The register with who came: signed in one by one as they come, found by name or household."""
    actor = actor_of(request)
    election = queries.get(matter_id, actor)
    queries.require_runs(actor, election)
    if request.method == "POST":
        elector = id_of(request.POST.get("elector")) or 0
        here = request.POST.get("here") != "no"
        try:
            elections.sitting.sign_in(election, elector, actor=actor, here=here)
        except DomainError as error:
            messages.error(request, text_of(error))
        back = reverse("elections:attendance", args=[matter_id])
        return redirect(f"{back}?{request.POST.get('query', '')[:200]}")
    form = forms.SignForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    rows = voting.Elector.objects.filter(electorate=election.electorate_id)
    if q:
        rows = rows.filter(name__contains=q) | rows.filter(household__contains=q)
    page = paged(rows, ["household", "name", "id"], after=request.GET.get("after", ""), size=50)
    came = set(Attendance.objects.filter(
        election=election, elector__in=[e.pk for e in page.items]).values_list("elector", flat=True))  # fmt: skip
    context = {
        "election": election, "form": form, "page": page, "rows": [(e, e.pk in came) for e in page.items],
        "sits": election.opened_at is not None and election.matter.step == "vote", "query": request.GET.urlencode(),
        "quorum": assembly.quorum(election),
    }  # fmt: skip
    return render(request, "elections/desk_attendance.html", context)
