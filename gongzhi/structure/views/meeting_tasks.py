"""`/desk/structure/tasks/ID/`: a task of a joint meeting: carried out, reported with evidence, struck off."""

from __future__ import annotations

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
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.structure.actions import meeting_tasks
from gongzhi.structure.forms import meetings as forms
from gongzhi.structure.models import GivenTask
from gongzhi.structure.queries import matters, meetings

SAID = {
    "report": gettext_noop("Reported; whoever convened the meeting checks it."),
    "strike": gettext_noop("Struck off."),
    "return": gettext_noop("Back to its owner."),
}


@login_required
@require_safe
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """The page. Raises NotFound, also where one may not see it."""
    actor = actor_of(request)
    return _page(request, meetings.task(task_id, actor), actor)


def _page(request: HttpRequest, found: GivenTask, actor: Actor, **bound: Form) -> HttpResponse:
    mine = found.matter.holder_post_id in actor.post_ids and found.matter.state == "open"
    names = {"do": ("report",), "check": ("strike", "return")}.get(found.matter.step, ()) if mine else ()
    shown = {name: bound.get(name) or _form(name, None) for name in names}
    context = {
        "task": found,
        "lines": _lines(found, actor),
        "forms": {"back" if k == "return" else k: v for k, v in shown.items()},
        "photos": files.files_of(found.pk),
        "holder": found.matter.holder_post.label,
    }
    return render(request, "structure/meeting_task.html", context, status=422 if bound else 200)


def _lines(found: GivenTask, actor: Actor) -> list[dict[str, Any]]:
    """The timeline; nothing for an owner who has handed it to the convener and sees the task alone."""
    try:
        return matters.sheet(found.pk, actor).lines
    except NotFound:
        return []


def _form(verb: str, data: Any, uploads: Any = None) -> Form:
    if verb == "report":
        return forms.ReportForm(data, uploads, prefix=verb)
    return forms.CheckForm(data, prefix=verb) if verb == "strike" else forms.ReasonForm(data, prefix=verb)


@login_required
@require_POST
def act(request: HttpRequest, task_id: int, verb: str) -> HttpResponse:
    """Report it, strike it off, give it back."""
    actor = actor_of(request)
    found = meetings.task(task_id, actor)
    if verb not in SAID:
        raise NotFound("There is no such action.")
    form = _form(verb, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, actor, **{verb: form})
    data = form.cleaned_data
    try:
        if verb == "report":
            names = [n for n in ("photo1", "photo2", "photo3") if data.get(n)]
            photos = [files.accept_document(data[n], actor=actor).pk for n in names]
            meeting_tasks.report(found, actor=actor, words=data["words"], photos=photos)
        elif verb == "strike":
            meeting_tasks.strike(found, actor=actor, words=data["words"])
        else:
            meeting_tasks.return_task(found, actor=actor, reason=data["reason"])
    except Invalid as error:
        add_to_form(form, error)
        return _page(request, found, actor, **{verb: form})
    except (Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
        return redirect("structure:task", task_id)
    messages.success(request, _(SAID[verb]))
    return redirect("structure:task", task_id) if verb != "report" else redirect("/desk/")


@login_required
@require_safe
def photo(request: HttpRequest, task_id: int, file_id: int) -> HttpResponse:
    """A picture of the evidence, for who sees the task."""
    found = meetings.task(task_id, actor_of(request))
    stored = next((f for f in files.files_of(found.pk) if f.pk == file_id), None)
    if stored is None:
        raise NotFound("There is no such file.")
    return files.serve(stored, request, thumb="thumb" in request.GET)
