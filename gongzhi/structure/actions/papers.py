"""That a paper left the platform."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.ledger import public as ledger
from gongzhi.structure.events import PAPER_TAKEN


def note(*, actor: Actor, kind: str, form: str, about: int, place_id: int) -> None:
    """Record who took which paper out, in which form; no text of it. The caller has checked that they may."""
    with transaction.atomic():
        codes: dict[str, str | int | bool | None] = {"kind": kind, "form": form, "about": about}
        ledger.record(PAPER_TAKEN, stream=place_id, actor=actor, codes=codes)
