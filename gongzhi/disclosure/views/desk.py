"""Pages of who publishes: what stands, publish, correct, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import DomainError, Forbidden, NotFound
from gongzhi.disclosure.actions.correct import correct
from gongzhi.disclosure.forms import CorrectForm, PublishForm, WithdrawForm
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.public import PersonalDataFound, boards, list_postings, posting, publish, withdraw
from gongzhi.disclosure.queries.classes import class_of, least_days, period_words
from gongzhi.disclosure.rules.period import Duty
from gongzhi.disclosure.views.attachments import kept, take_in, words_in
from gongzhi.disclosure.views.marked import marked
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.packs.public import named
from gongzhi.places import public as places


def publisher(request: HttpRequest) -> Actor:
    """The signed-in person, who may publish somewhere. Raises Forbidden."""
    actor = actor_of(request)
    if not scopes(actor, Permission.BOARD_PUBLISH):
        raise Forbidden("Your posts do not allow this here.")
    return actor


@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    """What stands on the boards, for who may publish."""
    actor = publisher(request)
    where = min(scopes(actor, Permission.BOARD_PUBLISH))
    archive = request.GET.get("archive") == "1"
    page = list_postings(place_id=where, archive=archive, after=request.GET.get("after", ""))
    titles = {b.key: named(b) for b in boards()}
    rows = [(p, titles.get(p.board, p.board)) for p in page.items]
    return render(request, "disclosure/desk_list.html", {"page": page, "rows": rows, "archive": archive})


@require_http_methods(["GET", "HEAD", "POST"])
def desk_new(request: HttpRequest) -> HttpResponse:
    """Publish on a board; from a line of what is owed, its class, period, title and text are there already."""
    actor = publisher(request)
    form = PublishForm(request.POST or None, request.FILES or None, actor=actor, initial=_prefilled(request))

    def do(data: dict[str, Any], duty: Duty) -> Posting:
        return publish(
            board=data["board"], title=data["title"], text=data["text"], place_id=data["place"], days=data["days"],
            actor=actor, key=f"form:{data['submission']}" if data["submission"] else None,
            override_reason=data["override_reason"], duty=duty,
        )  # fmt: skip

    item = class_of(str(form["disclosure"].value() or ""))
    return _publish_page(request, form, actor, do, _("It stands on the board now."), {"item": item})


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    """What a line of what is owed says of the posting."""
    item = class_of(request.GET.get("class", ""))
    if item is None or item.by != "posting":
        return {}
    period, place_id = request.GET.get("period", ""), id_of(request.GET.get("place"))
    try:
        name = places.get(place_id).name if place_id else ""
        least = least_days(item.board, item.key, period)
    except DomainError:
        return {"board": item.board, "disclosure": item.key}
    words = period_words(period) if period else ""
    text = item.skeleton.replace("{place}", name).replace("{period}", words)
    return {
        "board": item.board, "disclosure": item.key, "period": period, "place": place_id,
        "title": f"{name}{words}{named(item)}"[:120], "text": text, "days": least,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def desk_correct(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Put a corrected version beside a posting."""
    actor = publisher(request)
    old = posting(posting_id)
    first = {"title": old.title, "text": old.text}
    form = CorrectForm(request.POST or None, request.FILES or None, actor=actor, initial=first)

    def do(data: dict[str, Any], duty: Duty) -> Posting:
        return correct(
            posting_id, title=data["title"], text=data["text"], why=data["correction"], actor=actor, days=data["days"],
            key=f"form:{data['submission']}" if data["submission"] else None,
            override_reason=data["override_reason"], duty=duty,
        )  # fmt: skip

    return _publish_page(request, form, actor, do, _("The corrected version stands on the board now."), {"old": old})


def _publish_page(
    request: HttpRequest, form: PublishForm, actor: Actor, do: Any, done: str, context: dict[str, Any]
) -> HttpResponse:
    found: PersonalDataFound | None = None
    words: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            attached = take_in(form, actor)
            words = words_in(attached, looked=data["looked"])
            row = do(data, Duty(
                disclosure=data.get("disclosure", ""), period=data.get("period", ""),
                files=tuple(f.pk for f in attached), words=words,
            ))  # fmt: skip
        except PersonalDataFound as error:
            found = error
            form.add_error(error.field if error.field in form.fields else None, text_of(error))
        except DomainError as error:
            if isinstance(error, Forbidden | NotFound):
                raise
            add_to_form(form, error)
        else:
            messages.success(request, done)
            return redirect("disclosure:detail", row.pk)
    context |= {"form": form, "findings": marked(found, form, words) if found else [], "kept": kept(form)}
    return render(request, "disclosure/desk_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def desk_withdraw(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Take a posting back, with a reason."""
    actor = publisher(request)
    row = posting(posting_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(posting_id, reason=form.cleaned_data["reason"], hide=form.cleaned_data["hide"], actor=actor)
        except (Forbidden, NotFound):
            raise
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("It is marked as withdrawn."))
            return redirect("disclosure:detail", posting_id)
    status = 422 if form.errors else 200
    return render(request, "disclosure/desk_withdraw.html", {"form": form, "posting": row}, status=status)
