"""Pages of the boards for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Permission, actor_of, may
from gongzhi.core.errors import NotFound
from gongzhi.disclosure.public import boards, list_postings, posting
from gongzhi.disclosure.queries import pack, publisher_of, questions
from gongzhi.disclosure.queries.classes import class_title, classes, period_words
from gongzhi.disclosure.queries.owed import Owed, next_of
from gongzhi.disclosure.queries.proofs import proofs_of
from gongzhi.disclosure.views.words import board_title, title_of
from gongzhi.files.public import files_of
from gongzhi.packs.public import Board, named
from gongzhi.places.public import Place, ancestors, of_kinds
from gongzhi.places.public import get as get_place

MOST_PLACES = 60  # of a list to choose from
MOST_NEXT = 12  # communities of which the page of all says what comes next


@require_safe
def board_list(request: HttpRequest) -> HttpResponse:
    """What stands on the boards, by board, class, place and words; what comes next."""
    known = {b.key: b for b in boards()}
    key = request.GET.get("board", "")
    board = known.get(key)
    search = "".join(c if c.isprintable() else " " for c in request.GET.get("q", ""))[:60].strip()
    place = _place(request.GET.get("place", ""))
    kinds = [(d.key, named(d)) for d in classes(board.key if board else "") if d.by == "posting"]
    kind = request.GET.get("class", "") if request.GET.get("class", "") in dict(kinds) else ""
    archive = request.GET.get("archive") == "1"
    page = list_postings(
        board=board.key if board else None,
        disclosure=kind,
        place_id=place.pk if place else None,
        search=search,
        archive=archive,
        after=request.GET.get("after", ""),
    )
    asked = questions.counts(p.pk for p in page.items)
    communities = _communities()
    context = {
        "page": page,
        "rows": [(p, title_of(known[p.board]) if p.board in known else p.board, asked.get(p.pk)) for p in page.items],
        "tabs": _tabs(request, known, board),
        "board": board,
        "place": place,
        "communities": communities if len(communities) <= MOST_PLACES else [],
        "kinds": kinds,
        "kind": kind,
        "search": search,
        "archive": archive,
        "filtered": bool(search or place or board or kind),
        "next": [] if archive else _next(place, communities, board),
        "open_days": any(d.by == "open_day" for d in classes()),
    }
    return render(request, "disclosure/list.html", context)


def _communities() -> list[tuple[int, str]]:
    """The places that owe something, in the order of the tree."""
    levels = {pack().level(key).kind for d in classes() for key in d.levels}
    return [(p.pk, p.name) for p in of_kinds(levels)] if levels else []


def _next(place: Place | None, communities: list[tuple[int, str]], board: Board | None) -> list[tuple[Owed, str, str]]:
    """What is disclosed next: at the place asked for, or in a small town everywhere."""
    if place is None and len(communities) > MOST_NEXT:
        return []
    within = [place.pk] if place is not None else [pk for pk, _name in communities]
    lines = next_of(within, board=board.key if board else "", most=5)
    return [(o, named(o.item), period_words(o.period.key)) for o in lines]


def _tabs(request: HttpRequest, known: dict[str, Board], current: Board | None) -> list[dict[str, Any]]:
    def href(key: str) -> str:
        query = request.GET.copy()
        for name in ("after", "board", "class"):
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
    """One posting, with its period, versions, attachments, photos of the paper board, questions and answers."""
    row = posting(posting_id)
    hidden = row.withdrawn_at is not None and not row.text
    context = {
        "posting": row,
        "board_title": board_title(row.board),
        "class_title": class_title(row.disclosure) if row.disclosure else "",
        "period": period_words(row.period) if row.period else "",
        "newer": getattr(row, "corrected_by", None),
        "body": publisher_of(row),
        "attached": [] if hidden else files_of(row.pk),
        "proofs": [] if hidden else proofs_of(row),
        "queries": questions.answered(posting=row),
        "waiting": questions.waiting(posting=row),
        "may": may(actor_of(request), Permission.BOARD_PUBLISH, ancestors(row.place_id)),
    }
    return render(request, "disclosure/detail.html", context)
