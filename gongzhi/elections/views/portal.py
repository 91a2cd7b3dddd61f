"""Residents: which elections there are, who stands, what came of it; recommend somebody, answer a recommendation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of, visitor_of
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.core.numbers import clean_number, spoken
from gongzhi.elections import forms
from gongzhi.elections import public as elections
from gongzhi.elections.models import Election, Nominee
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.queries import standing
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import refusals_to
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people

TRIES = 20  # recommendations from one address in a while


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What was announced, the newest first."""
    text = request.GET.get("q", "")[:60]
    page = paged(queries.public(text=text), ["-matter_id"], after=request.GET.get("after", ""), size=20)
    rows = [(e, standing.short(e)) for e in page.items]
    return render(request, "elections/elections.html", {"page": page, "rows": rows, "q": text})


def _open(election: Election) -> bool:
    until = election.recommend_until
    residents = "residents" in queries.way_of(election).recommended_by
    return election.matter.step == "recommend" and residents and until is not None and clock.today() <= until


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One election in public."""
    return _page(request, queries.by_number(_number(number)))


def _number(typed: str) -> str:
    try:
        return clean_number(typed)
    except Invalid:
        return ""


def _own(election: Election, actor: Actor) -> Nominee | None:
    if actor.person_id is None or election.matter.step != "recommend":
        return None
    return Nominee.objects.filter(election=election, person=actor.person_id).first()


def _page(request: HttpRequest, election: Election, **given: Any) -> HttpResponse:
    way, source = standing.way_words(election)
    listed = election.matter.step not in ("announce", "register", "recommend", "vet", "candidates")
    posted = election.matter.step == "candidates" and election.matter.state == "waiting"
    own = _own(election, actor_of(request))
    initial = {"nominee": own.pk, "introduction": own.introduction} if own else {}
    context = {
        "election": election, "matter": election.matter, "number": spoken(election.number), "way": way,
        "source": source, "steps": standing.steps(election), "runner": orgs.post_label(election.runner_id),
        "candidates": queries.candidates(election) if listed or posted else [], "results": standing.results(election),
        "postings": standing.postings(election), "register": standing.register_link(election),
        "recommend": given.get("recommend") or (forms.RecommendForm() if _open(election) else None),
        "own": own, "answer": given.get("answer") or (forms.OwnAnswerForm(initial=initial) if own else None),
    }  # fmt: skip
    status = 422 if any(f.errors for f in given.values()) else 200
    return render(request, "elections/election.html", context, status=status)


@require_POST
def recommend(request: HttpRequest, number: str) -> HttpResponse:
    """Recommend somebody."""
    election = queries.by_number(_number(number))
    form = forms.RecommendForm(request.POST)
    if form.is_valid():
        people.count_try("recommend", address_of(request), tries=TRIES)
        with refusals_to(form):
            elections.recommending.recommend(election, actor=visitor_of(request), **form.cleaned_data)
            messages.success(request, _("Your recommendation was taken in. Who is recommended is asked first."))
            return redirect("elections:election", election.number)
    return _page(request, election, recommend=form)


@login_required
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Who was recommended says yes or no, by the own account."""
    election = queries.by_number(_number(number))
    own = _own(election, actor_of(request))
    if own is None:
        raise NotAllowed("Nobody with your account was recommended here.")
    form = forms.OwnAnswerForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        with refusals_to(form, Invalid, NotAllowed):
            elections.recommending.answer(
                own, accepted=data["accepted"], introduction=data["introduction"], actor=actor_of(request)
            )
            messages.success(request, _("Thank you. Your answer was taken in."))
            return redirect("elections:election", election.number)
    return _page(request, election, answer=form)
