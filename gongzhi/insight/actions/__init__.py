"""Writes of insight."""

from gongzhi.insight.actions.export import note_export
from gongzhi.insight.actions.index import bring_forward
from gongzhi.insight.actions.rebuild import rebuild

__all__ = ["bring_forward", "note_export", "rebuild"]
