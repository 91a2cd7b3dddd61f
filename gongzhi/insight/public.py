"""The door of `insight`."""

from gongzhi.insight.actions import bring_forward, note_export, rebuild
from gongzhi.insight.queries.figures import Figures, Sums, figures, places_of
from gongzhi.insight.rules.periods import Period, PeriodKind, custom, period_of
from gongzhi.insight.rules.periods import asked as period_asked

__all__ = [
    "Figures",
    "Period",
    "PeriodKind",
    "Sums",
    "bring_forward",
    "custom",
    "figures",
    "note_export",
    "period_asked",
    "period_of",
    "places_of",
    "rebuild",
]
