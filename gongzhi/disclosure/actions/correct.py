"""Correct a posting: the new version stands beside the old one, which stays as it was and says so."""

from __future__ import annotations

from dataclasses import replace

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.disclosure.actions.publish import publish
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.queries import posting as get_posting
from gongzhi.disclosure.rules.period import Duty
from gongzhi.places.public import ancestors


def correct(
    posting_id: int, *, title: str, text: str, why: str, actor: Actor, days: int | None = None, key: str | None = None,
    override_reason: str = "", duty: Duty | None = None,
) -> Posting:  # fmt: skip
    """Publish the corrected version of a posting, for a whole period of its own. Needs `board:publish` at the place.

    `duty` brings attachments only. Raises Forbidden, Invalid, NotFound, NotAllowed (withdrawn, an answer), Conflict
    (corrected already)."""
    old = get_posting(posting_id)
    require(actor, Permission.BOARD_PUBLISH, ancestors(old.place_id))
    if old.withdrawn_at is not None:
        raise NotAllowed("This posting has been withdrawn already.")
    if old.question:
        raise NotAllowed("An answer to a request is corrected where it was given.")
    if not 2 <= len(why.strip()) <= 200:
        raise Invalid("Say in 2 to 200 characters what was wrong.", field="correction")
    if key and (sent := Posting.objects.filter(key=key).first()):
        return sent
    if Posting.objects.filter(corrects=posting_id).exists():
        raise Conflict("This posting has been corrected already: correct the newer version.")
    asked = replace(
        duty or Duty(), disclosure=old.disclosure, period=old.period, corrects=old.pk, correction=why.strip()
    )
    try:
        with transaction.atomic():
            return publish(
                board=old.board, title=title, text=text, place_id=old.place_id, actor=actor, about=old.about,
                days=days, key=key, override_reason=override_reason, duty=asked,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("This posting has been corrected already: correct the newer version.") from None
