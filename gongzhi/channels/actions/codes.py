"""A second person without a login says by a code on paper whether a box was emptied by two."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.channels import events
from gongzhi.channels.actions.boxes import Codes, keep_said
from gongzhi.channels.models import Emptying
from gongzhi.channels.queries import boxes, codes
from gongzhi.core.errors import Conflict, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places


@transaction.atomic
def print_code(emptying_id: int, *, actor: Actor) -> Emptying:
    """Give a code out; while one is valid it is that one again. Needs `request:register` there.

    Raises NotFound, Forbidden, Conflict (said already), NotAllowed (the second person has a login)."""
    rows = Emptying.objects.select_related("box__place", "first__person", "second__person")
    row = rows.filter(pk=emptying_id).first()
    if row is None:
        raise NotFound("There is no such box.")
    post_for(actor, Permission.REQUEST_REGISTER, places.ancestors(row.box.place_id))
    if row.second_says != Emptying.Says.NOTHING:
        raise Conflict("The second person has said it already.")
    if row.pk not in boxes.by_code([row]):
        raise NotAllowed("The second person signs in and says it there.")
    if row.code_index and not codes.is_over(row):
        return row
    fresh = Emptying.objects.filter(pk=row.pk, code_issue=row.code_issue, second_says=Emptying.Says.NOTHING)
    row.code_issue, row.code_until = row.code_issue + 1, codes.last_day(row.box)
    row.code_index = codes.index_of(codes.code_of(row))
    if not fresh.update(code_issue=row.code_issue, code_until=row.code_until, code_index=row.code_index):
        raise Conflict("Somebody else has just given a code out. Print it once more.")
    printed: Codes = {"emptying": row.pk, "until": row.code_until.isoformat()}
    ledger.record(events.CODE_PRINTED, stream=row.box_id, actor=actor, codes=printed)
    return row


@transaction.atomic
def say_by_code(code: str, *, there: bool, reason: str = "", actor: Actor) -> Emptying:
    """Whoever holds the code says whether the box was emptied by two, once. The code allows it, to anybody but who
    emptied it. Raises NotFound, NotAllowed (expired, the first person), Invalid (no reason), Conflict (used)."""
    row = codes.by_code(code)
    if row.second_says != Emptying.Says.NOTHING:
        raise Conflict("This code was used before.")
    if codes.is_over(row):
        raise NotAllowed("This code has expired. Ask the community for a new one.")
    if actor.person_id is not None and actor.person_id == row.first.person_id:
        raise NotAllowed("The other person says it, not who emptied the box. Give the paper to them.")
    if not keep_said(row, there, reason, Emptying.How.CODE, actor):
        raise Conflict("This code was used before.")
    return row
