"""A body's part of a joined request: what is asked, where, the photos; sign in, refuse, answer. No reporter here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import Conflict, DomainError, NotFound
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import rules
from gongzhi.requests.actions.disputes import arbitration_of, open_dispute
from gongzhi.requests.actions.turns import OPEN
from gongzhi.requests.actions.whistle import Arrival, arrive, grade, in_time, name_lead, note_part
from gongzhi.requests.forms import NoteForm, ReasonForm
from gongzhi.requests.forms.together import OtherForm, PartAnswerForm
from gongzhi.requests.forms.whistle import ArriveForm, GradeForm
from gongzhi.requests.models import Dispute, PartTurn, Request, TurnState
from gongzhi.requests.queries.one import find_part
from gongzhi.requests.queries.turns import last_turns
from gongzhi.requests.views.lines import part_lines
from gongzhi.requests.views.together import STATES, bodies_of, part_rows
from gongzhi.requests.views.work import type_title


def _forms(part: procedures.Matter, about: Request, actor: Actor, turn: PartTurn | None) -> dict[str, Any]:
    """What this actor may do with the part now."""
    found: dict[str, Any] = {}
    offered, holds = part.offered_post_id in actor.post_ids, part.holder_post_id in actor.post_ids
    whole = about.matter.holder_post_id in actor.post_ids
    if part.state not in procedures.LIVE:
        body = turn is not None and turn.post_id in actor.post_ids
        if turn is not None and (body or whole) and turn.state == TurnState.ENDED and in_time(turn):
            found["grade"] = GradeForm(prefix="grade", initial=_graded(turn, body))
        return found
    if holds and part.step == "arrive":
        found["arrive"] = ArriveForm(prefix="arrive", initial={"where": about.address})
        found["desk"] = ReasonForm(prefix="desk")
    if holds and part.step == "answer":
        found["answer"] = PartAnswerForm(prefix="answer")
    if holds and part.step == "accept":
        found["accept"] = _optional(NoteForm(prefix="accept"))
        found["again"] = ReasonForm(prefix="again")
    if offered or (holds and part.previous_post_id is not None and part.step in ("arrive", "answer")):
        found["refuse"] = ReasonForm(prefix="refuse")
    if whole and holds and part.step == "sign-in" and part.offered_post_id is None and not part.open_children:
        found["ask"] = OtherForm(posts=bodies_of(part, actor, set()), prefix="ask")
        if arbitration_of(part) and turn is not None and turn.state == TurnState.REFUSED:
            found["dispute"] = ReasonForm(prefix="dispute")
    if whole and not part.open_children:
        found["drop"] = ReasonForm(prefix="drop")
    if offered or holds or whole:
        found["note"] = NoteForm(prefix="note")
    return found


def _optional(form: NoteForm) -> NoteForm:
    form.fields["note"].required = False
    return form


def _graded(turn: PartTurn, body: bool) -> dict[str, Any]:
    """What was said before, by the body or by who asked."""
    stars, words = (turn.grade_back, turn.grade_back_words) if body else (turn.grade, turn.grade_words)
    return {"stars": stars, "words": words}


def _others(part: procedures.Matter, turn: PartTurn | None, actor: Actor, about: Request) -> list[dict[str, Any]]:
    """The parts of the others, for the body that leads. Four queries."""
    if turn is None or not turn.lead or turn.post_id not in actor.post_ids:
        return []
    return [row for row in part_rows(procedures.parts_of(about.pk)) if row["part"].id != part.pk]


@login_required
@require_safe
def show(request: HttpRequest, part_id: int) -> HttpResponse:
    """The page of a part."""
    part, about = find_part(part_id, actor_of(request))
    return _page(request, part, about, {})


def _page(
    request: HttpRequest, part: procedures.Matter, about: Request, bound: dict[str, Any], status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    view = procedures.part_of(part)
    turn = last_turns([part.pk]).get(part.pk)
    whole = about.matter.holder_post_id in actor.post_ids
    context = {
        "part": view,
        "matter": part,
        "about": about,
        "number": rules.spoken(about.number),
        "sees_whole": procedures.sees(actor, about.matter),
        "kind": type_title(packs.active(), about.type_key),
        "chain": places.chain(part.place_id),
        "state": STATES.get(view.state, view.state),
        "light": procedures.light_words(view.light),
        "can_sign": part.offered_post_id in actor.post_ids,
        "can_withdraw": part.offered_post_id is not None and part.holder_post_id in actor.post_ids,
        "photos": files.files_of(about.pk),
        "lines": part_lines(part.pk),
        "turn": turn,
        "whole": whole,
        "others": _others(part, turn, actor, about),
        "can_lead": whole and turn is not None and turn.state in OPEN and not turn.lead,
        "dispute": Dispute.objects.filter(part=part.pk).select_related("body").order_by("-pk").first(),
        "forms": _forms(part, about, actor, turn) | bound,
        "open_form": next(iter(bound), ""),
    }
    return render(request, "requests/part.html", context, status=status)


Do = Callable[[int, Any, Actor, int | None], object]
SIMPLE: dict[str, Callable[..., object]] = {
    "sign": procedures.take_offer,
    "withdraw": procedures.withdraw_offer,
    "lead": lambda pk, actor, version: name_lead(pk, actor=actor),
}
VERBS: dict[str, Do] = {
    "answer": lambda pk, d, who, v: procedures.answer_part(pk, words=d["answer"], actor=who, version=v),
    "arrive": lambda pk, d, who, v: arrive(pk, Arrival(**d), actor=who, version=v),
    "desk": lambda pk, d, who, v: arrive(pk, Arrival(d["reason"], desk=True), actor=who, version=v),
    "accept": lambda pk, d, who, v: procedures.accept_part(pk, words=d["note"], actor=who, version=v),
    "again": lambda pk, d, who, v: procedures.send_part_again(pk, reason=d["reason"], actor=who, version=v),
    "dispute": lambda pk, d, who, v: open_dispute(pk, reason=d["reason"], actor=who),
    "grade": lambda pk, d, who, v: grade(pk, stars=d["stars"], words=d["words"], actor=who),
    "refuse": lambda pk, d, who, v: procedures.refuse_part(pk, reason=d["reason"], actor=who, version=v),
    "drop": lambda pk, d, who, v: procedures.drop_part(pk, reason=d["reason"], actor=who, version=v),
    "ask": lambda pk, d, who, v: procedures.ask_other(pk, to_post=d["to_post"], words=d["asked"], actor=who, version=v),
    "note": lambda pk, d, who, v: note_part(pk, words=d["note"], actor=who),
}


def _said(verb: str) -> str:
    return {
        "sign": _("Signed in; the time to answer runs."),
        "withdraw": _("The offer was withdrawn."),
        "lead": _("This body leads now."),
        "arrive": _("Arrived; time, place and person are kept. The time to answer runs."),
        "desk": _("Kept; the time to answer runs."),
        "accept": _("Accepted. Please grade the unit."),
        "again": _("Sent back to be done again."),
        "dispute": _("It lies before the arbiter."),
        "grade": _("The grade was kept."),
        "answer": _("Answered; the holder hears it."),
        "refuse": _("Refused; the holder decides again."),
        "drop": _("The part was dropped."),
        "ask": _("Asked."),
        "note": _("Note kept."),
    }[verb]


def _bound(verb: str, part: procedures.Matter, actor: Actor, data: Any) -> Any:
    makers: dict[str, Callable[[], Any]] = {
        "answer": lambda: PartAnswerForm(data, prefix=verb),
        "arrive": lambda: ArriveForm(data, prefix=verb),
        "desk": lambda: ReasonForm(data, prefix=verb),
        "accept": lambda: _optional(NoteForm(data, prefix=verb)),
        "again": lambda: ReasonForm(data, prefix=verb),
        "dispute": lambda: ReasonForm(data, prefix=verb),
        "grade": lambda: GradeForm(data, prefix=verb),
        "refuse": lambda: ReasonForm(data, prefix=verb),
        "drop": lambda: ReasonForm(data, prefix=verb),
        "ask": lambda: OtherForm(data, posts=bodies_of(part, actor, set()), prefix=verb),
        "note": lambda: NoteForm(data, prefix=verb),
    }
    if verb not in makers:
        raise NotFound("There is no such action.")
    return makers[verb]()


@login_required
@require_POST
def act(request: HttpRequest, part_id: int, verb: str) -> HttpResponse:
    """Do one thing with a part. A refusal stands beside its form, with everything typed still there."""
    actor = actor_of(request)
    part, about = find_part(part_id, actor)
    version = id_of(request.POST.get("version"))
    if verb in SIMPLE:
        try:
            SIMPLE[verb](part.pk, actor=actor, version=version)
            messages.success(request, _said(verb))
        except DomainError as error:
            messages.error(request, text_of(error))
        return redirect("requests:part", part_id=part.pk)
    form = _bound(verb, part, actor, request.POST)
    if form.is_valid():
        try:
            VERBS[verb](part.pk, form.cleaned_data, actor, version)
        except Conflict as error:
            form.add_error(None, f"{text_of(error)} {_('Look at what is new; what you typed is still here.')}")
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _said(verb))
            return _after(part.pk, actor)
    return _page(request, *find_part(part_id, actor), {verb: form}, status=422)


def _after(part_id: int, actor: Actor) -> HttpResponse:
    """Back to the part, or to the own work where it is seen no more (refused, dropped)."""
    try:
        find_part(part_id, actor)
    except NotFound:
        return redirect("requests:work")
    return redirect("requests:part", part_id=part_id)


@login_required
@require_safe
def photo(request: HttpRequest, part_id: int, file_id: int) -> HttpResponse:
    """A photo of the request, for who works on a part of it."""
    _part, about = find_part(part_id, actor_of(request))
    stored = files.get(file_id)
    if stored.about != about.pk:
        raise NotFound("There is no such photo.")
    return files.serve(stored, request)
