"""Meetings of an electorate at the desk: call one, its roll, the votes by name; of every meeting the list to sign and
the code of the door."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.deliberation.actions import assembly as acts
from gongzhi.deliberation.actions import ballots
from gongzhi.deliberation.forms.assembly import AssemblyForm
from gongzhi.deliberation.models import Meeting, Motion
from gongzhi.deliberation.queries import assembly as queries
from gongzhi.deliberation.queries import meetings, minutes
from gongzhi.deliberation.rules.assembly import SLOT_SECONDS
from gongzhi.deliberation.rules.meetings import Choice, Signed, State
from gongzhi.deliberation.views.desk import runner
from gongzhi.kit import papers
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.voting import public as voting

OPTION = {Choice.FOR.value: "for", Choice.AGAINST.value: "against", Choice.ABSTAINED.value: "abstain"}


def _registers(request: HttpRequest) -> list[tuple[str, str]]:
    found = []
    for place in sorted(scopes(runner(request), Permission.TOPIC_RUN)):
        found += [(str(r.pk), f"{r.title} ({r.rows})") for r in voting.frozen_within(place)]
    return list(dict.fromkeys(found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Call a meeting of the residents, their representatives, the households, the owners."""
    actor, registers = runner(request), _registers(request)
    rules = [
        r for r in voting.rule_choices(clock.today(), elections=False) if r[0].startswith(("residents-", "owners-"))
    ]
    initial = {"register": request.GET.get("register", "")}
    form = AssemblyForm(
        request.POST or None, registers=registers, rules=rules, demanders=minutes.demanders(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = acts.call_electorate(actor=actor, register_id=int(data.pop("register")), **data)
        except (Invalid, NotAllowed) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Now put the topics on the agenda, then tell the members."))
            return redirect("deliberation:meeting", made.pk)
    context = {"form": form, "none": not registers, "asked": _demand_words()}
    return render(request, "deliberation/assembly_new.html", context, status=422 if form.errors else 200)


def _demand_words() -> list[tuple[str, list[str]]]:
    """Rule -> who may demand it and how long before people are told, each with its article."""
    who, found = dict(minutes.demanders()), []
    for key, title in voting.rule_choices(clock.today(), elections=False):
        rule = voting.rule_set_on(key, clock.today())
        assert rule is not None
        lines = [
            _("%(share)s of the %(who)s may demand it (%(article)s)")
            % {"share": d.share, "who": who[d.by], "article": d.article}
            for d in rule.demands
        ]
        if rule.notice_days:
            values = {"n": rule.notice_days, "article": rule.notice_article}
            lines.append(_("told at least %(n)s days before (%(article)s)") % values)
        if lines:
            found.append((title, lines))
    return found


def _of_electorate(request: HttpRequest, meeting_id: int) -> Meeting:
    meeting = meetings.get(meeting_id, actor_of(request))
    if meeting.electorate_id is None:
        raise NotFound("There is no such meeting.")
    return meeting


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Everybody in the register, 50 a page: search, tick who signed on paper, take back what was ticked by mistake."""
    meeting, actor = _of_electorate(request, meeting_id), actor_of(request)
    q, after = " ".join(request.GET.get("q", "").split())[:40], request.GET.get("after", "")
    if request.method == "POST":
        ids = [pk for pk in map(id_of, request.POST.getlist("elector")) if pk is not None]
        how = Signed.NOT if "undo" in request.POST else Signed.PAPER
        if "undo" in request.POST:
            ids = [pk for pk in [id_of(request.POST["undo"])] if pk is not None]
        try:
            made = acts.enter(meeting, ids, how, actor=actor)
        except (Invalid, NotAllowed) as error:
            messages.error(request, text_of(error))
        else:
            messages.success(request, _("%(n)s entered.") % {"n": len(made)} if how else _("Taken back."))
        return redirect(request.get_full_path())
    page = queries.roll(meeting, q=q, after=after)
    context = {
        "meeting": meeting, "q": q, "page": page, "entries": queries.entries(meeting, page.items),
        "there": queries.attendance(meeting), "may": meetings.holds(actor, meeting) and meeting.state == State.OPEN,
        "words": {s.value: minutes.signed_words(s.value) for s in Signed},
    }  # fmt: skip
    return render(request, "deliberation/meeting_roll.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def voices(request: HttpRequest, meeting_id: int, motion_id: int) -> HttpResponse:
    """Who is there and how they vote by name, as it is called: 50 a page, with search."""
    meeting, actor = _of_electorate(request, meeting_id), actor_of(request)
    motion = Motion.objects.filter(pk=motion_id, meeting=meeting, vote="named").exclude(poll=None).first()
    if motion is None or motion.passed is not None:
        raise NotFound("There is no such motion.")
    if not queries.may_count(actor, meeting):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_ENTER)
    q, after = " ".join(request.GET.get("q", "").split())[:40], request.GET.get("after", "")
    if request.method == "POST":
        pairs = (
            (id_of(name.removeprefix("vote")), value) for name, value in request.POST.items() if name[:4] == "vote"
        )
        chosen = {pk: OPTION[value] for pk, value in pairs if pk is not None and value in OPTION}
        try:
            done = ballots.name_voices(meeting, motion_id, chosen, actor=actor)
        except DomainError as error:
            messages.error(request, text_of(error))
        else:
            messages.success(request, _("%(n)s entered.") % {"n": done})
        return redirect(request.get_full_path())
    page = queries.present_page(meeting, q=q, after=after)
    voted = voting.voted_among(motion.poll_id or 0, [s.elector_id for s in page.items if s.elector_id is not None])
    context = {
        "meeting": meeting, "motion": motion, "q": q, "page": page,
        "rows": [(seat, seat.elector_id in voted) for seat in page.items],
    }  # fmt: skip
    return render(request, "deliberation/meeting_voices.html", context)


def _issuer(meeting: Meeting) -> str:
    """Who issues a paper: the body, or the community whose electorate meets."""
    return meeting.of if meeting.body is not None else meeting.place.name


@login_required
@require_safe
def announcement(request: HttpRequest, meeting_id: int, form: str) -> HttpResponse | FileResponse:
    """The notice to hang up, for those whom no message reaches: when, where, what about, who demanded it."""
    meeting = meetings.get(meeting_id, actor_of(request))
    meetings.require_holds(actor_of(request), meeting)
    facts = [(_("Begins"), papers.text_of(meeting.starts_at)), (_("Venue"), meeting.venue)]
    facts.append((minutes.label_of(meeting.electorate is not None), meeting.of))
    if meeting.demand_by:
        facts.append((_("Demanded by"), minutes.demand_words(minutes.demand_of(meeting))))
    if meeting.haste:
        facts.append((_("Short notice because"), meeting.haste))
    motions = Motion.objects.filter(meeting=meeting).order_by("position")
    agenda = [f"{m.position}. {m.title}" + (f"\n{m.text}" if m.text else "") for m in motions]
    paper = papers.Paper(
        _("Notice: %(title)s") % {"title": meeting.title}, facts=facts, sections=[papers.Section(_("Agenda"), agenda)],
        by=_issuer(meeting), day=clock.local(meeting.noticed_at or clock.now()).date(),
    )  # fmt: skip
    return papers.download(paper, form, _("Meeting notice"))


@login_required
@require_safe
def sheet(request: HttpRequest, meeting_id: int, form: str) -> HttpResponse | FileResponse:
    """The list of attendance to sign on paper, with a column for the signature."""
    meeting = meetings.get(meeting_id, actor_of(request))
    meetings.require_holds(actor_of(request), meeting)
    if meeting.electorate is not None:
        owners = meetings.are_owners(meeting)
        head = [_("No."), _("Name"), _("Household"), *([_("Square metres")] if owners else []), _("Signature")]
        rows = [
            [n, e.elector.name + (f" ({_('by proxy')}: {e.holder})" if e.holder else ""), e.elector.household or "—",
             *([f"{(e.elector.area or 0) / 100:.2f}"] if owners else []), "\u3000"]
            for n, e in enumerate(queries.whole_roll(meeting), start=1)
        ]  # fmt: skip
        widths = (1, 3, 4, 2, 4) if owners else (1, 3, 4, 4)
    else:
        head, widths = [_("No."), _("Name"), _("Post"), _("Signature")], (1, 3, 4, 4)
        people = [s.appointment for s in meetings.entitled(meeting) if s.appointment] or meetings.members_now(meeting)
        rows = [[n, a.person.name, a.post.title, "\u3000"] for n, a in enumerate(people, start=1)]
    facts = [(_("Begins"), papers.text_of(meeting.starts_at)), (_("Venue"), meeting.venue)]
    facts.append((minutes.label_of(meeting.electorate is not None), meeting.of))
    paper = papers.Paper(
        _("%(title)s: list of attendance") % {"title": meeting.title}, facts=facts,
        sections=[papers.Section(tables=[papers.Table(head, rows, widths)])], by=_issuer(meeting),
        signatures=[papers.Signature(_("Roll closed by"))],
    )  # fmt: skip
    return papers.download(paper, form, _("Attendance"), part=id_of(request.GET.get("part")) or 0)


@login_required
@require_safe
def door(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The code of this minute, large, for a screen in the room: it goes on by itself."""
    import segno

    meeting = meetings.get(meeting_id, actor_of(request))
    meetings.require_holds(actor_of(request), meeting)
    token, digits = queries.door(meeting.pk)
    link = request.build_absolute_uri(reverse("deliberation:here", args=[meeting.pk]) + f"?c={token}")
    context: dict[str, Any] = {
        "meeting": meeting, "digits": f"{digits[:3]} {digits[3:]}", "there": queries.attendance(meeting),
        "open": meeting.state == State.OPEN,
        "qr": segno.make(link, error="m").svg_inline(scale=8, border=3, omitsize=True),
    }  # fmt: skip
    response = render(request, "deliberation/meeting_door.html", context)
    response["Refresh"] = str(SLOT_SECONDS // 2)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def poster(request: HttpRequest, meeting_id: int, form: str) -> HttpResponse | FileResponse:
    """What hangs at the door: where to sign in; the number of the minute is read off the screen in the room."""
    import segno

    meeting = meetings.get(meeting_id, actor_of(request))
    meetings.require_holds(actor_of(request), meeting)
    link = request.build_absolute_uri(reverse("deliberation:here", args=[meeting.pk]))
    png = io.BytesIO()
    segno.make(link, error="m").save(png, kind="png", scale=12, border=3)
    words = [
        _("1. Scan the code, or open the address below."),
        _("2. Enter the number that is shown in the room: it changes every minute."),
        _("3. Sign in, or enter the code of your letter."),
        _("Without a telephone: sign the list on paper."),
    ]
    paper = papers.Paper(
        meeting.title, facts=[(_("Begins"), papers.text_of(meeting.starts_at)), (_("Venue"), meeting.venue)],
        sections=[papers.Section(_("Sign in here"), words, picture=papers.Picture(png.getvalue(), link, 90))],
        by=_issuer(meeting), footer=link,
    )  # fmt: skip
    return papers.download(paper, form, _("Sign in here"))
