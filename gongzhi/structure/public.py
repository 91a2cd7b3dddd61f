"""The door of `structure`."""

from gongzhi.structure.actions.notify import TEXTS as TOLD
from gongzhi.structure.actions.notify import on_effect
from gongzhi.structure.queries.matters import desk_address
from gongzhi.structure.queries.meetings import measure_meetings, meeting_address

__all__ = ["TOLD", "desk_address", "measure_meetings", "meeting_address", "on_effect"]
