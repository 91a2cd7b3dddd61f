"""`/desk/hearings/`: announce one, put names down for others, enter what was said, publish the record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.deliberation.actions import hearings as acts
from gongzhi.deliberation.forms import hearings as forms
from gongzhi.deliberation.forms.topics import ReasonForm
from gongzhi.deliberation.models import Hearing, Speaker
from gongzhi.deliberation.queries import hearings as queries
from gongzhi.deliberation.queries import topics as topic_reads
from gongzhi.deliberation.rules.hearings import HearingDraft, HearingState, SpeakerDraft
from gongzhi.deliberation.views.desk import runner
from gongzhi.disclosure import public as disclosure
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged


def state_words(hearing: Hearing) -> str:
    """A state in words."""
    if hearing.state == HearingState.ANNOUNCED:
        return _("on record soon") if hearing.starts_at <= clock.now() else _("announced")
    return _("record published") if hearing.state == HearingState.PUBLISHED else _("did not take place")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The hearings of one's area, the latest first."""
    actor = runner(request)
    text = request.GET.get("q", "")[:60]
    rows = queries.of_area(actor, text=text)
    page = paged(rows, ["-starts_at", "-id"], after=request.GET.get("after", ""), size=30)
    lines = [(h, queries.form_words(h.form), state_words(h)) for h in page.items]
    return render(request, "deliberation/desk_hearings.html", {"page": page, "rows": lines, "q": text})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Announce a hearing about a topic."""
    actor = runner(request)
    topic = topic_reads.get(matter_id, actor)
    form = forms.AnnounceForm(request.POST or None)
    findings = None
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.announce(topic, HearingDraft(**form.cleaned_data), actor=actor)
        except disclosure.PersonalDataFound as error:
            findings = error
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The hearing is announced."))
            return redirect("deliberation:desk-hearing", made.pk)
    context = {"form": form, "topic": topic, "findings": findings, "days": queries.notice_days(topic)}
    status = 422 if form.errors or findings else 200
    return render(request, "deliberation/desk_hearing_new.html", context, status=status)


def _hearing(request: HttpRequest, hearing_id: int) -> tuple[Hearing, Actor]:
    actor = runner(request)
    hearing = queries.get(hearing_id)
    if not queries.holds(actor, hearing):
        raise NotFound("There is no such hearing.")
    return hearing, actor


@login_required
@require_safe
def show(request: HttpRequest, hearing_id: int) -> HttpResponse:
    """A hearing for who holds it."""
    return _page(request, *_hearing(request, hearing_id))


def _named(row: Speaker, n: int) -> str:
    return " ".join(part for part in (f"{n}.", row.name or queries.side_words(row.side)) if part)


def _page(request: HttpRequest, hearing: Hearing, actor: Actor, **given: Any) -> HttpResponse:
    rows = queries.speakers(hearing)
    live, began = hearing.state == HearingState.ANNOUNCED, hearing.starts_at <= clock.now()
    silent = [(str(s.pk), _named(s, n)) for n, s in enumerate(rows, start=1) if not s.statement]
    said = [(str(s.pk), _named(s, n)) for n, s in enumerate(rows, start=1) if s.statement]
    context = {
        "hearing": hearing, "form_words": queries.form_words(hearing.form), "state": state_words(hearing),
        "rows": [(s, queries.side_words(s.side)) for s in rows], "live": live, "began": began,
        "enter": given.get("enter") or (forms.EnterForm() if live and not began else None),
        "say": given.get("say") or (forms.StatementForm(speakers=silent) if live and began else None),
        "answer": given.get("answer") or (forms.AnswerForm(speakers=said) if live and began and said else None),
        "publish": given.get("publish") or (forms.RecordForm() if live and said else None),
        "drop": given.get("drop") or (ReasonForm(auto_id="drop_%s") if live and not said else None),
        "findings": given.get("findings"),
    }  # fmt: skip
    return render(request, "deliberation/desk_hearing.html", context, status=422 if given else 200)


@login_required
@require_POST
def act(request: HttpRequest, hearing_id: int, verb: str) -> HttpResponse:
    """`enter` a name, `withdraw` one, `say`, `answer`, `publish` the record, `drop` the hearing."""
    hearing, actor = _hearing(request, hearing_id)
    verbs = {"enter": _enter, "withdraw": _withdraw, "say": _say, "answer": _answer, "publish": _publish, "drop": _drop}
    if verb not in verbs:
        raise NotFound("There is no such act.")
    form = verbs[verb](request, hearing, actor)
    try:
        wrong = form is not None and not form.is_valid()
        if form is not None and not wrong:
            _do(verb, hearing, actor, form.cleaned_data)
    except disclosure.PersonalDataFound as error:
        return _page(request, hearing, actor, findings=error, **{verb: form})
    except Invalid as error:
        add_to_form(form, error)
        wrong = True
    if wrong:
        return _page(request, hearing, actor, **{verb: form})
    messages.success(request, _("Done."))
    return redirect("deliberation:desk-hearing", hearing.pk)


def _enter(request: HttpRequest, hearing: Hearing, actor: Actor) -> Any:
    return forms.EnterForm(request.POST)


def _withdraw(request: HttpRequest, hearing: Hearing, actor: Actor) -> Any:
    row = Speaker.objects.filter(pk=id_of(request.POST.get("speaker")) or 0, hearing=hearing).first()
    if row is None:
        raise NotFound("There is no such speaker.")
    acts.withdraw(row, actor=actor)
    return None


def _choices(hearing: Hearing, *, said: bool) -> list[tuple[str, str]]:
    rows = enumerate(queries.speakers(hearing), start=1)
    return [(str(s.pk), _named(s, n)) for n, s in rows if bool(s.statement) is said]


def _say(request: HttpRequest, hearing: Hearing, actor: Actor) -> Any:
    return forms.StatementForm(request.POST, speakers=_choices(hearing, said=False))


def _answer(request: HttpRequest, hearing: Hearing, actor: Actor) -> Any:
    return forms.AnswerForm(request.POST, speakers=_choices(hearing, said=True))


def _publish(request: HttpRequest, hearing: Hearing, actor: Actor) -> Any:
    return forms.RecordForm(request.POST)


def _drop(request: HttpRequest, hearing: Hearing, actor: Actor) -> Any:
    return ReasonForm(request.POST, auto_id="drop_%s")


def _do(verb: str, hearing: Hearing, actor: Actor, data: dict[str, Any]) -> None:
    if verb == "enter":
        acts.sign_up(hearing, SpeakerDraft(**{**data, "speaks": data["speaks"] == "yes"}), actor=actor)
    elif verb == "say":
        who = id_of(data.pop("speaker"))
        acts.enter(hearing, actor=actor, speaker_id=who, **data)
    elif verb == "answer":
        acts.answer(hearing, int(data.pop("speaker")), actor=actor, **data)
    elif verb == "publish":
        acts.publish(hearing, actor=actor, **data)
    else:
        acts.drop(hearing, data["reason"], actor=actor)
