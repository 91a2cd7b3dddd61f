"""Pure rules of sending: states, waiting between tries, quiet hours, filling a text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from gongzhi.core import clock
from gongzhi.core.errors import Invalid


class Channel(StrEnum):
    """How a message reaches somebody."""

    INAPP = "inapp"
    SMS = "sms"
    MAIL = "mail"
    WECHAT = "wechat"


class State(StrEnum):
    """Where a message stands in the outbox."""

    PENDING = "pending"
    SENDING = "sending"  # claimed by a worker until its lease ends
    SENT = "sent"
    FAILED = "failed"  # given up; shown on the failure page


# Waits after the first, second, … failed try; after the last one the message is given up (default, ours).
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MAX_ATTEMPTS = len(WAITS) + 1
LEASE = timedelta(minutes=2)
LATE_AFTER = timedelta(minutes=10)
# No SMS to a resident at night, but for a code that the resident waits for (default, ours).
QUIET_FROM, QUIET_UNTIL = time(21, 0), time(8, 0)
MAX_TEXT = 1000

_PHONE = re.compile(r"\+?[0-9]{3,15}")
# One plain address: no blanks, no list, no name, nothing that a header or a command of SMTP could be made of.
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_OPENID = re.compile(r"[A-Za-z0-9_-]{6,64}")
SUBJECT_MAX = 120
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be put in the outbox. `key` makes it once; `urgent` ignores quiet hours."""

    channel: str
    text: str
    key: str
    person_id: int | None = None
    phone: str | None = None
    about: int | None = None
    urgent: bool = False
    to: str = ""  # the address where it is no phone: of e-mail, an openid of WeChat
    subject: str = ""  # of an e-mail


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claimed message as a transport sees it; `again`: an earlier try may have arrived."""

    key: str
    to: str
    text: str
    at: datetime
    again: bool
    subject: str = ""


class DeliveryFailed(Exception):
    """A transport did not acknowledge. `reason` is a closed code; `for_good`: another try is useless."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        self.reason = reason
        self.for_good = for_good
        super().__init__(reason)


class BadTemplate(Exception):
    """A text of the pack asks for a placeholder that the code does not give: a mistake of ours, never of a user."""


def check(draft: Draft) -> None:
    """Raise `Invalid` for a message that could never be delivered."""
    if draft.channel not in Channel.__members__.values():
        raise Invalid("There is no such channel: %(channel)s", field="channel", channel=draft.channel)
    if not draft.text.strip() or len(draft.text) > MAX_TEXT:
        raise Invalid("A message needs a text of at most %(limit)s characters.", field="text", limit=MAX_TEXT)
    if not 0 < len(draft.key) <= 120:
        raise Invalid("A message needs a key of at most 120 characters.", field="key")
    if draft.channel == Channel.INAPP and draft.person_id is None:
        raise Invalid("A message in the inbox needs a person.", field="person_id")
    if draft.channel == Channel.SMS:
        if not draft.phone:
            raise Invalid("A text message needs a phone number.", field="phone")
        if not _PHONE.fullmatch(bare(draft.phone)):
            raise Invalid("This is not a phone number.", field="phone")
    if draft.channel == Channel.MAIL:
        if len(draft.to) > 254 or not _MAIL.fullmatch(draft.to):
            raise Invalid("This is not an e-mail address.", field="to")
        if not 0 < len(draft.subject) <= SUBJECT_MAX or any(unicodedata.category(c) == "Cc" for c in draft.subject):
            raise Invalid("An e-mail needs a subject of one line.", field="subject")
    if draft.channel == Channel.WECHAT and not _OPENID.fullmatch(draft.to):
        raise Invalid("This is not a receiver at WeChat.", field="to")


def bare(phone: str) -> str:
    """The number without spaces, hyphens and brackets."""
    return re.sub(r"[\s()-]", "", phone)


def next_try(failed_attempts: int, now: datetime) -> datetime | None:
    """When to try again after that many failed tries; None: give up."""
    if failed_attempts > len(WAITS):
        return None
    return now + WAITS[failed_attempts - 1]


def not_at_night(moment: datetime, *, urgent: bool, channel: str = Channel.SMS) -> datetime:
    """`moment`, or the end of the quiet hours it falls into (Asia/Shanghai); an e-mail wakes nobody."""
    local = clock.local(moment)
    if urgent or channel == Channel.MAIL or QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(day, QUIET_UNTIL, tzinfo=clock.SHANGHAI).astimezone(moment.tzinfo)


def fill(template: str, params: dict[str, object]) -> str:
    """The template with each `{name}` replaced once; no attribute access, no nesting.

    Raises `BadTemplate` where the template asks for what is not given.
    """
    missing = sorted({name for name in _PLACEHOLDER.findall(template) if name not in params})
    if missing:
        raise BadTemplate(f"no value for {', '.join(missing)} in {template!r}")
    return _PLACEHOLDER.sub(lambda m: str(params[m.group(1)]), template)
