"""A photo of the paper board, with day and place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from gongzhi.access.public import Actor, Permission, held_with
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.core.ids import new_id
from gongzhi.disclosure import rules
from gongzhi.disclosure.events import PROVED
from gongzhi.disclosure.models import Posting, Proof
from gongzhi.disclosure.rules.proofs import At, first_day_of_end
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places


@transaction.atomic
def prove(posting: Posting, *, at: str, taken_on: date, where: str, photos: Sequence[int], actor: Actor) -> Proof:
    """Keep a photo (id of a stored file) of the printed posting at its place. Needs `board:publish` there.

    Raises Forbidden, Invalid (day, words, no photo), NotAllowed (withdrawn), PersonalDataFound."""
    held = held_with(actor, Permission.BOARD_PUBLISH, places.ancestors(posting.place_id))
    if held is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.BOARD_PUBLISH)
    if posting.withdrawn_at is not None:
        raise NotAllowed("This posting has been withdrawn already.")
    where = where.strip()
    if not 2 <= len(where) <= 80:
        raise Invalid("Say in 2 to 80 characters where the board hangs.", field="where")
    rules.check_texts({"where": where})
    if not clock.local(posting.published_at).date() <= taken_on <= clock.today():
        raise Invalid("The photo was taken between the day of posting and today.", field="taken_on")
    if at == At.END and taken_on < first_day_of_end(posting.until):
        raise Invalid("A photo of the end is taken on the last day of the period or later.", field="taken_on")
    if not photos:
        raise Invalid("Add a photo.", field="photo")
    pk = new_id()
    made = Proof.objects.create(
        id=pk, posting=posting, at=At(at).value, taken_on=taken_on, where=where, appointment=held.appointment_id,
        by=orgs.post_label(held.post_id)[:160],
    )  # fmt: skip
    stored = files.attach(photos, about=pk)
    ledger.record(
        PROVED, stream=posting.about or posting.pk, actor=actor, texts={"where": where, "photo": stored[0].sha256},
        codes={"proof": pk, "at": made.at, "day": taken_on.isoformat()}, appointment_id=held.appointment_id,
    )  # fmt: skip
    return made
