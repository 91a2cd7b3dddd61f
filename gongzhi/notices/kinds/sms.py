"""SMS: a sandbox file by default, or any gateway that takes JSON over HTTP.

Settings: `SMS_TRANSPORT` (`sandbox` or `http`), `SMS_URL`, `SMS_KEY_ID`, `SMS_SECRET`.
"""

from __future__ import annotations

import hashlib
import hmac
import json

from django.conf import settings

from gongzhi.core import clock
from gongzhi.kit.outward import Unreachable, post_json
from gongzhi.notices.kinds import sandbox
from gongzhi.notices.rules import DeliveryFailed, Outgoing

TIMEOUT_SECONDS = 10
_RETRY_ALTHOUGH_4XX = {408, 409, 425, 429}


def deliver(message: Outgoing) -> None:
    """Hand one message to the transport in use; returns only when it is acknowledged, else `DeliveryFailed`."""
    if settings.SMS_TRANSPORT == "http":
        _post(message)
    else:
        sandbox.append("sms", message)


def _post(message: Outgoing) -> None:
    """POST `{"key","to","text"}`, signed over time and body; the gateway drops a key that it has seen."""
    body = json.dumps({"key": message.key, "to": message.to, "text": message.text}, ensure_ascii=False).encode()
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Idempotency-Key": message.key.encode().hex() if not message.key.isascii() else message.key,
        "X-Gongzhi-Key-Id": settings.SMS_KEY_ID,
        "X-Gongzhi-Timestamp": stamp,
        "X-Gongzhi-Signature": hmac.new(
            settings.SMS_SECRET.encode(), stamp.encode() + b"\n" + body, hashlib.sha256
        ).hexdigest(),
    }
    try:
        status = post_json(settings.SMS_URL, body, headers, seconds=TIMEOUT_SECONDS)
    except Unreachable as error:
        raise DeliveryFailed(str(error)) from error
    if not 200 <= status < 300:
        for_good = 400 <= status < 500 and status not in _RETRY_ALTHOUGH_4XX
        raise DeliveryFailed(f"gateway-{status}", for_good=for_good)
