"""What stands on the boards of a place that ends goes on at the place that takes over."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.disclosure.models import Posting
from gongzhi.ledger.public import record, register
from gongzhi.places.public import ancestors

FOLLOWED = register(
    "disclosure:posting:followed", gettext_noop("Stands at another place's board"), ["posting", "place"]
)


def shown_at(place_id: int) -> list[Posting]:
    """What stands at the boards of a place now, by id."""
    rows = Posting.objects.filter(place=place_id, withdrawn_at=None, until__gt=clock.now())
    return list(rows.order_by("id"))


@transaction.atomic
def move_board(from_place: int, to_place: int, *, actor: Actor) -> int:
    """Let what stands at one place's boards now stand at another's, as long as it would have stood; how many.

    Raises Forbidden without `board:publish` at both."""
    for at in (from_place, to_place):
        require(actor, Permission.BOARD_PUBLISH, ancestors(at))
    moved = shown_at(from_place)
    for posting in moved:
        Posting.objects.filter(pk=posting.pk).update(place=to_place)
        codes = {"posting": posting.pk, "place": to_place}
        record(FOLLOWED, stream=posting.about or posting.pk, actor=actor, codes=codes)
    return len(moved)
