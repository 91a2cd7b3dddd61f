"""The door of `notices`."""

from gongzhi.notices.actions import deliver_due, mark_all_read, mark_read, retry, send, send_many
from gongzhi.notices.queries import failures, inbox, unread_count
from gongzhi.notices.rules import Channel, Draft

__all__ = [
    "Channel",
    "Draft",
    "deliver_due",
    "failures",
    "inbox",
    "mark_all_read",
    "mark_read",
    "retry",
    "send",
    "send_many",
    "unread_count",
]
