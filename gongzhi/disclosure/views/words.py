"""Boards, classes, periods and lines of what is owed, in words."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gongzhi.disclosure.queries import boards
from gongzhi.disclosure.queries.owed import Owed, Stand
from gongzhi.packs.public import Board

COLOURS = {
    Stand.LATE: "red", Stand.DUE: "yellow", Stand.COMING: "grey", Stand.DONE: "green", Stand.DONE_LATE: "green",
}  # fmt: skip


def title_of(board: Board) -> str:
    """The board's title in the reader's language."""
    return board.title_en if get_language() == "en" and board.title_en else board.title


def board_title(key: str) -> str:
    """The title of a board by its key; the key where it is gone."""
    return next((title_of(b) for b in boards() if b.key == key), key)


def stand_words(line: Owed) -> str:
    """How a line stands."""
    days = abs(line.days)
    match line.stand:
        case Stand.LATE:
            return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
        case Stand.DUE:
            return (
                ngettext("due, %(n)s day left", "due, %(n)s days left", days) % {"n": days} if days else _("due today")
            )
        case Stand.DONE_LATE:
            return ngettext("disclosed %(n)s day late", "disclosed %(n)s days late", days) % {"n": days}
        case Stand.DONE:
            return _("disclosed")
    return _("the period runs")
