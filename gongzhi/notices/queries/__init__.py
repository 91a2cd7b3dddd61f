"""Reads of the inbox and of what could not be delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.db.select import select
from gongzhi.kit.paging import Page, paged
from gongzhi.notices import rules
from gongzhi.notices.models import Message, unseal
from gongzhi.notices.policies import require_failures
from gongzhi.notices.rules import Channel, State
from gongzhi.packs.public import active

PAGE = 30
LATEST = 2000
_openers: list[Callable[[int], str | None]] = []


def inbox(person_id: int, *, after: str = "", size: int = PAGE) -> Page[Message]:
    """The person's messages, newest first."""
    return paged(Message.objects.filter(person_id=person_id, channel=Channel.INAPP), ["-id"], after=after, size=size)


def on_open(handler: Callable[[int], str | None]) -> None:
    """Wire (in `site`) who knows the address of the desk page of what a message is about; None where there is none."""
    _openers.append(handler)


def opens() -> bool:
    """Whether messages lead anywhere."""
    return bool(_openers)


def address_of(message_id: int, *, person_id: int) -> str | None:
    """The address of what one of the person's own messages is about."""
    about = Message.objects.filter(id=message_id, person_id=person_id).values_list("about", flat=True).first()
    return page_about(about) if about else None


def page_about(about: int) -> str | None:
    """The desk page of a matter, or whatever else a message may be about; None where nobody knows one."""
    return next((address for handler in _openers if (address := handler(about))), None)


def receiver_of(message: Message) -> str:
    """The address that a message goes to, in clear: mask it before it is shown. Empty for the inbox."""
    return unseal(message.sealed, message.pk)[0] if message.sealed else ""


_UNREAD = (
    "SELECT COUNT(*) FROM (SELECT id FROM notices_message WHERE person_id = %s AND channel = %s AND read_at IS NULL"
    " ORDER BY id DESC LIMIT %s) u"
)


def unread_count(person_id: int, *, at_most: int = 100) -> int:
    """How many messages are unread, counted up to `at_most`."""
    return int(select(_UNREAD, [person_id, Channel.INAPP, at_most])[0][0])


def failures(actor: Actor, *, after: str = "", size: int = PAGE) -> Page[Message]:
    """Messages given up, those that failed at least once, and those late by more than ten minutes; newest first.

    Raises `Forbidden`.
    """
    require_failures(actor)
    late = Q(next_try_at__lt=clock.now() - rules.LATE_AFTER) | Q(state=State.PENDING, attempts__gt=0)
    return paged(Message.objects.filter(Q(state=State.FAILED) | late), ["-id"], after=after, size=size)


@dataclass(frozen=True, slots=True)
class Outgone:
    """What became of the latest messages of a channel."""

    sent_at: datetime | None
    waiting: int
    failed: int
    error: str  # closed code of the latest failure


def outgone() -> dict[str, Outgone]:
    """By channel, of the latest `LATEST` messages (the inbox aside). One query."""
    rows = Message.objects.order_by("-id").values_list("channel", "state", "sent_at", "error")[:LATEST]
    found: dict[str, Outgone] = {}
    for channel, state, sent_at, error in rows:
        if channel == Channel.INAPP:
            continue
        so_far = found.get(channel, Outgone(None, 0, 0, ""))
        found[channel] = Outgone(
            max((t for t in (so_far.sent_at, sent_at) if t is not None), default=None),
            so_far.waiting + (state in (State.PENDING, State.SENDING)),
            so_far.failed + (state == State.FAILED),
            so_far.error or error,
        )
    return found


def render(key: str, /, **params: object) -> str:
    """The pack's text `key` with its placeholders filled.

    Raises `BadTemplate` where the pack has no such text or it asks for what is not given: a mistake of pack or code.
    """
    template = next((t for t in active().texts if t.key == key), None)
    if template is None:
        raise rules.BadTemplate(f"the pack in force has no text {key!r}")
    return rules.fill(template.text, params)
