"""Open days: for everybody, and the forms of who holds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Permission, actor_of, may, require, staff_of, visitor_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.disclosure.actions import days as acts
from gongzhi.disclosure.actions.queries import ask_for_day
from gongzhi.disclosure.forms.days import CancelForm, DayForm, ReportForm
from gongzhi.disclosure.forms.queries import EnterForm, WordsForm
from gongzhi.disclosure.models import OpenDay
from gongzhi.disclosure.public import PersonalDataFound
from gongzhi.disclosure.queries import days as queries
from gongzhi.disclosure.queries import questions
from gongzhi.disclosure.queries.classes import class_of, classes
from gongzhi.disclosure.rules.days import DayDraft, DayState
from gongzhi.disclosure.views.desk import publisher
from gongzhi.disclosure.views.marked import marked
from gongzhi.disclosure.views.queries import asked_on
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import Form, id_of
from gongzhi.kit.paging import paged
from gongzhi.places import public as places


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The open days, the newest first."""
    page = paged(queries.listed(), ["-day", "-id"], after=request.GET.get("after", ""), size=20)
    item = next((d for d in classes() if d.by == "open_day"), None)
    return render(request, "disclosure/days.html", {"page": page, "rows": page.items, "item": item})


@require_safe
def show(request: HttpRequest, day_id: int) -> HttpResponse:
    """One open day: programme, questions and answers, report."""
    day = queries.day(day_id)
    waiting = questions.waiting(day=day)
    context = {
        "day": day, "queries": questions.answered(day=day), "waiting": waiting, "item": class_of(day.disclosure),
        "may": may(actor_of(request), Permission.BOARD_PUBLISH, places.ancestors(day.place_id)),
        "due": [q.matter.due_at for q in waiting], "today": clock.today(), "open": day.state == DayState.ANNOUNCED,
    }  # fmt: skip
    return render(request, "disclosure/day.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, day_id: int) -> HttpResponse:
    """A resident asks before the day."""
    day, who = queries.day(day_id), visitor_of(request)
    if day.state != DayState.ANNOUNCED:
        raise NotFound("There is no such open day.")
    form = WordsForm(request.POST or None, signed_in=who.person_id is not None)
    return asked_on(request, form, lambda: ask_for_day(day, form.draft(who.person_id), actor=who), _about(day))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, day_id: int) -> HttpResponse:
    """Staff enter what was asked on the day, or before it on paper or by phone."""
    actor, day = staff_of(request), queries.day(day_id)
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(day.place_id))
    if day.state == DayState.CANCELLED:
        raise NotFound("There is no such open day.")
    form = EnterForm(request.POST or None)
    return asked_on(request, form, lambda: ask_for_day(day, form.draft(None), actor=actor), _about(day), staff=True)


def _about(day: OpenDay) -> dict[str, Any]:
    title = _("Community open day")
    return {
        "about": f"{title} {day.day:%Y-%m-%d}", "place": day.place.name,
        "back": reverse("disclosure:day", args=[day.pk]),
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Announce an open day."""
    actor = publisher(request)
    if not any(d.by == "open_day" for d in classes()):
        raise NotFound("The rules in force name no open day.")
    first = {"disclosure": request.GET.get("class", ""), "place": id_of(request.GET.get("place"))}
    form = DayForm(request.POST or None, actor=actor, initial=first)

    def do() -> OpenDay:
        data = dict(form.cleaned_data)
        sent, why = data.pop("submission"), data.pop("override_reason")
        draft = DayDraft(place_id=data.pop("place"), **data)
        return acts.announce(draft, actor=actor, key=f"day:{sent}" if sent else None, override_reason=why)

    title, done = _("Announce an open day"), _("The open day is announced.")
    return _act(request, form, do, title=title, back=reverse("disclosure:desk-owed"), done=done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, day_id: int) -> HttpResponse:
    """Report an open day."""
    actor, day = publisher(request), queries.day(day_id)
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(day.place_id))
    form = ReportForm(request.POST or None)
    title, back = _("Report on the open day"), reverse("disclosure:day", args=[day_id])
    done = _("The report stands on the board now.")
    return _act(
        request, form, lambda: acts.report(day, **form.cleaned_data, actor=actor), title=title, back=back, done=done
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, day_id: int) -> HttpResponse:
    """Call an open day off."""
    actor, day = publisher(request), queries.day(day_id)
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(day.place_id))
    form = CancelForm(request.POST or None)
    title, back = _("Call the open day off"), reverse("disclosure:day", args=[day_id])
    done = _("It was called off, and the announcement withdrawn.")
    return _act(
        request, form, lambda: acts.cancel(day, **form.cleaned_data, actor=actor), title=title, back=back, done=done
    )


def _act(
    request: HttpRequest, form: Form, do: Callable[[], OpenDay], *, title: str, back: str, done: str
) -> HttpResponse:
    findings: list[dict[str, object]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = do()
        except PersonalDataFound as error:
            findings = marked(error, form, {})
            form.add_error(error.field if error.field in form.fields else None, text_of(error))
        except (Invalid, NotAllowed, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, done)
            return redirect("disclosure:day", made.pk)
    context = {"form": form, "findings": findings, "title": title, "back": back}
    return render(request, "disclosure/day_act.html", context, status=422 if form.errors else 200)
