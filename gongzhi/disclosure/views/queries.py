"""Questions and objections: residents ask, see the answer, go to the level above; staff enter and answer."""

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

from gongzhi.access.public import Permission, require, staff_of, visitor_of
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import clean_number, spoken
from gongzhi.disclosure.actions import queries as acts
from gongzhi.disclosure.forms.queries import AnswerForm, AskForm, EnterForm, QueriesForm, WordsForm
from gongzhi.disclosure.models import Query
from gongzhi.disclosure.public import PersonalDataFound, posting
from gongzhi.disclosure.queries import questions
from gongzhi.disclosure.rules.queries import Sort
from gongzhi.disclosure.views.marked import marked
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.paging import paged
from gongzhi.places import public as places

REFUSED = (Invalid, NotAllowed, Conflict)


def sort_words(sort: str) -> str:
    """What it is, in words."""
    return {Sort.QUERY: _("query"), Sort.OBJECTION: _("objection")}.get(Sort(sort), _("complaint to the level above"))


def asked_on(
    request: HttpRequest, form: WordsForm, do: Callable[[], Query], context: dict[str, Any], *, staff: bool = False
) -> HttpResponse:
    """One form that opens a question; it leads to the page of who asked, or of the desk."""
    if request.method == "POST" and form.is_valid():
        try:
            made = do()
        except REFUSED as error:
            add_to_form(form, error)
        else:
            number = spoken(made.number)
            messages.success(request, _("Taken in under the number %(number)s.") % {"number": number})
            if staff:
                return redirect("disclosure:desk-query", made.pk)
            return redirect(questions.link_of(made, own=True))
    status = 422 if form.errors else 200
    return render(request, "disclosure/ask.html", {"form": form, "staff": staff, **context}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, posting_id: int) -> HttpResponse:
    """A resident asks about a posting, or objects to it."""
    row, who = posting(posting_id), visitor_of(request)
    if row.withdrawn_at is not None:
        raise NotFound("There is no such posting.")
    form = AskForm(request.POST or None, signed_in=who.person_id is not None)
    context = {"about": row.title, "place": row.place.name, "back": reverse("disclosure:detail", args=[row.pk])}
    return asked_on(request, form, lambda: acts.ask(row, form.draft(who.person_id), actor=who), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Staff enter what came on paper, by phone or at the door."""
    actor, row = staff_of(request), posting(posting_id)
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(row.place_id))
    form = EnterForm(request.POST or None)
    context = {"about": row.title, "place": row.place.name, "back": reverse("disclosure:detail", args=[row.pk])}
    return asked_on(request, form, lambda: acts.ask(row, form.draft(None), actor=actor), context, staff=True)


def _own(request: HttpRequest, number: str) -> tuple[Query, bool]:
    """A question that the visitor may see, and whether it is theirs. Raises NotFound."""
    query = questions.by_number(clean_number(number))
    own = questions.is_own(query, request.GET.get("k", ""), visitor_of(request).person_id)
    if not own and query.answered_at is None:
        raise NotFound("There is no such question.")
    return query, own


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Where a question stands: for who asked from the beginning, for everybody once it is answered."""
    query, own = _own(request, number)
    after = getattr(query, "appeal", None) if own else None
    context = {
        "query": query, "own": own, "number": spoken(query.number), "sort": sort_words(query.sort),
        "k": request.GET.get("k", ""), "may_appeal": own and questions.may_appeal(query), "after": after,
        "after_link": questions.link_of(after, own=True) if after else "",
    }  # fmt: skip
    return render(request, "disclosure/query.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """Who asked goes to the level above."""
    query, own = _own(request, number)
    if not own:
        raise Forbidden("Only who asked can do this.")
    who = visitor_of(request)
    form = WordsForm(request.POST or None, signed_in=True)
    back = questions.link_of(query) + (f"?k={request.GET['k']}" if request.GET.get("k") else "")
    context = {"about": query.matter.title, "place": query.matter.place.name, "back": back, "appeal": True}

    def do() -> Query:
        return acts.appeal(query, form.draft(query.person_id or who.person_id), actor=who)

    return asked_on(request, form, do, context)


@login_required
@require_safe
def desk_index(request: HttpRequest) -> HttpResponse:
    """The questions of one's area, the newest first."""
    actor = staff_of(request)
    form = QueriesForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    rows = questions.listed(actor, state=data.get("state") or "", text=data.get("q") or "")
    page = paged(rows, ["-matter_id"], after=request.GET.get("after", ""), size=30)
    context = {"form": form, "page": page, "rows": [(q, spoken(q.number), sort_words(q.sort)) for q in page.items]}
    return render(request, "disclosure/desk_queries.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_query(request: HttpRequest, matter_id: int) -> HttpResponse:
    """A question with its answer, or the form to answer it."""
    actor = staff_of(request)
    query = questions.get(matter_id, actor)
    mine = query.answered_at is None and query.matter.holder_post_id in actor.post_ids
    if request.method == "POST" and not mine:
        raise Forbidden("Only the post that holds the matter can do this.")
    form = AnswerForm(request.POST or None, initial={"asked": query.words}) if mine else None
    findings: list[dict[str, object]] = []
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            acts.answer(query, **form.cleaned_data, actor=actor)
        except PersonalDataFound as error:
            findings = marked(error, form, {})
            form.add_error(error.field, text_of(error))
        except REFUSED as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Answered in public."))
            return redirect("disclosure:desk-query", matter_id)
    context = {
        "query": query, "form": form, "findings": findings, "number": spoken(query.number),
        "sort": sort_words(query.sort),
    }  # fmt: skip
    return render(request, "disclosure/desk_query.html", context, status=422 if form and form.errors else 200)
