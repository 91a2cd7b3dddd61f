"""Call events of a telephone exchange, in the shape of Twilio's voice status callbacks. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gongzhi.core.errors import Invalid

WINDOW_SECONDS = 3600
RUNS = ("queued", "initiated", "ringing")
OVER = ("completed", "busy", "failed", "no-answer", "canceled")
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEAT = re.compile(r"^(?:client|sip):([^@]{1,40})")
_NUMBER = re.compile(r"\+?[0-9]{3,20}")


@dataclass(frozen=True, slots=True)
class CallEvent:
    """`event`: ringing, answered, over, or "" (tells nothing); `number` as dialled, empty where it is withheld."""

    call_id: str
    event: str
    number: str
    seat: str


def event_of(fields: Mapping[str, str]) -> CallEvent:
    """What a callback says of the caller's call. Raises Invalid (field)."""
    leg, parent, status = fields.get("CallSid", ""), fields.get("ParentCallSid", ""), fields.get("CallStatus", "")
    if not _SID.fullmatch(leg) or (parent and not _SID.fullmatch(parent)):
        raise Invalid("This was not given.", field="CallSid")
    if status not in (*RUNS, "in-progress", *OVER):
        raise Invalid("There is no such state of a call.", field="CallStatus")
    number = re.sub(r"[\s()-]", "", fields.get("From", ""))
    number = number if _NUMBER.fullmatch(number) else ""
    if parent:  # an agent's telephone: that it rings or answers is news, that it stopped ringing is not
        event = {"in-progress": "answered"}.get(status, "ringing" if status in RUNS else "")
        to = fields.get("To", "")
        named = _SEAT.match(to)
        seat = named[1] if named else to if _NUMBER.fullmatch(to) else ""
        return CallEvent(parent, event, number, seat)
    return CallEvent(leg, "over" if status in OVER else "ringing", number, "")


def in_time(stamp: str, now: datetime) -> bool:
    """Whether the time of an event (RFC 2822) is at most an hour off."""
    try:
        at = parsedate_to_datetime(stamp)
    except (TypeError, ValueError):
        return False
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return abs((now - at).total_seconds()) <= WINDOW_SECONDS
