"""Pure rules of disclosure: periods and the scanner for personal data."""

from gongzhi.disclosure.rules.period import (
    Answered,
    PersonalDataFound,
    Standing,
    check_texts,
    days_left,
    period,
    until,
)
from gongzhi.disclosure.rules.personal_data import Finding, Kind, scan

__all__ = [
    "Answered",
    "Finding",
    "Kind",
    "PersonalDataFound",
    "Standing",
    "check_texts",
    "days_left",
    "period",
    "scan",
    "until",
]
