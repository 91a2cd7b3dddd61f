"""The public documents that anybody may check against the ledger, by kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from gongzhi.core.errors import NotFound
from gongzhi.deliberation import public as deliberation
from gongzhi.disclosure import public as disclosure
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.voting import public as voting


def posting(posting_id: int) -> ledger.Document:
    """A posting or account on a board, with the words and files that stand there now. Raises NotFound."""
    row = disclosure.posting(posting_id)
    stream = row.about or row.pk
    told = [e for e in ledger.entries_of(stream) if e.codes.get("posting") == row.pk]
    entry = next((e.codes for e in told if e.tag == PUBLISHED), {})
    attached = _hashes(row.pk)
    fields = {"title": row.title, "text": row.text, **attached}
    if row.answered_at is not None:
        fields |= {"question": row.question, "unit": row.unit}
    if row.correction:
        fields["correction"] = row.correction
    more = {"disclosure": row.disclosure, "period": row.period, "corrects": row.corrects_id, "files": len(attached)}
    codes = {name: value for name, value in more.items() if value or name in entry}
    gone, doubts = _withdrawn(row, [e for e in told if e.tag == WITHDRAWN], fields)
    return ledger.Document(
        kind="posting", id=row.pk, title=row.title, address=f"/board/{row.pk}/", published=row.published_at,
        stream=stream, tag=PUBLISHED, match={"posting": row.pk},
        codes={"board": row.board, "place": row.place_id, **codes}, fields=fields, labels=_labels(attached), gone=gone,
        doubts=doubts,
    )  # fmt: skip


def _hashes(posting_id: int) -> dict[str, str]:
    """file1, file2 … → SHA-256 of what is stored now, in the order in which they were attached; empty where lost."""
    found = {}
    for n, stored in enumerate(files.files_of(posting_id), start=1):
        try:
            found[f"file{n}"] = hashlib.sha256(files.read(stored.pk)).hexdigest()
        except NotFound:
            found[f"file{n}"] = ""
    return found


def _withdrawn(
    row: disclosure.Posting, told: list[ledger.Recorded], fields: dict[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(what was taken off in the open, what the page says and the ledger does not)."""
    if row.withdrawn_at is None:
        return (), (() if not told else (_("This posting was withdrawn"),))
    if not told or told[0].texts.get("reason") != row.withdraw_reason:
        return (), (_("This posting was withdrawn"),)
    return tuple(name for name in fields if name not in ("title", "unit")) if told[0].codes["hidden"] else (), ()


def _labels(attached: Iterable[str]) -> dict[str, str]:
    named = {name: _("Attachment %(n)s") % {"n": name.removeprefix("file")} for name in attached}
    return named | {
        "title": _("Title"), "text": _("Text"), "question": _("What was asked"), "unit": _("Answered by"),
        "board": _("Board"), "place": _("Place"), "correction": _("Correction"), "files": _("Attachments"),
        "period": _("Period"), "disclosure": _("Class of disclosure"), "corrects": _("Corrects"),
    }  # fmt: skip


PUBLISHED, WITHDRAWN = "disclosure:posting:published", "disclosure:posting:withdrawn"
DOCUMENTS: dict[str, Callable[[int], ledger.Document]] = {
    "posting": posting,
    "poll": voting.document_of,
    "meeting": deliberation.document_of,
}
