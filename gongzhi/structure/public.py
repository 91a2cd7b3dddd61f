"""The door of `structure`."""

from gongzhi.structure.actions.notify import TEXTS as TOLD
from gongzhi.structure.actions.notify import on_effect
from gongzhi.structure.queries.matters import desk_address

__all__ = ["TOLD", "desk_address", "on_effect"]
