"""The acts of a meeting, one POST each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from gongzhi.deliberation.actions import ballots, sitting
from gongzhi.deliberation.actions import meetings as acts
from gongzhi.deliberation.forms import meetings as forms
from gongzhi.deliberation.models import Meeting, Motion
from gongzhi.deliberation.queries import meetings as queries
from gongzhi.deliberation.queries import topics
from gongzhi.deliberation.rules.meetings import Choice, Signed
from gongzhi.deliberation.views import polling
from gongzhi.deliberation.views.meetings import _forms, page
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of


def _meeting(request: HttpRequest, meeting_id: int) -> tuple[Meeting, Actor]:
    actor = actor_of(request)
    return queries.get(meeting_id, actor), actor


def _done(request: HttpRequest, meeting: Meeting, act: Callable[[], Any]) -> HttpResponse:
    """A button without fields: back to the page, with what happened or why not."""
    try:
        act()
    except (Conflict, Invalid, NotAllowed) as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("Done."))
    return redirect("deliberation:meeting", meeting.pk)


@login_required
@require_POST
def act(request: HttpRequest, meeting_id: int, verb: str) -> HttpResponse:
    """`topic`, `motion`, `notice`, `open`, `close`, `objection`, `freeze`, `move`, `drop`."""
    meeting, actor = _meeting(request, meeting_id)
    if verb == "open":
        return _done(request, meeting, lambda: sitting.open_(meeting, actor=actor))
    if verb == "freeze":
        return _done(request, meeting, lambda: sitting.freeze(meeting, actor=actor))
    shown = _forms(meeting, {}, holds=queries.holds(actor, meeting))
    known: dict[str, Callable[[dict[str, Any]], Any]] = {
        "topic": lambda d: acts.put_topic(meeting, topics.get(int(d["topic"]), actor), actor=actor, text=d["text"]),
        "motion": lambda d: acts.put_motion(meeting, actor=actor, **d),
        "notice": lambda d: acts.notify(meeting, actor=actor, reason=d["reason"]),
        "close": lambda d: sitting.close(meeting, notes=d["notes"], actor=actor),
        "objection": lambda d: sitting.object_(meeting, d["words"], actor=actor),
        "move": lambda d: acts.move(meeting, actor=actor, **d),
        "drop": lambda d: acts.drop(meeting, actor=actor, reason=d["reason"]),
    }
    if verb not in known:
        raise NotFound("There is no such act.")
    form = shown.get(verb)
    if form is None:
        if verb != "objection":
            queries.require_holds(actor, meeting)
        raise NotAllowed("This cannot be done with a meeting in this state.")
    form.data, form.is_bound = request.POST, True
    return _submitted(request, meeting, actor, verb, form, known[verb])


def _submitted(
    request: HttpRequest, meeting: Meeting, actor: Actor, name: str, form: Any, run: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    if form.is_valid():
        try:
            run(form.cleaned_data)
        except (Invalid, NotAllowed) as error:
            add_to_form(form, error)
    if form.errors:
        return page(request, meeting, actor, **{name: form})
    messages.success(request, _("Done."))
    return redirect("deliberation:meeting", meeting.pk)


@login_required
@require_POST
def seat(request: HttpRequest, meeting_id: int, seat_id: int) -> HttpResponse:
    """Enter a member as signed on paper, absent, or neither."""
    meeting, actor = _meeting(request, meeting_id)
    how = request.POST.get("signed", "")
    if how not in (Signed.PAPER, Signed.ABSENT, Signed.NOT):
        raise Invalid("Choose how the member stands on the list.", field="signed")
    return _done(request, meeting, lambda: sitting.sign(meeting, seat_id, Signed(how), actor=actor))


@login_required
@require_POST
def motion(request: HttpRequest, meeting_id: int, motion_id: int, verb: str) -> HttpResponse:
    """`remove`, `hands`, `names`, `override` a motion; `start`, `give`, `count`, `recount`, `release`, `call-off` a
    vote that two people count."""
    meeting, actor = _meeting(request, meeting_id)
    if verb in polling.PLAIN:
        return _done(request, meeting, lambda: polling.PLAIN[verb](meeting, motion_id, actor=actor))
    if verb == "count":
        return _count(request, meeting, motion_id, actor)
    if verb == "call-off":
        off = forms.ReasonForm(request.POST, prefix=f"x{motion_id}")
        return _submitted(
            request, meeting, actor, f"call-off-{motion_id}", off,
            lambda d: ballots.call_off(meeting, motion_id, reason=d["reason"], actor=actor),
        )  # fmt: skip
    if verb == "remove":
        return _done(request, meeting, lambda: acts.remove(meeting, motion_id, actor=actor))
    if verb == "names":
        return _names(request, meeting, motion_id, actor)
    if verb == "hands":
        form: Any = forms.HandsForm(request.POST, prefix=str(motion_id))

        def run(d: dict[str, Any]) -> Any:
            counts = {Choice.FOR: d["agreed"], Choice.AGAINST: d["against"], Choice.ABSTAINED: d["abstained"]}
            return sitting.vote_by_hands(meeting, motion_id, counts, actor=actor)

        return _submitted(request, meeting, actor, f"hands-{motion_id}", form, run)
    if verb == "override":
        form = forms.OverrideForm(request.POST, prefix=f"o{motion_id}")
        return _submitted(
            request, meeting, actor, f"override-{motion_id}", form,
            lambda d: sitting.override(
                meeting, motion_id, passed=d["passed"] == "yes", reason=d["reason"], actor=actor
            ),
        )  # fmt: skip
    raise NotFound("There is no such act.")


def _count(request: HttpRequest, meeting: Meeting, motion_id: int, actor: Actor) -> HttpResponse:
    row = Motion.objects.filter(pk=motion_id, meeting=meeting).first()
    if row is None:
        raise NotFound("There is no such motion.")
    form = polling.count_form(row, request.POST)
    return _submitted(
        request, meeting, actor, f"count-{motion_id}", form,
        lambda d: ballots.count(meeting, motion_id, form.counts(), actor=actor),
    )  # fmt: skip


def _names(request: HttpRequest, meeting: Meeting, motion_id: int, actor: Actor) -> HttpResponse:
    choices: dict[int, Choice] = {}
    for name, value in request.POST.items():
        seat_id = id_of(name.removeprefix("vote"))
        if name.startswith("vote") and seat_id is not None and value in {c.value for c in Choice}:
            choices[seat_id] = Choice(value)
    try:
        sitting.vote_by_name(meeting, motion_id, choices, actor=actor)
    except DomainError as error:
        messages.error(request, text_of(error))
    else:
        messages.success(request, _("Done."))
    return redirect("deliberation:meeting", meeting.pk)
