"""Pages of the boards for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.core.errors import NotFound
from gongzhi.disclosure.public import boards, list_postings, posting
from gongzhi.disclosure.views.words import board_title, title_of
from gongzhi.packs.public import Board
from gongzhi.places.public import Place
from gongzhi.places.public import get as get_place


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
    return render(request, "disclosure/detail.html", {"posting": row, "board_title": board_title(row.board)})
