"""WeChat: a sandbox file."""

from __future__ import annotations

from gongzhi.notices.kinds import sandbox
from gongzhi.notices.rules import Outgoing


def deliver(message: Outgoing) -> None:
    """Hand one message to the transport in use; returns only when it is acknowledged, else `DeliveryFailed`."""
    sandbox.append("wechat", message)
