"""Residents: meetings of electorates, and signing in to a meeting by the code that is shown in its room."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.deliberation.actions import assembly, sitting
from gongzhi.deliberation.forms.assembly import HereForm, LetterForm
from gongzhi.deliberation.forms.meetings import ObjectionForm
from gongzhi.deliberation.models import Meeting, Motion
from gongzhi.deliberation.queries import assembly as doors
from gongzhi.deliberation.queries import meetings as queries
from gongzhi.deliberation.queries import minutes as compiling
from gongzhi.deliberation.rules.assembly import PROOF_SECONDS
from gongzhi.deliberation.rules.meetings import PRESENT, Signed, State
from gongzhi.kit import papers
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.paging import paged
from gongzhi.people import public as people
from gongzhi.voting import public as voting

TRIES = 20
SEEN = "meeting-door"  # in the session: meeting -> when its code was seen


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The meetings of residents, representatives, households and owners, the latest first."""
    rows = queries.public_meetings()
    page = paged(rows, ["-starts_at", "-id"], after=request.GET.get("after", ""), size=20)
    return render(request, "deliberation/assemblies.html", {"page": page})


@require_safe
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """A meeting of an electorate as everybody may see it: when, where, what about; what was decided once a vote is
    released."""
    return _page(request, _public(meeting_id))


def _page(request: HttpRequest, meeting: Meeting, form: Any = None) -> HttpResponse:
    actor, day = actor_of(request), clock.local(meeting.starts_at).date()
    seat = queries.seat_of(actor, meeting)
    attended = seat is not None and seat.signed in PRESENT
    rows = Motion.objects.filter(meeting=meeting).select_related("poll").order_by("position")
    motions = [
        {"row": m, "rule": voting.rule_title(m.rule, day), "reasons": queries.verdict_words(m),
         "override_by": compiling.override_by(m), "online": m.poll is not None and "online" in m.poll.channels}
        for m in rows
    ]  # fmt: skip
    objecting = form or (ObjectionForm() if attended and meeting.state == State.CLOSED else None)
    over = meeting.state in (State.CLOSED, State.FINAL)
    context = {
        "meeting": meeting, "motions": motions, "attended": attended, "objecting": objecting, "over": over,
        "there": doors.attendance(meeting) if over else None,
        "demand": compiling.demand_words(compiling.demand_of(meeting)) if meeting.demand_by else "",
        "desk": bool(actor.posts) and queries.holds(actor, meeting),
    }  # fmt: skip
    return render(request, "deliberation/assembly.html", context, status=422 if form else 200)


def _public(meeting_id: int) -> Meeting:
    found = queries.public_meetings().filter(pk=meeting_id).first()
    if found is None:
        raise NotFound("There is no such meeting.")
    return found


@require_POST
def object_(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Who was there objects to the minutes."""
    meeting, form = _public(meeting_id), ObjectionForm(request.POST)
    if form.is_valid():
        try:
            sitting.object_(meeting, form.cleaned_data["words"], actor=actor_of(request))
        except (Invalid, NotAllowed) as error:
            add_to_form(form, error)
    if form.errors:
        return _page(request, meeting, form)
    messages.success(request, _("Done."))
    return redirect("deliberation:assembly", meeting_id)


@require_safe
def minutes(request: HttpRequest, meeting_id: int, form: str) -> HttpResponse | FileResponse:
    """The minutes, for those who were there."""
    meeting = _public(meeting_id)
    seat = queries.seat_of(actor_of(request), meeting)
    if seat is None or seat.signed not in PRESENT or meeting.state not in (State.CLOSED, State.FINAL):
        raise NotFound("There is no such meeting.")
    return papers.download(compiling.paper(meeting), form, _("Minutes"))


@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Sign in on the spot: the picture on the screen leads here with the code of the minute, the one at the door
    without (then its number is typed). Whoever has seen the code has ten minutes to sign in to the own account."""
    meeting = Meeting.objects.filter(pk=meeting_id, state=State.OPEN).select_related("body", "electorate").first()
    if meeting is None:
        return render(request, "deliberation/here.html", {"closed": True}, status=404)
    actor, form, letter = actor_of(request), HereForm(), LetterForm()
    late = _look(request, meeting)
    if request.method == "POST" and "code" in request.POST:
        form = HereForm(request.POST)
        if form.is_valid() and not _seen(request, meeting, form.cleaned_data["code"]):
            _count_wrong(request, actor)
            form.add_error("code", _("This is not the number of this minute. Look at the screen in the room again."))
    elif request.method == "POST" and _has_seen(request, meeting):
        try:
            done, letter = _come(request, meeting, actor)
        except (Forbidden, NotAllowed, Invalid) as error:
            messages.error(request, text_of(error))
        else:
            if done:
                messages.success(request, _("You are signed in."))
                return redirect("deliberation:here", meeting_id)
    seat = queries.seat_of(actor, meeting)
    context = {
        "meeting": meeting, "form": form, "letter": letter, "late": late, "seen": _has_seen(request, meeting),
        "person": actor.person_id is not None, "here": _was_here(request, meeting) or (seat and seat.signed in PRESENT),
        "next": request.path,
    }  # fmt: skip
    status = 422 if form.errors or letter.errors else 200
    return render(request, "deliberation/here.html", context, status=status)


def _look(request: HttpRequest, meeting: Meeting) -> bool:
    """Take note of the code in the address; whether it is of another minute (a photo, an old link, a made-up one)."""
    given = request.GET.get("c", "")
    return bool(given) and not _seen(request, meeting, given) and not _has_seen(request, meeting)


def _seen(request: HttpRequest, meeting: Meeting, given: str) -> bool:
    """Whether this is the code of now; it is kept with the session, which another account does not get."""
    if not doors.is_at_door(meeting.pk, given[:64]):
        return False
    request.session[SEEN] = {str(meeting.pk): clock.now().timestamp()}
    return True


def _has_seen(request: HttpRequest, meeting: Meeting) -> bool:
    at = request.session.get(SEEN, {}).get(str(meeting.pk))
    return at is not None and 0 <= clock.now().timestamp() - at <= PROOF_SECONDS


def _count_wrong(request: HttpRequest, actor: Actor) -> None:
    """A number of six digits is not tried out; a whole room may share one address, so that may err more often."""
    if actor.person_id is not None:
        people.count_try("meeting-door", str(actor.person_id), tries=TRIES)
    else:
        people.count_try("meeting-door", address_of(request), tries=TRIES * 10)


def _was_here(request: HttpRequest, meeting: Meeting) -> bool:
    return request.session.get("meeting-here") == meeting.pk


def _come(request: HttpRequest, meeting: Meeting, actor: Actor) -> tuple[bool, LetterForm]:
    """By the code of the letter, by the account."""
    form = LetterForm(request.POST if "letter" in request.POST else None)
    if "letter" in request.POST and meeting.electorate_id is not None:
        found = None
        if form.is_valid():
            found = voting.elector_of_code(form.cleaned_data["letter"], meeting.electorate_id)
            if found is None:
                people.count_try("vote-code", address_of(request), tries=TRIES)
                form.add_error("letter", _("This code does not belong to this vote. Look at the letter again."))
        if found is None:
            return False, form
        assembly.came(meeting, found, actor=actor)
        request.session["meeting-here"] = meeting.pk
        return True, form
    if meeting.electorate_id is not None:
        assembly.sign_in(meeting, actor=actor)
    else:
        sitting.sign(meeting, None, Signed.ACCOUNT, actor=actor)
    return True, form
