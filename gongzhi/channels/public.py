"""The door of `channels`."""

from gongzhi.channels.actions.boxes import BoxDraft, empty, set_aside, set_up, take_away, take_paper
from gongzhi.channels.actions.chats import take_in
from gongzhi.channels.models import Batch, Box, Emptying, Origin, Paper
from gongzhi.channels.queries.boxes import MEASURES
from gongzhi.channels.rules.chats import Pasted, Said, read
from gongzhi.channels.rules.sent import Group, Line

__all__ = [
    "Batch",
    "Box",
    "BoxDraft",
    "Emptying",
    "Group",
    "Line",
    "MEASURES",
    "Origin",
    "Paper",
    "Pasted",
    "Said",
    "empty",
    "read",
    "set_aside",
    "set_up",
    "take_away",
    "take_in",
    "take_paper",
]
