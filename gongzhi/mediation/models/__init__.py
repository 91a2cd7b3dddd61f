"""Tables of mediation: cases (`cases`), the hours of helpers (`stations`)."""

from gongzhi.mediation.models.cases import Case, Sheet, Side, Sitting
from gongzhi.mediation.models.stations import Hour, HourState, Shift, Station

__all__ = ["Case", "Hour", "HourState", "Sheet", "Shift", "Side", "Sitting", "Station"]
