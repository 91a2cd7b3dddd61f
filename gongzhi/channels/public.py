"""The door of `channels`."""

from gongzhi.channels.actions.chats import take_in
from gongzhi.channels.models import Batch, Origin
from gongzhi.channels.rules.chats import Pasted, Said, read
from gongzhi.channels.rules.sent import Group, Line

__all__ = [
    "Batch",
    "Group",
    "Line",
    "Origin",
    "Pasted",
    "Said",
    "read",
    "take_in",
]
