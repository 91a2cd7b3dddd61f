"""Reads of the inbox and of what could not be delivered."""

from __future__ import annotations

from django.db.models import Q

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.paging import Page, paged
from gongzhi.notices import rules
from gongzhi.notices.models import Message
from gongzhi.notices.policies import require_failures
from gongzhi.notices.rules import Channel, State
from gongzhi.packs.public import active

PAGE = 30


def inbox(person_id: int, *, after: str = "", size: int = PAGE) -> Page[Message]:
    """The person's messages, newest first."""
    return paged(Message.objects.filter(person_id=person_id, channel=Channel.INAPP), ["-id"], after=after, size=size)


def unread_count(person_id: int, *, at_most: int = 100) -> int:
    """How many messages are unread, counted up to `at_most`."""
    unread = Message.objects.filter(person_id=person_id, channel=Channel.INAPP, read_at=None)
    return unread.order_by("-id").values("id")[:at_most].count()


def failures(actor: Actor, *, after: str = "", size: int = PAGE) -> Page[Message]:
    """Messages given up, those that failed at least once, and those late by more than ten minutes; newest first.

    Raises `Forbidden`.
    """
    require_failures(actor)
    late = Q(next_try_at__lt=clock.now() - rules.LATE_AFTER) | Q(state=State.PENDING, attempts__gt=0)
    return paged(Message.objects.filter(Q(state=State.FAILED) | late), ["-id"], after=after, size=size)


def render(key: str, /, **params: object) -> str:
    """The pack's text `key` with its placeholders filled.

    Raises `BadTemplate` where the pack has no such text or it asks for what is not given: a mistake of pack or code.
    """
    template = next((t for t in active().texts if t.key == key), None)
    if template is None:
        raise rules.BadTemplate(f"the pack in force has no text {key!r}")
    return rules.fill(template.text, params)
