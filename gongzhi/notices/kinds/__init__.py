"""Channels, one module each, registered by name here."""

from __future__ import annotations

from collections.abc import Callable

from gongzhi.notices.kinds import mail, sms, wechat
from gongzhi.notices.rules import Channel, Outgoing

# Channels that need a worker. The inbox needs none: the row is the delivery.
TRANSPORTS: dict[str, Callable[[Outgoing], None]] = {
    Channel.SMS: sms.deliver,
    Channel.MAIL: mail.deliver,
    Channel.WECHAT: wechat.deliver,
}

__all__ = ["TRANSPORTS"]
