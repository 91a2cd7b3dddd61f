"""The door of `notices`."""

from gongzhi.notices.actions import deliver_due, mark_all_read, mark_read, retry, send, send_many, tell
from gongzhi.notices.kinds.wechat_api import picture as wechat_picture
from gongzhi.notices.queries import (
    LATEST,
    Outgone,
    address_of,
    failures,
    inbox,
    on_open,
    opens,
    outgone,
    page_about,
    receiver_of,
    render,
    unread_count,
)
from gongzhi.notices.queries.words import reason_of
from gongzhi.notices.rules import BadTemplate, Channel, DeliveryFailed, Draft

__all__ = [
    "LATEST",
    "BadTemplate",
    "Channel",
    "DeliveryFailed",
    "Draft",
    "Outgone",
    "address_of",
    "deliver_due",
    "failures",
    "inbox",
    "mark_all_read",
    "mark_read",
    "on_open",
    "opens",
    "outgone",
    "page_about",
    "reason_of",
    "receiver_of",
    "render",
    "retry",
    "send",
    "send_many",
    "tell",
    "unread_count",
    "wechat_picture",
]
