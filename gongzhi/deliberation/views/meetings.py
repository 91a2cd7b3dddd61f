"""`/desk/meetings/`: meetings of bodies that one holds or sits in; call one; its page; its minutes."""

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
from gongzhi.core.errors import Invalid
from gongzhi.deliberation.actions import meetings as acts
from gongzhi.deliberation.forms import meetings as forms
from gongzhi.deliberation.models import Meeting, Motion, Objection, Vote
from gongzhi.deliberation.queries import assembly
from gongzhi.deliberation.queries import meetings as queries
from gongzhi.deliberation.queries import minutes as compiling
from gongzhi.deliberation.rules.assembly import fits
from gongzhi.deliberation.rules.meetings import PRESENT, Signed, State
from gongzhi.deliberation.views import polling
from gongzhi.deliberation.views.desk import runner
from gongzhi.kit import papers
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.paging import paged
from gongzhi.voting import public as voting


def state_words(state: str) -> str:
    """A state of a meeting in words."""
    return {
        State.CALLED: _("being prepared"), State.NOTICED: _("members told"), State.OPEN: _("sitting"),
        State.CLOSED: _("Meeting over"), State.FINAL: _("minutes frozen"), State.DROPPED: _("did not take place"),
    }[State(state)]  # fmt: skip


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The meetings that one holds or sits in, the latest first."""
    actor = staff_of(request)
    text = request.GET.get("q", "")[:60]
    page = paged(queries.mine(actor, text=text), ["-starts_at", "-id"], after=request.GET.get("after", ""), size=30)
    context = {
        "page": page, "rows": [(m, state_words(m.state)) for m in page.items], "q": text,
        "may_call": bool(scopes(actor, Permission.TOPIC_RUN)),
    }  # fmt: skip
    return render(request, "deliberation/meetings.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    actor = runner(request)
    bodies = [(str(b.pk), b.name) for b in queries.bodies_to_call(actor)]
    form = forms.CallForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = acts.call(
                actor=actor, body_id=int(data["body"]), title=data["title"], starts_at=data["starts_at"],
                venue=data["venue"],
            )  # fmt: skip
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Now put the topics on the agenda, then tell the members."))
            return redirect("deliberation:meeting", made.pk)
    context = {"form": form, "none": not bodies}
    return render(request, "deliberation/meeting_new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """A meeting for its members and for who holds it."""
    actor = actor_of(request)
    return page(request, queries.get(meeting_id, actor), actor)


def page(request: HttpRequest, meeting: Meeting, actor: Actor, **given: Any) -> HttpResponse:
    """The page; `given`: a refused form by its name, which is shown again with what was typed."""
    seats = queries.entitled(meeting)
    rows = list(
        Motion.objects.filter(meeting=meeting).select_related("topic__matter", "poll__electorate").order_by("position")
    )
    on = clock.local(meeting.starts_at).date()
    rules = [queries.rule_on(m.rule, on) for m in rows]
    holds = queries.holds(actor, meeting)
    own, there = queries.seat_of(actor, meeting), assembly.attendance(meeting)
    context = {
        "meeting": meeting, "state": state_words(meeting.state), "holds": holds, "own": own,
        "seats": [(s, compiling.signed_words(s.signed)) for s in seats],
        "present": [s for s in seats if s.signed in PRESENT], "quorum": queries.quorum(there, rules), "there": there,
        "motions": [_motion(meeting, m, actor, given) for m in rows],
        "members": queries.members_now(meeting) if not seats else [],
        "here": own is not None and own.signed in PRESENT, "steps": _steps(meeting),
        "register": meeting.electorate, "may_count": assembly.may_count(actor, meeting),
        "demand": compiling.demand_words(compiling.demand_of(meeting)) if meeting.demand_by else "",
        "areas": compiling.area_words(there) if there.area_entitled else "",
        "objections": Objection.objects.filter(meeting=meeting).select_related(
            "seat__appointment__person", "seat__elector"
        ),
        "forms": _forms(meeting, given, holds=holds), "today": clock.local(meeting.starts_at).date() <= clock.today(),
        "signed": Signed, "sat": meeting.state in (State.OPEN, State.CLOSED, State.FINAL),
    }  # fmt: skip
    status = 422 if any(f.errors for f in given.values()) else 200
    return render(request, "deliberation/meeting.html", context, status=status)


def _steps(meeting: Meeting) -> list[dict[str, str]]:
    order = [State.CALLED, State.NOTICED, State.OPEN, State.CLOSED, State.FINAL]
    labels = [_("Agenda"), _("Members told"), _("Sitting"), _("Meeting over"), _("Minutes frozen")]
    at = order.index(State(meeting.state)) if meeting.state in order else -1
    return [
        {"label": label, "state": "done" if i < at else "current" if i == at else "todo"}
        for i, label in enumerate(labels)
    ]


def _motion(meeting: Meeting, motion: Motion, actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    open_, on = motion.passed is None, clock.local(meeting.starts_at).date()
    votes = Vote.objects.filter(motion=motion).select_related("seat__appointment__person").order_by("id")
    return {
        "row": motion, "rule": voting.rule_title(motion.rule, on), "how": dict(forms.VOTES)[motion.vote],
        "named": motion.vote == "named", "ballot": polling.of(meeting, motion, actor, given),
        "override_by": compiling.override_by(motion),
        "reasons": queries.verdict_words(motion),
        "votes": [] if open_ else [(v.seat.name, compiling.choice_words(v.choice)) for v in votes],
        "hands": given.get(f"hands-{motion.pk}") or forms.HandsForm(prefix=str(motion.pk)),
        "override": given.get(f"override-{motion.pk}") or forms.OverrideForm(prefix=f"o{motion.pk}"),
    }  # fmt: skip


def _forms(meeting: Meeting, given: dict[str, Any], *, holds: bool) -> dict[str, Any]:
    """The forms that the state of the meeting offers."""
    found: dict[str, Any] = {}
    if holds and meeting.state == State.CALLED:
        topics = [(str(t.pk), t.matter.title) for t in queries.waiting_topics(meeting)]
        found["topic"] = forms.TopicForm(topics=topics) if topics else None
        rules = voting.rule_choices(clock.local(meeting.starts_at).date(), elections=False)
        owners = queries.are_owners(meeting)
        kind = meeting.electorate.kind if meeting.electorate is not None else ""
        rules = [(k, t) for k, t in rules if fits(k, kind)]
        found |= {"motion": forms.MotionForm(rules=rules, owners=owners), "notice": forms.NoticeForm()}
        found["move"] = forms.MoveForm(initial={"starts_at": meeting.starts_at, "venue": meeting.venue})
    if holds and meeting.state in (State.CALLED, State.NOTICED, State.OPEN):
        found["drop"] = forms.ReasonForm()
    if holds and meeting.state == State.OPEN:
        found["close"] = forms.CloseForm()
    if meeting.state == State.CLOSED:
        found["objection"] = forms.ObjectionForm()
    return found | {name: form for name, form in given.items() if name in found}


@login_required
@require_safe
def minutes(request: HttpRequest, meeting_id: int, form: str) -> HttpResponse | FileResponse:
    """The minutes as a page to print, in Word, in PDF."""
    actor = actor_of(request)
    meeting = queries.get(meeting_id, actor)
    return papers.download(compiling.paper(meeting), form, _("Minutes"))
