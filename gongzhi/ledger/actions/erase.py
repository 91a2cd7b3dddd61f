"""Forgetting a person: the words go, the commitments stay."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from gongzhi.ledger.actions.record import ActorLike, record
from gongzhi.ledger.events import register
from gongzhi.ledger.models import Opening

_TEXT = gettext_noop("The words about a person were deleted from the ledger")
ERASED = register("ledger:opening:erased", _TEXT, ["openings"])


@transaction.atomic
def erase(person_id: int, *, actor: ActorLike | None = None) -> int:
    """Delete every opening about the person and record how many, in the stream of the person's id; returns the number.
    The chain stays whole: entries hold salted commitments only."""
    number, _ = Opening.objects.filter(person_id=person_id).delete()
    record(ERASED, stream=person_id, actor=actor, codes={"openings": number})
    return number
