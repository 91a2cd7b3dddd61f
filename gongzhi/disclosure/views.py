"""Pages of the boards: public ones for everybody, and those of the staff who publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import Forbidden, Invalid, NotFound
from gongzhi.disclosure.forms import PublishForm, WithdrawForm
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.public import PersonalDataFound, boards, list_postings, posting, publish, withdraw
from gongzhi.disclosure.rules import Finding, Kind
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.packs.public import Board
from gongzhi.places.public import Place
from gongzhi.places.public import get as get_place

KIND_WORDS = {
    Kind.MOBILE: gettext_noop("Mobile number"),
    Kind.LANDLINE: gettext_noop("Telephone number"),
    Kind.IDENTITY: gettext_noop("Identity number"),
    Kind.BANK_CARD: gettext_noop("Bank card number"),
    Kind.EMAIL: gettext_noop("E-mail address"),
    Kind.ACCOUNT: gettext_noop("Account of a messenger"),
    Kind.PLATE: gettext_noop("Number plate"),
    Kind.HOME: gettext_noop("Home of a resident"),
    Kind.NAME: gettext_noop("Name"),
}


def title_of(board: Board) -> str:
    """The board's title in the reader's language."""
    return board.title_en if get_language() == "en" and board.title_en else board.title


@require_safe
def board_list(request: HttpRequest) -> HttpResponse:
    """What stands on the boards, by board, place and words."""
    known = {b.key: b for b in boards()}
    key = request.GET.get("board", "")
    board = known.get(key)
    search = "".join(c if c.isprintable() else " " for c in request.GET.get("q", ""))[:60].strip()
    place = _place(request.GET.get("place", ""))
    archive = request.GET.get("archive") == "1"
    page = list_postings(
        board=board.key if board else None,
        place_id=place.pk if place else None,
        search=search,
        archive=archive,
        after=request.GET.get("after", ""),
    )
    context = {
        "page": page,
        "rows": [(p, title_of(known[p.board]) if p.board in known else p.board) for p in page.items],
        "tabs": _tabs(request, known, board),
        "board": board,
        "place": place,
        "search": search,
        "archive": archive,
        "filtered": bool(search or place or board),
    }
    return render(request, "disclosure/list.html", context)


def _tabs(request: HttpRequest, known: dict[str, Board], current: Board | None) -> list[dict[str, Any]]:
    def href(key: str) -> str:
        query = request.GET.copy()
        for name in ("after", "board"):
            query.pop(name, None)
        if key:
            query["board"] = key
        return f"?{query.urlencode()}"

    tabs = [{"label": _("All"), "href": href(""), "current": current is None}]
    return tabs + [
        {"label": title_of(b), "href": href(b.key), "current": current is not None and b.key == current.key}
        for b in known.values()
    ]


def _place(text: str) -> Place | None:
    try:
        return get_place(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None
    except NotFound:
        return None


@require_safe
def detail(request: HttpRequest, posting_id: int) -> HttpResponse:
    """One posting, with its period, its proof and, of an answered request, the question."""
    row = posting(posting_id)
    return render(request, "disclosure/detail.html", {"posting": row, "board_title": _board_title(row)})


def _board_title(row: Posting) -> str:
    return next((title_of(b) for b in boards() if b.key == row.board), row.board)


def _publisher(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not scopes(actor, Permission.BOARD_PUBLISH):
        raise Forbidden("Your posts do not allow this here.")
    return actor


@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    """What stands on the boards, for who may publish."""
    actor = _publisher(request)
    where = min(scopes(actor, Permission.BOARD_PUBLISH))
    archive = request.GET.get("archive") == "1"
    page = list_postings(place_id=where, archive=archive, after=request.GET.get("after", ""))
    titles = {b.key: title_of(b) for b in boards()}
    rows = [(p, titles.get(p.board, p.board)) for p in page.items]
    return render(request, "disclosure/desk_list.html", {"page": page, "rows": rows, "archive": archive})


@require_http_methods(["GET", "HEAD", "POST"])
def desk_new(request: HttpRequest) -> HttpResponse:
    """Publish on a board; personal data found is shown with its place in the text."""
    actor = _publisher(request)
    form = PublishForm(request.POST or None, actor=actor)
    found: PersonalDataFound | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = publish(
                board=data["board"],
                title=data["title"],
                text=data["text"],
                place_id=data["place"],
                days=data["days"],
                actor=actor,
                key=f"form:{data['submission']}" if data["submission"] else None,
                override_reason=data["override_reason"],
            )
        except PersonalDataFound as error:
            found = error
            form.add_error(error.field, text_of(error))
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("It stands on the board now."))
            return redirect("disclosure:detail", row.pk)
    context = {"form": form, "findings": _marked(found, form) if found else []}
    return render(request, "disclosure/desk_new.html", context, status=422 if form.errors else 200)


def _marked(found: PersonalDataFound, form: PublishForm) -> list[dict[str, object]]:
    """Each finding with a few characters before and behind it."""
    return [_in_context(found_in, hit, form) for found_in, hits in found.findings.items() for hit in hits]


def _in_context(name: str, hit: Finding, form: PublishForm) -> dict[str, object]:
    text = str(form.data.get(name, "")).strip()
    return {
        "field": form.fields[name].label if name in form.fields else name,
        "kind": _(KIND_WORDS[hit.kind]),
        "before": text[max(0, hit.start - 12) : hit.start],
        "excerpt": hit.excerpt,
        "behind": text[hit.end : hit.end + 12],
        "blocks": hit.blocks,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def desk_withdraw(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Take a posting back, with a reason."""
    actor = _publisher(request)
    row = posting(posting_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(posting_id, reason=form.cleaned_data["reason"], hide=form.cleaned_data["hide"], actor=actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("It is marked as withdrawn."))
            return redirect("disclosure:detail", posting_id)
    status = 422 if form.errors else 200
    return render(request, "disclosure/desk_withdraw.html", {"form": form, "posting": row}, status=status)
