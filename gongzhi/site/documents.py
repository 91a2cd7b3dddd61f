"""The public documents that anybody may check against the ledger, by kind."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from gongzhi.deliberation import public as deliberation
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.voting import public as voting


def posting(posting_id: int) -> ledger.Document:
    """A posting or account on a board, with the words that stand there now. Raises NotFound."""
    row = disclosure.posting(posting_id)
    fields = {"title": row.title, "text": row.text}
    if row.answered_at is not None:
        fields |= {"question": row.question, "unit": row.unit}
    gone: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    stream = row.about or row.pk
    if row.withdrawn_at is not None:
        told = [e for e in ledger.entries_of(stream) if e.tag == WITHDRAWN and e.codes["posting"] == row.pk]
        if not told or told[0].texts.get("reason") != row.withdraw_reason:
            doubts = (_("This posting was withdrawn"),)
        elif told[0].codes["hidden"]:
            gone = ("text", "question")
    return ledger.Document(
        kind="posting", id=row.pk, title=row.title, address=f"/board/{row.pk}/", published=row.published_at,
        stream=stream, tag=PUBLISHED, match={"posting": row.pk}, codes={"board": row.board, "place": row.place_id},
        fields=fields, labels=_labels(), gone=gone, doubts=doubts,
    )  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "title": _("Title"), "text": _("Text"), "question": _("What was asked"), "unit": _("Answered by"),
        "board": _("Board"), "place": _("Place"),
    }  # fmt: skip


PUBLISHED, WITHDRAWN = "disclosure:posting:published", "disclosure:posting:withdrawn"
DOCUMENTS: dict[str, Callable[[int], ledger.Document]] = {
    "posting": posting,
    "poll": voting.document_of,
    "meeting": deliberation.document_of,
}
