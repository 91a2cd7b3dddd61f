"""Take a posting back, with a reason that everybody can read."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid
from gongzhi.disclosure import rules
from gongzhi.disclosure.actions.changed import disclosed
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.queries import INDEX, words_of
from gongzhi.disclosure.queries import posting as get_posting
from gongzhi.files import public as files
from gongzhi.ledger.public import record, register
from gongzhi.places.public import ancestors

WITHDRAWN = register("disclosure:posting:withdrawn", gettext_noop("Taken back from a board"), ["posting", "hidden"])


def withdraw(posting_id: int, *, reason: str, actor: Actor, hide: bool = False) -> Posting:
    """Withdraw a posting: it stays readable, marked as withdrawn with the reason; `hide` empties its texts (a slip
    with personal data). Needs `board:publish` at the place. Raises `Forbidden`, `Invalid`, `NotFound`, `Conflict`.
    """
    posting = get_posting(posting_id)
    require(actor, Permission.BOARD_PUBLISH, ancestors(posting.place_id))
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        raise Invalid("Say in 2 to 200 characters why it is withdrawn.", field="reason")
    rules.check_texts({"reason": reason})
    emptied = {"text": "", "question": ""} if hide else {}
    with transaction.atomic():
        changed = Posting.objects.filter(id=posting_id, withdrawn_at=None).update(
            withdrawn_at=clock.now(), withdraw_reason=reason, **emptied
        )
        if not changed:
            raise Conflict("This posting has been withdrawn already.")
        if hide:  # what is not shown any more is not found any more
            files.discard(posting_id)
            INDEX.drop([posting_id])
            INDEX.put([(posting_id, words_of(get_posting(posting_id)))])
        if posting.disclosure:
            disclosed(posting.place_id)
        record(
            WITHDRAWN,
            stream=posting.about or posting.id,
            actor=actor,
            codes={"posting": posting.id, "hidden": hide},
            texts={"reason": reason},
        )
    return get_posting(posting_id)
