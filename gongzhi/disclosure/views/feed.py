"""The newest postings as an Atom feed, of all boards or as the list is narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.public import boards, list_postings
from gongzhi.disclosure.views.words import board_title
from gongzhi.kit.forms import id_of

MOST = 30
if TYPE_CHECKING:
    _Feed = Feed[Posting, dict[str, str]]
else:
    _Feed = Feed


class Latest(_Feed):
    """`?board=` and `?place=` narrow it as they do the list. Withdrawn postings are left out."""

    feed_type = Atom1Feed
    title = _("Public board")
    link = reverse_lazy("disclosure:list")

    def get_object(self, request: HttpRequest) -> dict[str, str]:
        """What is asked for."""
        return {"board": request.GET.get("board", ""), "place": request.GET.get("place", "")}

    def items(self, obj: dict[str, str]) -> Sequence[Posting]:
        """The newest postings."""
        board = obj["board"] if obj["board"] in {b.key for b in boards()} else None
        page = list_postings(board=board, place_id=id_of(obj["place"]), size=MOST)
        return [p for p in page.items if p.withdrawn_at is None]

    def item_title(self, item: Posting) -> str:
        return f"{item.place.name} · {board_title(item.board)} · {item.title}"

    def item_description(self, item: Posting) -> str:
        return item.text[:300]

    def item_link(self, item: Posting) -> str:
        return reverse("disclosure:detail", args=[item.pk])

    def item_pubdate(self, item: Posting) -> datetime:
        return item.published_at
