"""What time alone does: lights, escalation, offers that run out, windows that end. Any number of workers.

A worker claims a due matter by the conditional update that moves `next_tick_at` on; in the same transaction it writes
what follows. Two workers: one update finds the row, the other finds nothing. A worker killed in the middle: its
transaction never was, the matter is still due, the next sweep takes it.
"""

from __future__ import annotations

import logging

from django.db import transaction

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.procedures.actions import store
from gongzhi.procedures.actions.write import Routes, finish, load
from gongzhi.procedures.models import Matter
from gongzhi.procedures.queries.calendars import calendar_for
from gongzhi.procedures.queries.definitions import definition as definition_of
from gongzhi.procedures.rules.model import Decision, Move, Verb
from gongzhi.procedures.rules.moves import decide

log = logging.getLogger("gongzhi.procedures")


def run_ticks(limit: int = 100) -> int:
    """Carry out at most `limit` due ticks, the longest due first; how many this worker did.

    A matter whose tick fails keeps nobody else waiting: it stays due, is logged by its id, and the sweep fails at the
    end, so that `gongzhi doctor` shows it."""
    due = Matter.objects.filter(next_tick_at__lte=clock.now()).order_by("next_tick_at", "id")
    done, failure = 0, None
    for matter_id in list(due.values_list("id", flat=True)[:limit]):
        try:
            done += tick(matter_id)
        except Exception as error:
            log.exception("the tick of matter %s failed", matter_id)
            failure = error
    if failure is not None:
        raise failure
    return done


@transaction.atomic
def tick(matter_id: int) -> bool:
    """One matter's due tick; False where another worker was first or nothing is due any more."""
    matter, before = load(matter_id)
    now = clock.now()
    if matter.next_tick_at is None or matter.next_tick_at > now:
        return False
    definition = definition_of(matter.revision_id, matter.procedure)
    calendar = calendar_for(matter.place_id)
    move = Move(Verb.TICK, trusted=True, routes=Routes(matter.place_id))
    decision = decide(definition, before, move, now, calendar)
    if not store.update(matter, before, decision.state, ticking=not _moved(decision)):
        return False
    data = {"what": ",".join(e.kind for e in decision.effects)[:200]}
    finish(matter, before, decision, store.Line(str(Verb.TICK), SYSTEM, data=data), now)
    return True


def _moved(decision: Decision) -> bool:
    """Whether people who read the matter before would decide anew (then the version counts up)."""
    return any(e.kind not in ("light-changed", "escalated", "reminded") for e in decision.effects)
