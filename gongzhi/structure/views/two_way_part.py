"""`/desk/structure/two-way/parts/ID/`: what one post answers of a message; who stands at which level."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of, staff_of
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import Form, id_of
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import two_way as actions
from gongzhi.structure.forms import two_way as forms
from gongzhi.structure.models import LetterPart
from gongzhi.structure.queries import networks
from gongzhi.structure.queries import two_way as queries
from gongzhi.structure.views.two_way import photos_of, serve, state_of

SAID = {
    "read": gettext_noop("Signed for; please answer within the limit."),
    "answer": gettext_noop("Answered."),
    "ask": gettext_noop("Asked once more."),
}


@login_required
@require_safe
def part(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The page. Raises NotFound, also where one may not see it."""
    actor = actor_of(request)
    return _page(request, queries.part(matter_id, actor), actor)


def _page(request: HttpRequest, found: LetterPart, actor: Actor, **bound: Form) -> HttpResponse:
    open_ = found.matter.state == "open" and found.letter.taken_back_at is None
    mine = open_ and found.matter.holder_post_id in actor.post_ids
    sender = found.letter.sender_id in actor.post_ids and found.letter.taken_back_at is None
    colour, words = state_of(found)
    context: dict[str, Any] = {
        "part": found, "letter": found.letter, "network": queries.network_title(found.letter.network),
        "colour": colour, "state": words, "photos": files.files_of(found.letter_id),
        "shown": files.files_of(found.pk), "sender": found.letter.sender_id in actor.post_ids,
        "may_read": mine and found.matter.step == actions.READ,
        "answer": (bound.get("answer") or forms.AnswerForm(prefix="answer")) if mine else None,
        "ask": (bound.get("ask") or forms.AskForm(prefix="ask")) if sender and found.answered_at else None,
        "lines": procedures.lines_of(found.matter),
    }  # fmt: skip
    return render(request, "structure/letter_part.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, matter_id: int, verb: str) -> HttpResponse:
    """`read` signs for it, `answer` answers, `ask` asks once more."""
    actor = actor_of(request)
    found = queries.part(matter_id, actor)
    if verb not in SAID:
        raise NotFound("There is no such action.")
    form: Any = None
    if verb != "read":
        make = forms.AnswerForm if verb == "answer" else forms.AskForm
        form = make(request.POST, request.FILES, prefix=verb)
        if not form.is_valid():
            return _page(request, found, actor, **{verb: form})
    try:
        if verb == "read":
            actions.read(found, actor=actor)
        elif verb == "answer":
            sent = photos_of(form, actor)
            actions.answer(found, actor=actor, words=form.cleaned_data["words"], photos=sent)
        else:
            actions.ask(found, actor=actor, words=form.cleaned_data["words"])
    except Invalid as error:
        if form is None:
            raise
        add_to_form(form, error)
        return _page(request, found, actor, **{verb: form})
    except (Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
        return redirect("structure:letter-part", matter_id)
    messages.success(request, _(SAID[verb]))
    return redirect("structure:letter-part", matter_id)


@login_required
@require_safe
def photo(request: HttpRequest, matter_id: int, file_id: int) -> HttpResponse:
    """A picture of an answer, for who sees the part."""
    return serve(request, queries.part(matter_id, actor_of(request)).pk, file_id)


@login_required
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """Who stands at which level of which network, at a place and below it (`place`)."""
    actor = staff_of(request)
    context = networks.chart(actor, id_of(request.GET.get("place")))
    return render(request, "structure/networks.html", {"chart": context, "known": queries.rule() is not None})
