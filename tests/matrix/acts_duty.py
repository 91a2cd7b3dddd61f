"""Every act of duty."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.duty.actions import handover, ledgers, rota, swaps
from gongzhi.duty.models import Note
from tests.matrix.acts import COVERS, Act, W, any_of
from tests.matrix.acts_world import save

PACKAGE = "gongzhi.duty.actions"
PLAN = any_of(P.ROTA_PLAN)
WRITES = {P.REQUEST_HANDLE, P.REQUEST_REGISTER}


def notes(held: frozenset[str], where: str) -> bool:
    """Who sees the requests of the place and handles or registers some."""
    return where in COVERS and P.REQUEST_SEE in held and not held.isdisjoint(WRITES)


def prepare(w: W) -> None:
    """A note of yesterday's shift in the community."""
    day = clock.today() - timedelta(days=1)
    w.duty_note = save(
        Note(place=w.own, on=day, shift="day", ends_at=clock.now() - timedelta(hours=12), words="无事", by=1)
    )


ACTS: dict[str, Act] = {
    "rota.plan_week": Act(PLAN, lambda w, a: rota.plan_week(w.own.pk, clock.today(), {}, actor=a)),
    "rota.copy_week": Act(PLAN, lambda w, a: rota.copy_week(w.own.pk, clock.today(), actor=a)),
    "rota.set_phone": Act(PLAN, lambda w, a: rota.set_phone(w.own.pk, "0839-365365", actor=a)),
    "ledgers.note_line": Act(
        notes, lambda w, a: ledgers.note_line(w.own.pk, "sentiment", w.task.matter_id, "已回访", actor=a)
    ),
    "handover.take": Act(PLAN, lambda w, a: handover.take(w.duty_note.pk, actor=a)),
}
# whose shift it is, and nobody else: gongzhi/duty/tests/test_rota.py
INSIDE = {"handover.write", "swaps.ask", "swaps.answer", "swaps.drop", "swaps.own"}
assert swaps
