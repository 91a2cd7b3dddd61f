"""WeChat: a sandbox file by default, or the official account's interfaces.

A message goes out as customer service while the follower has written within the vendor's 48 hours; after that as the
template message of `WECHAT_TEMPLATE` (`ID:FIELD`), where one is set. Settings: `WECHAT_TRANSPORT` (`sandbox`, `api`).
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.conf import settings

from gongzhi.notices.kinds import sandbox, wechat_api
from gongzhi.notices.rules import DeliveryFailed, Outgoing

_OUT_OF_TIME = {45015, 45047}  # 48 hours are over, or as many messages were sent as one may without an answer
_FIELD_MAX = 20  # characters of a template's `thing`
_LINK = re.compile(r"https?://[^\s，。]+")


def deliver(message: Outgoing) -> None:
    """Hand one message to the transport in use; returns only when it is acknowledged, else `DeliveryFailed`."""
    if settings.WECHAT_TRANSPORT != "api":
        sandbox.append("wechat", message)
        return
    words = {"touser": message.to, "msgtype": "text", "text": {"content": message.text}}
    code = wechat_api.call("/cgi-bin/message/custom/send", words)
    if code in _OUT_OF_TIME and settings.WECHAT_TEMPLATE:
        code = wechat_api.call("/cgi-bin/message/template/send", _template(message))
    if code:
        raise DeliveryFailed(f"wechat-{code}", for_good=True)


def _template(message: Outgoing) -> dict[str, Any]:
    template, _colon, field = settings.WECHAT_TEMPLATE.partition(":")
    link = _LINK.search(message.text)
    value = message.text if len(message.text) <= _FIELD_MAX else message.text[: _FIELD_MAX - 1] + "…"
    body: dict[str, Any] = {
        "touser": message.to,
        "template_id": template,
        "data": {field or "thing1": {"value": value}},
        "client_msg_id": hashlib.sha256(message.key.encode()).hexdigest()[:32],  # the vendor drops what it has seen
    }
    return body | ({"url": link[0]} if link else {})
