"""The door of `needs`."""

from gongzhi.needs.actions import changing, entering, keeping, matching
from gongzhi.needs.actions.sweeping import sweep
from gongzhi.needs.models import ContactLook, ListLine, NeedMatch
from gongzhi.needs.queries import lines, matches
from gongzhi.needs.rules.lines import LIVE, LineDraft, LineState, MatchState, Side

__all__ = [
    "LIVE",
    "ContactLook",
    "LineDraft",
    "LineState",
    "ListLine",
    "MatchState",
    "NeedMatch",
    "Side",
    "changing",
    "entering",
    "keeping",
    "lines",
    "matches",
    "matching",
    "sweep",
]
