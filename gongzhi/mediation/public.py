"""The door of `mediation`."""

from gongzhi.mediation.actions import agreeing, opening, sittings, steps
from gongzhi.mediation.actions.forget import forget_sides
from gongzhi.mediation.models import Case, Sheet, Side, Sitting
from gongzhi.mediation.queries import cases
from gongzhi.mediation.rules.words import MEDIATION, CaseDraft, SideDraft

__all__ = [
    "MEDIATION",
    "Case",
    "CaseDraft",
    "Sheet",
    "Side",
    "SideDraft",
    "Sitting",
    "agreeing",
    "cases",
    "forget_sides",
    "opening",
    "sittings",
    "steps",
]
