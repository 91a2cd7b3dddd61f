"""What is not handled here (信访, courts, discipline, secrets, 110): told where to go, no file kept (C9)."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.requests import events


@transaction.atomic
def tell_way_out(key: str, *, actor: Actor) -> packs.WayOut:
    """Staff told somebody where to go: which way is counted in the ledger, not a word of what was said.

    Raises Forbidden (who does not register), NotFound (no such way)."""
    held = next((p for p in actor.posts if Permission.REQUEST_REGISTER in p.permissions), None)
    if held is None:
        raise Forbidden("None of your posts registers requests.", permission=Permission.REQUEST_REGISTER)
    way = next((w for w in packs.active().ways_out if w.key == key), None)
    if way is None:
        raise NotFound("There is no such way out.")
    ledger.record(events.TOLD_WAY_OUT, stream=held.post_id, actor=actor, codes={"way": way.key})
    return way
