"""An entry goes from one register to another: who moves house votes where he lives, once."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q

from gongzhi.access.public import Actor
from gongzhi.core.errors import Conflict, Invalid
from gongzhi.ledger import public as ledger
from gongzhi.voting import events
from gongzhi.voting.actions.registers import require_edit, touch
from gongzhi.voting.actions.rows import CHANGES, new_row, phone_of
from gongzhi.voting.loader import RowDraft
from gongzhi.voting.models import Elector, Proxy
from gongzhi.voting.queries.registers import elector, register
from gongzhi.voting.rules.words import RegisterKind


@transaction.atomic
def move_row(elector_id: int, to_register: int, *, household: str, reason: str, actor: Actor) -> Elector:
    """Move an entry to another register of the same kind; both must still be open to changes, the actor must keep
    both. Proxies given or held by it end: they were written for the other vote.

    Raises Forbidden, NotFound, NotAllowed (one of them is frozen), Conflict (stands there already), Invalid.
    """
    found, target = elector(elector_id), register(to_register)
    for one in (found.electorate, target):
        require_edit(one, actor)
    if target.pk == found.electorate_id or target.kind != found.electorate.kind:
        raise Invalid("Choose another register of the same kind.", field="to")
    if not reason.strip():
        raise Invalid("Give a reason.", field="reason")
    place = " ".join(household.split())
    if target.kind == RegisterKind.OWNERS:
        raise Invalid("An owner's area belongs to the estate: take the entry out here and enter it there.", field="to")
    for one in sorted((found.electorate, target), key=lambda r: r.pk):
        touch(one, None, CHANGES)
    proxies = Proxy.objects.filter(Q(giver=elector_id) | Q(holder=elector_id)).count()
    phone = phone_of(found)
    found.delete()
    made = new_row(target, RowDraft(found.name, place, None, phone, found.person_id))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict("One of these entries stands in the register already.") from None
    codes: dict[str, str | int | bool | None] = {
        "elector": elector_id, "from": found.electorate_id, "to": target.pk, "as": made.pk, "proxies": proxies,
    }  # fmt: skip
    texts = {"name": found.name, "household": place, "reason": reason.strip()}
    for stream in (found.electorate_id, target.pk):
        ledger.record(events.ROW_MOVED, stream=stream, actor=actor, codes=codes, texts=texts)
    return made
