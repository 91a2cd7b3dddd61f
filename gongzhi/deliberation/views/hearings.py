"""`/hearings/`: which hearings come, put one's name down, what was said and answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, ActorKind, actor_of
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.deliberation.actions import hearings as acts
from gongzhi.deliberation.forms.hearings import SignUpForm
from gongzhi.deliberation.models import Hearing, Speaker
from gongzhi.deliberation.queries import hearings as queries
from gongzhi.deliberation.queries.topics import link_of
from gongzhi.deliberation.rules.hearings import HearingState, SpeakerDraft
from gongzhi.deliberation.rules.topics import Shown
from gongzhi.kit import papers
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.kit.words import moment


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Coming ones, the next first; with `past`, those on record, the latest first."""
    past = "past" in request.GET
    order = ["-starts_at", "-id"] if past else ["starts_at", "id"]
    page = paged(queries.public(coming=not past), order, after=request.GET.get("after", ""), size=20)
    rows = [(h, queries.form_words(h.form), queries.is_open(h)) for h in page.items]
    return render(request, "deliberation/hearings.html", {"page": page, "rows": rows, "past": past})


def _hearing(request: HttpRequest, hearing_id: int) -> tuple[Hearing, Speaker | None]:
    hearing = queries.get(hearing_id)
    if hearing.topic.shown != Shown.SHOWN:
        raise NotFound("There is no such hearing.")
    return hearing, queries.speaker_by(hearing, id_of(request.GET.get("s")), request.GET.get("k", ""))


@require_safe
def show(request: HttpRequest, hearing_id: int) -> HttpResponse:
    """Day, place, what is heard; who put the name down sees it; afterwards the record."""
    return _page(request, *_hearing(request, hearing_id))


def _page(request: HttpRequest, hearing: Hearing, own: Speaker | None, form: SignUpForm | None = None) -> HttpResponse:
    published = hearing.state == HearingState.PUBLISHED
    context: dict[str, Any] = {
        "hearing": hearing, "form_words": queries.form_words(hearing.form), "own": own, "topic": hearing.topic,
        "link": link_of(hearing.topic), "heard": queries.record(queries.speakers(hearing)) if published else [],
        "form": form or (SignUpForm() if queries.is_open(hearing) and own is None else None),
        "k": request.GET.get("k", ""), "may_withdraw": own is not None and hearing.state == HearingState.ANNOUNCED,
    }  # fmt: skip
    return render(request, "deliberation/hearing.html", context, status=422 if form is not None else 200)


@require_POST
def sign_up(request: HttpRequest, hearing_id: int) -> HttpResponse:
    """Put one's name down; the answer leads to a page of one's own, by which it can be taken back."""
    hearing, _own = _hearing(request, hearing_id)
    form = SignUpForm(request.POST)
    if form.is_valid():
        data = {**form.cleaned_data, "speaks": form.cleaned_data["speaks"] == "yes"}
        actor = actor_of(request)
        who = Actor(ActorKind.RESIDENT, person_id=actor.person_id) if actor.person_id else Actor(ActorKind.ANONYMOUS)
        try:
            made = acts.sign_up(hearing, SpeakerDraft(**data, person_id=actor.person_id), actor=who)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Your name is down. Keep this page: here you can take it back."))
            address = reverse("deliberation:hearing", args=[hearing.pk])
            return redirect(f"{address}?s={made.pk}&k={queries.secret_of(made.pk)}")
    return _page(request, hearing, None, form)


@require_POST
def withdraw(request: HttpRequest, hearing_id: int) -> HttpResponse:
    """Take one's name back, by the link of one's own."""
    hearing, own = _hearing(request, hearing_id)
    if own is None:
        raise NotFound("There is no such speaker.")
    acts.withdraw(own, actor=Actor(ActorKind.ANONYMOUS, via=acts.LINK))
    messages.success(request, _("Your name is taken back, and your contact is deleted."))
    return redirect("deliberation:hearing", hearing.pk)


@require_safe
def paper(request: HttpRequest, hearing_id: int, form: str) -> HttpResponse | FileResponse:
    """The record on paper: once it is public, before that for who holds the hearing."""
    hearing = queries.get(hearing_id)
    public = hearing.state == HearingState.PUBLISHED and hearing.topic.shown == Shown.SHOWN
    if not public and not queries.holds(actor_of(request), hearing):
        raise NotFound("There is no such hearing.")
    sections = [papers.Section(_("Summary"), [hearing.summary])] if hearing.summary else []
    for heard in queries.record(queries.speakers(hearing)):
        answered = [f"{heard.answered_by}：{heard.answer}"] if heard.answer else []
        sections.append(papers.Section(heard.who, [heard.words, *answered]))
    facts = [(_("Time"), moment(hearing.starts_at)), (_("Venue"), hearing.venue)]
    made = papers.Paper(
        _("Record of the hearing: %(title)s") % {"title": hearing.topic.matter.title}, facts=facts, sections=sections,
        signatures=[papers.Signature(_("Chaired by"), hearing.post.label), papers.Signature(_("Written by"))],
    )  # fmt: skip
    return papers.download(made, form, _("Record of a hearing"))
