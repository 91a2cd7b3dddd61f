"""The door of `elections`."""

from gongzhi.elections.actions import appointing, opening, recall, recommending, result, sitting, vetting
from gongzhi.elections.actions.appointing import refuse_others
from gongzhi.elections.actions.forget import forget_recommended
from gongzhi.elections.models import Attendance, Election, Nominee, Officer, Recommendation
from gongzhi.elections.queries import assembly, elections
from gongzhi.elections.queries.elections import bars, owner_of
from gongzhi.elections.queries.standing import desk_address
from gongzhi.elections.rules.words import ELECTION, By, Channel, Role

__all__ = [
    "ELECTION",
    "Attendance",
    "By",
    "Channel",
    "Election",
    "Nominee",
    "Officer",
    "Recommendation",
    "Role",
    "appointing",
    "assembly",
    "bars",
    "desk_address",
    "elections",
    "forget_recommended",
    "opening",
    "owner_of",
    "recall",
    "recommending",
    "refuse_others",
    "result",
    "sitting",
    "vetting",
]
