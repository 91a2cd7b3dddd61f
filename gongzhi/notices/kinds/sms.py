"""SMS: a sandbox file by default, or any gateway that takes JSON over HTTP.

Settings: `SMS_TRANSPORT` (`sandbox` or `http`), `SMS_URL`, `SMS_KEY_ID`, `SMS_SECRET`.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import http.client
import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from gongzhi.core import clock
from gongzhi.notices.rules import DeliveryFailed, Outgoing

TIMEOUT_SECONDS = 10
_RETRY_ALTHOUGH_4XX = {408, 409, 425, 429}


def deliver(message: Outgoing) -> None:
    """Hand one message to the transport in use; returns only when it is acknowledged, else `DeliveryFailed`."""
    if settings.SMS_TRANSPORT == "http":
        _post(message)
    else:
        _append(Path(settings.OUTBOX_ROOT) / "sms.jsonl", message)


def _append(path: Path, message: Outgoing) -> None:
    """One JSON line, whole or not at all, on disk before it counts; never a second line for a key tried before."""
    line = json.dumps(
        {
            "at": clock.local(message.at).isoformat(timespec="seconds"),
            "to": message.to,
            "text": message.text,
            "key": message.key,
        },
        ensure_ascii=False,
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            if message.again and _has(out.fileno(), message.key):
                return
            end = out.seek(0, os.SEEK_END)
            if end:  # a writer killed in the middle of a line leaves a torn one: end it
                out.seek(end - 1)
                if out.read(1) != b"\n":
                    out.write(b"\n")
            out.write(line.encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise DeliveryFailed("sandbox-not-writable") from error


def _has(fd: int, key: str) -> bool:
    ending = f'"key": {json.dumps(key, ensure_ascii=False)}}}\n'.encode()  # as `_append` writes it: key last
    with os.fdopen(os.dup(fd), "rb") as lines:
        lines.seek(0)
        return any(line.endswith(ending) for line in lines)


def _post(message: Outgoing) -> None:
    """POST `{"key","to","text"}`, signed over time and body; the gateway drops a key that it has seen."""
    parts = urlsplit(settings.SMS_URL)
    body = json.dumps({"key": message.key, "to": message.to, "text": message.text}, ensure_ascii=False).encode()
    stamp = str(int(clock.now().timestamp()))
    signature = hmac.new(settings.SMS_SECRET.encode(), stamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()
    kind = http.client.HTTPConnection if parts.scheme == "http" else http.client.HTTPSConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(
            "POST",
            parts.path or "/",
            body,
            {
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": message.key.encode().hex() if not message.key.isascii() else message.key,
                "X-Gongzhi-Key-Id": settings.SMS_KEY_ID,
                "X-Gongzhi-Timestamp": stamp,
                "X-Gongzhi-Signature": signature,
            },
        )
        status = connection.getresponse().status
    except TimeoutError as error:
        raise DeliveryFailed("gateway-timeout") from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryFailed("gateway-unreachable") from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        for_good = 400 <= status < 500 and status not in _RETRY_ALTHOUGH_4XX
        raise DeliveryFailed(f"gateway-{status}", for_good=for_good)
