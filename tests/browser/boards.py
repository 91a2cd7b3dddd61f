"""Questions about a posting for the pages of every page: one answered, one waiting."""

from __future__ import annotations

from typing import Any

from gongzhi.access.public import ANONYMOUS
from gongzhi.disclosure import public as disclosure


def fill(town: Any, posting: disclosure.Posting) -> dict[str, Any]:
    """The values of the parameters of the routes below /board/ and /desk/board/."""
    made = [
        disclosure.ask(posting, disclosure.QueryDraft(words), actor=ANONYMOUS) for words in ("停多久？", "为什么停？")
    ]
    disclosure.answer(made[0], asked="停多久？", words="停两小时。", actor=town.actor("director"))
    return {
        "board/queries/<str:number>/": {"number": made[0].number},
        "desk/board/queries/<int:matter_id>/": {"matter_id": made[1].pk},
    }
