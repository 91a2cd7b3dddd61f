"""`/desk/supervision/`: what supervisors watch over; their questions and holds, the answers, the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.core.numbers import spoken
from gongzhi.deliberation.models import Topic
from gongzhi.deliberation.queries import standing, supervision
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.oversight import oversight_form
from gongzhi.kit.paging import paged
from gongzhi.procedures import public as procedures


def supervisor(request: HttpRequest) -> Actor:
    """The signed-in person, who supervises somewhere. Raises Forbidden."""
    actor = actor_of(request)
    if not scopes(actor, Permission.AFFAIRS_SUPERVISE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.AFFAIRS_SUPERVISE)
    return actor


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The topics under one's supervision, the newest first, with what is asked and held."""
    actor = supervisor(request)
    text = request.GET.get("q", "")[:60]
    page = paged(supervision.watched(actor, text=text), ["-matter_id"], after=request.GET.get("after", ""), size=40)
    waiting = procedures.waiting_of(t.pk for t in page.items)
    rows = [(t, spoken(t.number), standing.short(t), waiting.get(t.pk, {})) for t in page.items]
    return render(request, "deliberation/supervision.html", {"page": page, "rows": rows, "q": text})


def _question(topic: Topic, data: dict[str, Any], actor: Actor) -> None:
    procedures.question(topic.pk, words=data["words"], actor=actor)


def _reply(topic: Topic, data: dict[str, Any], actor: Actor) -> None:
    procedures.reply(topic.pk, words=data["answer"], actor=actor)


def _hold(topic: Topic, data: dict[str, Any], actor: Actor) -> None:
    procedures.hold(topic.pk, reason=data["reason"], days=data["days"], actor=actor)


def _decide(topic: Topic, data: dict[str, Any], actor: Actor) -> None:
    procedures.decide_hold(topic.pk, reason=data["reason"], to_step=data["to_step"] or None, actor=actor)


VERBS: dict[str, Callable[[Topic, dict[str, Any], Actor], None]] = {
    "question": _question, "reply": _reply, "hold": _hold, "decide": _decide,
}  # fmt: skip


def perform(topic: Topic, verb: str, posted: Any, actor: Actor) -> Any:
    """Do one of `VERBS`; the refused form, or None. Raises Forbidden, NotAllowed, Conflict."""
    form = oversight_form(verb, posted, procedures.oversight_of(topic.matter, actor))
    assert form is not None
    if form.is_valid():
        try:
            VERBS[verb](topic, form.cleaned_data, actor)
        except Invalid as error:
            add_to_form(form, error)
    return form if form.errors else None
