"""The sandbox: a file of JSON lines for each channel (`VAR/outbox/NAME.jsonl`), so that nothing leaves the machine."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from django.conf import settings

from gongzhi.core import clock
from gongzhi.notices.rules import DeliveryFailed, Outgoing


def append(name: str, message: Outgoing) -> None:
    """One JSON line, whole or not at all, on disk before it counts; never a second line for a key tried before."""
    path = Path(settings.OUTBOX_ROOT) / f"{name}.jsonl"
    fields = {"at": clock.local(message.at).isoformat(timespec="seconds"), "to": message.to}
    if message.subject:
        fields["subject"] = message.subject
    line = json.dumps({**fields, "text": message.text, "key": message.key}, ensure_ascii=False)
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
    ending = f'"key": {json.dumps(key, ensure_ascii=False)}}}\n'.encode()  # as `append` writes it: key last
    with os.fdopen(os.dup(fd), "rb") as lines:
        lines.seek(0)
        return any(line.endswith(ending) for line in lines)
