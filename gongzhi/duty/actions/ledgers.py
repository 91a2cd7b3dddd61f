"""A note beside a line of a ledger."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission, held_with, may
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.duty import events
from gongzhi.duty.models import LineNote
from gongzhi.duty.queries import ledgers as queries
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

WRITES = (Permission.REQUEST_HANDLE, Permission.REQUEST_REGISTER)


@transaction.atomic
def note_line(place_id: int, key: str, matter_id: int, words: str, *, actor: Actor) -> None:
    """Write beside the line of a matter of the place (empty: nothing stands there any more). Needs `request:see` and
    one of `request:handle`, `request:register` at the place. Raises Forbidden, NotFound, Invalid."""
    place = places.get(place_id)
    above = places.ancestors(place_id)
    held = next((h for p in WRITES if (h := held_with(actor, p, above))), None)
    if held is None or not may(actor, Permission.REQUEST_SEE, above):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_HANDLE)
    one = queries.ledger(place, key)
    matter = procedures.Matter.objects.filter(places.inside([place_id], "place__"), pk=matter_id).first()
    if matter is None:
        raise NotFound("There is no such line.")
    words = words.strip()
    if len(words) > 200:
        raise Invalid("At most %(n)s characters.", field="words", n=200)
    if any(f.blocks for f in disclosure.scan(words)):
        raise Invalid("Write no telephone or identity number here: name the request by its number.", field="words")
    known = LineNote.objects.filter(ledger=one.key, matter=matter_id)
    if not words:
        if not known.delete()[0]:
            return
    else:
        values = {"words": words, "by": held.appointment_id, "at": clock.now(), "place": place}
        LineNote.objects.update_or_create(ledger=one.key, matter_id=matter_id, defaults=values)
    codes: events.Codes = {"place": place_id, "ledger": one.key, "matter": matter_id}
    ledger.record(events.LINE_NOTED, stream=matter_id, actor=actor, codes=codes, texts={"words": words})
