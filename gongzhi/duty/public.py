"""The door of `duty`."""

from gongzhi.duty.actions.handover import forget_notes, take, write
from gongzhi.duty.actions.ledgers import note_line
from gongzhi.duty.actions.rota import copy_week, on_changed, plan_week, set_phone
from gongzhi.duty.actions.swaps import answer, ask, drop, own
from gongzhi.duty.models import Desk, Left, Note, ShiftSwap, Stint
from gongzhi.duty.queries import ledgers
from gongzhi.duty.queries.measures import MEASURES
from gongzhi.duty.queries.notes import Handed, handed, not_taken
from gongzhi.duty.queries.rota import (
    Rota,
    Seat,
    desk_for,
    desks_of,
    keepers,
    mine,
    now_on,
    phones,
    rota_of,
    rotas,
    shift_words,
    spans_of,
    staff_of,
)
from gongzhi.duty.queries.swaps import asked_of, others, shift_line, waiting
from gongzhi.duty.rules.shifts import asked_week

__all__ = [
    "MEASURES", "Desk", "Handed", "Left", "Note", "Rota", "Seat", "Stint", "ShiftSwap", "answer", "ask", "asked_of",
    "asked_week",
    "copy_week", "desk_for", "desks_of", "drop", "forget_notes", "handed", "keepers", "ledgers", "mine", "note_line",
    "not_taken", "now_on", "on_changed", "others", "own", "phones", "plan_week", "rota_of", "rotas", "set_phone",
    "shift_line", "shift_words", "spans_of", "staff_of", "take", "waiting", "write",
]  # fmt: skip
