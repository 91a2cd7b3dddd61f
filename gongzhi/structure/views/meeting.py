"""`/desk/structure/meetings/ID/`: one joint meeting, from the call for topics to the tasks struck off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.structure.actions import meeting_minutes as minutes
from gongzhi.structure.actions import meeting_tasks, meetings
from gongzhi.structure.forms import meetings as forms
from gongzhi.structure.queries import meeting_page
from gongzhi.structure.queries import meetings as queries
from gongzhi.structure.queries.meeting_page import Sheet
from gongzhi.structure.rules.meetings import TopicState

SAID = {
    "propose": gettext_noop("The topic is entered."),
    "agenda": gettext_noop("The agenda is changed."),
    "leave-out": gettext_noop("The agenda is changed."),
    "up": gettext_noop("The agenda is changed."),
    "invite": gettext_noop("The invitations are sent."),
    "come": gettext_noop("Thank you. Your answer is entered."),
    "cannot": gettext_noop("Thank you. Your answer is entered."),
    "sign-in": gettext_noop("You are signed in."),
    "tick": gettext_noop("The list of who came is saved."),
    "minutes": gettext_noop("The minutes are saved."),
    "close": gettext_noop("The meeting is closed; its minutes stand."),
    "decide": gettext_noop("The task is given."),
    "drop": gettext_noop("The meeting is called off; those called hear of it."),
}


@login_required
@require_safe
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The page. Raises NotFound, also where one may not know of it."""
    actor = actor_of(request)
    return page(request, meeting_page.sheet(queries.find(meeting_id, actor), actor))


def page(request: HttpRequest, sheet: Sheet, bound: dict[str, Form] | None = None) -> HttpResponse:
    """The page with its forms; `bound` ones carry what was typed and what is wrong with it."""
    known = bound or {}
    makers = _makers(sheet)
    shown = {name.replace("-", "_"): known.get(name) or makers[name](None) for name in _offered(sheet)}
    context = {"sheet": sheet, "forms": shown, "history": meeting_page.history(sheet.meeting), "now": clock.now()}
    status = 422 if any(f.errors for f in known.values()) else 200
    return render(request, "structure/meeting.html", context, status=status)


def _offered(sheet: Sheet) -> list[str]:
    """The forms that the actor may use now."""
    names = []
    if sheet.live and sheet.bodies:
        names.append("propose")
    if sheet.own and sheet.meeting.state == "invited" and not sheet.begun:
        names.append("cannot")
    if sheet.staff and sheet.live:
        names += ["invite", "drop", "leave-out"]
    if sheet.staff and sheet.live and sheet.begun:
        names.append("minutes")
    if sheet.staff and (sheet.meeting.state == "held" or (sheet.live and sheet.begun)):
        names.append("decide")
    return names


def _makers(sheet: Sheet) -> dict[str, Callable[[Any], Form]]:
    """Verb → its form over what was posted (None: empty)."""
    of = sheet.meeting
    topics = [(t.pk, t.title) for t in sheet.agenda]
    said = {f"topic{t.pk}": t.conclusion for t in sheet.agenda} | {"notes": of.notes}
    when = {"starts_at": of.starts_at, "venue": of.venue}
    return {
        "propose": lambda d: forms.TopicForm(d, bodies=sheet.bodies, prefix="propose"),
        "leave-out": lambda d: forms.ReasonForm(d, prefix="leave-out"),
        "invite": lambda d: forms.InviteForm(d, initial=when, prefix="invite"),
        "cannot": lambda d: forms.ReasonForm(d, prefix="cannot"),
        "drop": lambda d: forms.ReasonForm(d, prefix="drop"),
        "minutes": lambda d: forms.MinutesForm(d, topics=topics, initial=said, prefix="minutes"),
        "decide": lambda d: forms.TaskForm(d, topics=topics, owners=queries.owners_for(of), prefix="decide"),
    }


@login_required
@require_POST
def act(request: HttpRequest, meeting_id: int, verb: str) -> HttpResponse:
    """Do one thing with a meeting. A refusal stands beside its form, with everything typed still there."""
    actor = actor_of(request)
    sheet = meeting_page.sheet(queries.find(meeting_id, actor), actor)
    if verb not in SAID:
        raise NotFound("There is no such action.")
    makers = _makers(sheet)
    form = makers[verb](request.POST) if verb in makers else None
    if form is not None and verb not in _offered(sheet):
        queries.require_holds(actor, sheet.meeting)
        raise NotAllowed("This cannot be done now.")
    if form is not None and not form.is_valid():
        return page(request, sheet, {verb: form})
    try:
        _do(verb, sheet, actor, form, request)
    except Invalid as error:
        if form is None:
            messages.error(request, text_of(error))
            return redirect("structure:meeting", meeting_id)
        add_to_form(form, error)
        return page(request, sheet, {verb: form})
    except (Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
        return redirect("structure:meeting", meeting_id)
    messages.success(request, _(SAID[verb]))
    return redirect("structure:meeting", meeting_id)


def _do(verb: str, sheet: Sheet, actor: Actor, form: Any, request: HttpRequest) -> None:
    of = sheet.meeting
    data: dict[str, Any] = form.cleaned_data if form is not None else {}
    topic = id_of(request.POST.get("topic")) or 0
    deeds: dict[str, Callable[[], object]] = {
        "propose": lambda: meetings.propose(
            of, actor=actor, title=data["title"], text=data["text"], body_id=data["body"]
        ),
        "agenda": lambda: meetings.choose_topic(topic, of, actor=actor, state=TopicState.AGENDA),
        "leave-out": lambda: meetings.choose_topic(
            topic, of, actor=actor, state=TopicState.LEFT_OUT, reason=data["reason"]
        ),
        "up": lambda: meetings.raise_topic(topic, of, actor=actor),
        "invite": lambda: meetings.invite(of, actor=actor, starts_at=data["starts_at"], venue=data["venue"]),
        "come": lambda: meetings.answer(of, actor=actor, comes=True),
        "cannot": lambda: meetings.answer(of, actor=actor, comes=False, reason=data["reason"]),
        "sign-in": lambda: minutes.sign_in(of, actor=actor),
        "tick": lambda: minutes.tick(of, _came(sheet, request), actor=actor),
        "minutes": lambda: minutes.write_minutes(of, form.conclusions(), data["notes"], actor=actor),
        "close": lambda: minutes.close(of, actor=actor),
        "decide": lambda: meeting_tasks.decide(
            of, actor=actor, title=data["title"], owner=data["owner"], due_on=data["due_on"], topic_id=data["topic"]
        ),
        "drop": lambda: meetings.drop(of, actor=actor, reason=data["reason"]),
    }
    deeds[verb]()


def _came(sheet: Sheet, request: HttpRequest) -> dict[int, int]:
    """How many persons came, by guest, as the list was ticked."""
    found = {}
    for row in sheet.guests:
        typed = id_of(request.POST.get(f"came{row.guest.pk}"))
        found[row.guest.pk] = typed or 0
    return found
