"""That a request left the platform on paper."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.ledger import public as ledger
from gongzhi.requests.events import PAPER_TAKEN
from gongzhi.requests.models import Request


def note(about: Request, *, actor: Actor, form: str) -> None:
    """Record who took which request out, in which form; no text of it. The caller has checked that they may."""
    with transaction.atomic():
        ledger.record(PAPER_TAKEN, stream=about.matter.place_id, actor=actor, codes={"matter": about.pk, "form": form})
