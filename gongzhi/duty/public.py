"""The door of `duty`."""

from gongzhi.duty.actions.handover import forget_notes, take, write
from gongzhi.duty.actions.rota import copy_week, on_changed, plan_week, set_phone
from gongzhi.duty.actions.swaps import answer, ask, drop
from gongzhi.duty.models import Desk, Left, Note, ShiftSwap, Stint
from gongzhi.duty.queries.measures import MEASURES
from gongzhi.duty.queries.notes import Handed, handed, not_taken
from gongzhi.duty.queries.rota import Rota, Seat, mine, now_on, phones, rota_of, rotas, spans_of, staff_of

__all__ = [
    "MEASURES", "Desk", "Handed", "Left", "Note", "Rota", "Seat", "Stint", "ShiftSwap", "answer", "ask", "copy_week",
    "drop", "forget_notes", "handed", "mine", "not_taken", "now_on", "on_changed", "phones", "plan_week",
    "rota_of", "rotas",
    "set_phone", "spans_of", "staff_of", "take", "write",
]  # fmt: skip
