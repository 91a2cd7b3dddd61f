"""`/desk/needs/`: both lists of the area, what fits, writing a line down, what a month brought."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.needs import forms
from gongzhi.needs import public as needs
from gongzhi.needs.queries import lines, matches
from gongzhi.needs.rules.lines import LineState, Side
from gongzhi.needs.views.page import LIGHTS, LinePage, amount_words, row_of, state_words
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.requests import public as requests
from gongzhi.structure import public as structure

GET_POST = ["GET", "HEAD", "POST"]
PAGE = 40


def reader(request: HttpRequest) -> Actor:
    """Who runs the lists, writes lines down or speaks for a body. Raises Forbidden, NotFound (no lists here)."""
    actor = staff_of(request)
    lines.reads(actor)
    return actor


def runs(actor: Actor) -> bool:
    """Whether the actor runs lists somewhere."""
    return bool(scopes(actor, lines.RUN))


def asked(request: HttpRequest, actor: Actor) -> tuple[forms.ListForm, Any, dict[str, Any]]:
    """The lines that the address asks for, with the form that narrows them."""
    roots = scopes(actor, lines.RUN)
    form = forms.ListForm(request.GET, kinds=list(lines.titles().items()), places=lines.places_of(roots))
    data = form.cleaned_data if form.is_valid() else {}
    rows = lines.narrowed(
        lines.of_area(actor), kind=data.get("kind", ""), place_id=data.get("place"), text=data.get("q", ""),
        side=data.get("side", ""), state=data.get("state", ""),
    )  # fmt: skip
    return form, rows, data


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The lines of the area, what waits to be looked at, what fits."""
    actor = reader(request)
    form, rows, data = asked(request, actor)
    page = paged(rows, ["-id"], after=request.GET.get("after", ""), size=PAGE)
    titles = lines.titles()
    pairs = matches.suggested(actor) if runs(actor) and not any(data.values()) else []
    context = {
        "page": page, "rows": [row_of(line, titles) for line in page.items], "form": form,
        "narrowed": any(data.values()), "runs": runs(actor), "query": request.GET.urlencode(),
        "waiting": lines.of_area(actor).filter(state=LineState.NEW).count() if runs(actor) else 0,
        "pairs": [
            (row_of(n, titles), row_of(s, titles), matches.why(f, matches.unit_of(n.kind))) for n, s, f in pairs
        ],
        "commitments": _commitments(actor) if not any(data.values()) else [],
    }  # fmt: skip
    return render(request, "needs/desk.html", context)


def _commitments(actor: Actor) -> list[structure.Commitment]:
    """Promises of units that do not stand on the list of services yet."""
    roots = scopes(actor, lines.RUN)
    if not roots:
        return []
    known = [pk for pk, _name in lines.places_of(roots)]
    made = structure.open_commitments(known)
    there = set(needs.ListLine.objects.filter(commitment__in=made).values_list("commitment", flat=True))
    return [c for c in made if c.pk not in there][:20]


@login_required
@require_http_methods(GET_POST)
def new(request: HttpRequest, side: str) -> HttpResponse:
    """Write a line down: for somebody at the window or in a joint meeting, or for the body of one's own post."""
    actor = reader(request)
    if side not in set(Side):
        raise NotFound("There is no such list.")
    commitment = _commitment(request, actor) if side == Side.SERVICE else None
    form = _form(request, actor, side, commitment)
    if request.method == "POST" and form.is_valid():
        try:
            made = _enter(form, actor, commitment)
        except (Invalid, Conflict, NotAllowed) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Entered. What fits it stands below."))
            if lines.may_run(actor, made.place_id) or lines.owns(actor, made):
                return redirect("needs:desk-line", made.pk)
            return redirect("needs:desk")
    context = {"form": form, "side": side, "rules": lines.rules(), "commitment": commitment}
    return render(request, "needs/desk_new.html", context, status=422 if form.errors else 200)


def _commitment(request: HttpRequest, actor: Actor) -> structure.Commitment | None:
    wanted = id_of(request.GET.get("commitment"))
    if wanted is None:
        return None
    return next((c for c in _commitments(actor) if c.pk == wanted), None)


def _form(request: HttpRequest, actor: Actor, side: str, commitment: structure.Commitment | None) -> forms.DeskLineForm:
    roots = frozenset[int]().union(*(scopes(actor, p) for p in lines.SEES))
    speaks = needs.entering.speaks_by(actor)
    own = [p.place_id for p in actor.posts if p.post_id in speaks]
    above = {pk for place in (*roots, *own) for pk in places.ancestors(place)}
    everywhere = lines.places_of()
    inside = {pk for pk, _name in lines.places_of([*roots, *own])}
    initial: dict[str, Any] = {}
    if commitment is not None:
        initial = {
            "words": commitment.words, "body": commitment.giver.name, "place": commitment.agreement.place_id,
            "reach": commitment.agreement.place_id, "ends_on": commitment.due_on,
        }  # fmt: skip
    return forms.DeskLineForm(
        request.POST or None, side=side, kinds=list(lines.titles().items()),
        places=[p for p in everywhere if p[0] in inside],
        reaches=[p for p in everywhere if p[0] in inside | above],
        posts=list(orgs.post_labels(speaks).items()) if speaks and commitment is None else [],
        meetings=_meetings(actor) if roots and commitment is None else [], others=bool(roots), initial=initial,
    )  # fmt: skip


def _meetings(actor: Actor) -> list[tuple[int, str]]:
    since = clock.now() - timedelta(days=90)
    rows = structure.meeting_reads.visible(actor).filter(starts_at__gte=since).order_by("-starts_at", "-id")[:20]
    return [(m.pk, f"{clock.local(m.starts_at):%Y-%m-%d} {m.title}") for m in rows if m.starts_at]


def _enter(form: forms.DeskLineForm, actor: Actor, commitment: structure.Commitment | None) -> needs.ListLine:
    d = form.cleaned_data
    if d.get("for_post"):
        return needs.entering.speak(form.draft("unit"), d["for_post"], actor=actor, submission=d["submission"])
    pk = commitment.pk if commitment else None
    return needs.entering.enter(form.draft("staff"), actor=actor, submission=d["submission"], commitment_id=pk)


def _page(request: HttpRequest, line_id: int) -> LinePage:
    actor = reader(request)
    return LinePage(request, lines.get(line_id, actor), actor, own=False, back=f"/desk/needs/{line_id}/")


@login_required
@require_safe
def show(request: HttpRequest, line_id: int) -> HttpResponse:
    """A line with what fits it and its matches. Raises NotFound."""
    return _page(request, line_id).show()


@login_required
@require_POST
def act(request: HttpRequest, line_id: int, verb: str) -> HttpResponse:
    """One of the acts on a line."""
    return _page(request, line_id).act(verb)


@login_required
@require_POST
def from_request(request: HttpRequest) -> HttpResponse:
    """Put a request on the list of needs with one tap: its reporter is asked."""
    actor = reader(request)
    about = requests.find(request.POST.get("number", ""), actor)
    try:
        line = needs.entering.from_request(about, actor=actor)
    except (Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
        return redirect(f"/desk/requests/{about.number}/")
    messages.success(request, _("The reporter is asked whether it may stand on the list."))
    if lines.may_run(actor, line.place_id):
        return redirect("needs:desk-line", line.pk)
    return redirect(f"/desk/requests/{about.number}/")


@login_required
@require_safe
def matched(request: HttpRequest) -> HttpResponse:
    """The matches of the area."""
    actor = reader(request)
    titles = lines.titles()
    form = forms.MatchListForm(request.GET, kinds=list(titles.items()))
    page = paged(asked_matches(form, actor), ["-id"], after=request.GET.get("after", ""), size=PAGE)
    rows = [
        {"match": m, "kind": titles.get(m.need.kind, m.need.kind), "amount": amount_words(m.amount, m.need.kind),
         "need": spoken(m.need.number), "service": spoken(m.service.number), "light": LIGHTS[m.state],
         "state": state_words(m.state), "line": m.need if lines.may_run(actor, m.need.place_id) else m.service}
        for m in page.items
    ]  # fmt: skip
    narrowed = any(form.cleaned_data.values()) if form.is_valid() else False
    context = {"page": page, "rows": rows, "form": form, "narrowed": narrowed, "query": request.GET.urlencode()}
    return render(request, "needs/desk_matches.html", context)


def asked_matches(form: forms.MatchListForm, actor: Actor) -> Any:
    """The matches that the address asks for."""
    data = form.cleaned_data if form.is_valid() else {}
    rows = matches.of_area(actor)
    if data.get("kind"):
        rows = rows.filter(need__kind=data["kind"])
    return rows.filter(state=data["state"]) if data.get("state") else rows


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What a month brought by kind, and what is left over now."""
    actor = reader(request)
    lines.runs(actor)
    month = matches.month_asked(request.GET.get("month", ""), clock.today())
    context = {"figures": matches.figures(actor, month), "month": month} | around(month)
    return render(request, "needs/desk_figures.html", context)


def around(month: date) -> dict[str, date | None]:
    """The months before and after; none after this one."""
    after = (month + timedelta(days=32)).replace(day=1)
    return {"before": (month - timedelta(days=1)).replace(day=1), "after": after if after <= clock.today() else None}
