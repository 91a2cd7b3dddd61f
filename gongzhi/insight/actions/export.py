"""That figures left the platform."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.insight.events import EXPORTED
from gongzhi.ledger import public as ledger


def note_export(*, actor: Actor, place_id: int, since: date, until: date, rows: int) -> None:
    """Record who took which figures out: the place and the days, no person's data. The caller has checked."""
    codes: dict[str, str | int | bool | None] = {
        "place": place_id,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "rows": rows,
    }
    with transaction.atomic():
        ledger.record(EXPORTED, stream=place_id, actor=actor, codes=codes)
