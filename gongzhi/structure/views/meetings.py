"""`/desk/structure/meetings/`: all joint meetings and all their tasks of one's area; call one; Excel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotFound
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.excel import ROWS_MOST
from gongzhi.kit.paging import paged
from gongzhi.structure.actions import meetings as actions
from gongzhi.structure.forms import meetings as forms
from gongzhi.structure.models import GivenTask
from gongzhi.structure.queries import meeting_lists as lists
from gongzhi.structure.queries import meetings as queries
from gongzhi.structure.views.shared import table


def _asked(request: HttpRequest, actor: Actor, states: list[tuple[str, str]]) -> forms.ListFilter:
    form = forms.ListFilter(request.GET, states=states, places=lists.areas(actor))
    form.is_valid()
    return form


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The meetings, the latest first; above them the bodies that should have met."""
    actor = staff_of(request)
    form = _asked(request, actor, lists.meeting_states())
    page = paged(lists.meetings(actor, form.cleaned_data), ["-id"], after=request.GET.get("after", ""), size=30)
    first = not request.GET.get("after")
    context = {
        "page": page, "rows": lists.meeting_rows(page.items), "form": form, "tabs": _tabs("meetings"),
        "query": request.GET.urlencode(), "overdue": queries.overdue(actor) if first else [],
        "may_call": bool(scopes(actor, Permission.MEETING_HOLD)), "narrowed": any(form.cleaned_data.values()),
    }  # fmt: skip
    return render(request, "structure/meetings.html", context)


@login_required
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The tasks that the meetings decided, the soonest due first."""
    actor = staff_of(request)
    form = _asked(request, actor, lists.task_states())
    found = lists.tasks(actor, form.cleaned_data)
    page = paged(found, ["due_on", "matter_id"], after=request.GET.get("after", ""), size=50)
    rows = [(t, *lists.task_state(t)) for t in page.items]
    context = {
        "page": page, "rows": rows, "form": form, "tabs": _tabs("tasks"), "query": request.GET.urlencode(),
        "narrowed": any(form.cleaned_data.values()),
    }  # fmt: skip
    return render(request, "structure/meeting_tasks.html", context)


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"href": "/desk/structure/meetings/", "label": _("Meetings"), "current": current == "meetings"},
        {"href": "/desk/structure/meetings/tasks/", "label": _("Tasks decided"), "current": current == "tasks"},
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Call a joint meeting: first which, then what for and whom."""
    actor = actor_of(request)
    if not scopes(actor, Permission.MEETING_HOLD):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.MEETING_HOLD)
    choices = queries.conveners(actor)
    asked = request.POST.get("which") or request.GET.get("which") or ""
    known = {f"{kind.key}-{body.pk}": (kind, body) for kind, body in choices}
    chosen = known.get(asked) or (choices[0] if len(choices) == 1 else None)
    if chosen is None:
        listed = {"choices": [(k, queries.title_of(kind.key), body) for k, (kind, body) in known.items()]}
        return render(request, "structure/meeting_choose.html", listed, status=422 if request.method == "POST" else 200)
    kind, body = chosen
    called = queries.called_bodies(kind, body)
    options = [(b.pk if b else 0, b.name if b else side.title) for side, b in called]
    initial = {"title": f"{body.name}{kind.title}", "called": [pk for pk, _name in options]}
    form = forms.CallForm(request.POST or None, called=options, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.call(actor=actor, kind=kind.key, body_id=body.pk, **form.cleaned_data)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The meeting is called; those called are asked for topics."))
            return redirect("structure:meeting", made.pk)
    context = {"form": form, "kind": kind, "body": body, "which": f"{kind.key}-{body.pk}"}
    return render(request, "structure/meeting_call.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def export(request: HttpRequest, what: str) -> FileResponse:
    """The narrowed list as an Excel table."""
    actor = staff_of(request)
    if what == "tasks":
        form = _asked(request, actor, lists.task_states())
        found = lists.tasks(actor, form.cleaned_data).order_by("due_on", "matter_id")[: ROWS_MOST + 1]
        heads = [_("No."), _("Task"), _("Responsible"), _("Meeting"), _("Place"), _("To be done by"), _("State"),
                 _("Evidence"), _("Struck off on")]  # fmt: skip
        rows = [
            [n, t.matter.title, t.owner.label, _title(t), t.matter.place.name, t.due_on, lists.task_state(t)[1],
             t.evidence, clock.local(t.struck_at).date() if t.struck_at else None]
            for n, t in enumerate(found, start=1)
        ]  # fmt: skip
        return table(actor, _("Tasks of joint meetings"), heads, (6, 36, 26, 30, 16, 12, 14, 40, 12), rows)
    if what != "meetings":
        raise NotFound("There is no such list.")
    form = _asked(request, actor, lists.meeting_states())
    held = lists.meeting_rows(lists.meetings(actor, form.cleaned_data).order_by("-id")[: ROWS_MOST + 1])
    heads = [_("No."), _("Meeting"), _("Convened by"), _("Place"), _("Day"), _("Venue"), _("State"), _("Called"),
             _("Came"), _("Tasks"), _("Not struck off")]  # fmt: skip
    rows = [
        [n, r.meeting.title, r.meeting.body.name, r.meeting.place.name,
         clock.local(r.meeting.starts_at).date() if r.meeting.starts_at else None, r.meeting.venue, r.state, r.guests,
         r.came, r.tasks, r.open]
        for n, r in enumerate(held, start=1)
    ]  # fmt: skip
    return table(actor, _("Joint meetings"), heads, (6, 36, 26, 16, 12, 24, 12, 10, 10, 10, 12), rows)


def _title(task: GivenTask) -> str:
    return task.meeting.title if task.meeting else ""
