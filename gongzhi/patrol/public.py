"""The door of `patrol`."""

from gongzhi.patrol.actions.field import CHANNEL, forget_taken, perform
from gongzhi.patrol.actions.rounds import PointDraft, add_point, end_point, plan_week, see_again, visit
from gongzhi.patrol.models import Point, Round, Taken, Visit
from gongzhi.patrol.queries.carried import carried
from gongzhi.patrol.queries.hazards import Hazard, hazards
from gongzhi.patrol.queries.measures import MEASURES
from gongzhi.patrol.queries.rounds import Finding, Week, findings, weeks
from gongzhi.patrol.rules.sent import Sent

__all__ = [
    "CHANNEL",
    "Finding",
    "Hazard",
    "MEASURES",
    "Point",
    "PointDraft",
    "Round",
    "Sent",
    "Taken",
    "Visit",
    "Week",
    "add_point",
    "carried",
    "end_point",
    "findings",
    "hazards",
    "forget_taken",
    "perform",
    "plan_week",
    "see_again",
    "visit",
    "weeks",
]
