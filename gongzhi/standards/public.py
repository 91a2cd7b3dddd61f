"""The door of `standards`."""

from gongzhi.standards.actions.follow import follow_place, follow_post
from gongzhi.standards.actions.sweep import mark, sweep
from gongzhi.standards.models import Gap
from gongzhi.standards.queries.evaluate import Shortfall, evaluate
from gongzhi.standards.queries.lists import State, Wanted, number_of, page_of, short_at
from gongzhi.standards.queries.machine import desk_address, gaps_on
from gongzhi.standards.rules.registry import register_measure

__all__ = [
    "Gap",
    "Shortfall",
    "State",
    "Wanted",
    "desk_address",
    "evaluate",
    "follow_place",
    "follow_post",
    "gaps_on",
    "mark",
    "number_of",
    "page_of",
    "register_measure",
    "short_at",
    "sweep",
]
