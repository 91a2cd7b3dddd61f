"""The door of `incidents`."""

from gongzhi.incidents.actions.acknowledging import acknowledge, take_over
from gongzhi.incidents.actions.clocks import run_clocks
from gongzhi.incidents.actions.follow import on_closed, on_reopened
from gongzhi.incidents.actions.setting import on_filed, set_level
from gongzhi.incidents.models import Cause, Incident, Step, Told
from gongzhi.incidents.queries.beside import beside, offers
from gongzhi.incidents.queries.levels import chain, level_words, on_watch
from gongzhi.incidents.queries.marks import MARK
from gongzhi.incidents.queries.marks import keys as levels_of
from gongzhi.incidents.queries.shown import (
    ORDER,
    Line,
    Shown,
    desk_address,
    of_request,
    present,
    steps_of,
    told_posts,
    waiting,
)

__all__ = [
    "Cause",
    "Incident",
    "Line",
    "MARK",
    "ORDER",
    "Shown",
    "Step",
    "Told",
    "acknowledge",
    "beside",
    "chain",
    "desk_address",
    "level_words",
    "levels_of",
    "of_request",
    "offers",
    "on_closed",
    "on_filed",
    "on_reopened",
    "on_watch",
    "present",
    "run_clocks",
    "set_level",
    "steps_of",
    "take_over",
    "told_posts",
    "waiting",
]
