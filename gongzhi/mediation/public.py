"""The door of `mediation`."""

from gongzhi.mediation.actions import agreeing, of_requests, opening, sittings, stations, steps
from gongzhi.mediation.actions.forget import forget_sides
from gongzhi.mediation.actions.reseal import reseal
from gongzhi.mediation.models import Case, Hour, Sheet, Shift, Side, Sitting, Station
from gongzhi.mediation.queries import cases
from gongzhi.mediation.queries import stations as hours
from gongzhi.mediation.queries.of_requests import beside as beside_request
from gongzhi.mediation.queries.of_requests import waits as request_waits
from gongzhi.mediation.rules.stations import ShiftDraft, StationDraft
from gongzhi.mediation.rules.words import MEDIATION, NAME_MAX, TEXT_MAX, WORDS_MAX, CaseDraft, RequestDraft, SideDraft

__all__ = [
    "MEDIATION",
    "NAME_MAX",
    "TEXT_MAX",
    "WORDS_MAX",
    "hours",
    "Case",
    "Hour",
    "Shift",
    "ShiftDraft",
    "Station",
    "StationDraft",
    "RequestDraft",
    "beside_request",
    "request_waits",
    "of_requests",
    "CaseDraft",
    "Sheet",
    "Side",
    "SideDraft",
    "Sitting",
    "agreeing",
    "cases",
    "forget_sides",
    "opening",
    "reseal",
    "sittings",
    "stations",
    "steps",
]
