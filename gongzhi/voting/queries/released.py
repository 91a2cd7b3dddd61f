"""A released poll as everybody may check it: what the ledger holds the digest of, and the document of the check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.ledger import public as ledger
from gongzhi.voting import events
from gongzhi.voting.models import Poll, Result
from gongzhi.voting.queries.result import result


def released_text(one: Poll, counts: Mapping[str, int], areas: Mapping[str, int], verdict: Any) -> str:
    """The canonical JSON of question, choices, counts and verdict: its SHA-256 stands in the entry of the release."""
    whole = {
        "question": one.question, "options": one.options, "counts": dict(counts), "areas": dict(areas),
        "verdict": verdict,
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document_of(poll_id: int) -> ledger.Document:
    """The check of a result. Raises NotFound, NotAllowed until the release."""
    outcome = result(poll_id)
    one = outcome.poll
    row = Result.objects.get(poll=one)
    doubts: list[str] = []
    if outcome.override is not None:
        told = [e for e in ledger.entries_of(one.pk) if e.tag == events.POLL_OVERRIDDEN]
        held = (outcome.override["passed"], outcome.override["reason"])
        if not any((e.codes["passed"], e.texts.get("reason")) == held for e in told):
            doubts.append(_("The verdict of the rule was set aside"))
    return ledger.Document(
        kind="poll", id=one.pk, title=one.question, address=f"/vote/{one.pk}/", published=row.released_at,
        stream=one.pk, tag=events.POLL_RELEASED,
        digests={"hash": released_text(one, row.counts, row.areas, row.verdict)},
        labels={"hash": _("Question, choices, counts and verdict")}, doubts=tuple(doubts),
    )  # fmt: skip
