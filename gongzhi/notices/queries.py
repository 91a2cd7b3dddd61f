"""Reads of the inbox and of what could not be delivered."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.notices import rules
from gongzhi.notices.models import Message
from gongzhi.notices.policies import require_failures
from gongzhi.notices.rules import Channel, State

PAGE = 30


def inbox(person_id: int, *, before: int | None = None, limit: int = PAGE) -> Sequence[Message]:
    """The person's messages, newest first, below id `before`; one more than `limit` tells of a next page."""
    rows = Message.objects.filter(person_id=person_id, channel=Channel.INAPP)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])


def unread_count(person_id: int, *, at_most: int = 100) -> int:
    """How many messages are unread, counted up to `at_most`."""
    unread = Message.objects.filter(person_id=person_id, channel=Channel.INAPP, read_at=None)
    return unread.order_by("-id").values("id")[:at_most].count()


def failures(actor: Actor, *, before: int | None = None, limit: int = PAGE) -> Sequence[Message]:
    """Messages given up, and those late by more than ten minutes without night being the reason; newest first.

    Raises `Forbidden`. One more than `limit` tells of a next page.
    """
    require_failures(actor)
    late = Q(next_try_at__lt=clock.now() - rules.LATE_AFTER) | Q(state=State.PENDING, attempts__gt=0)
    rows = Message.objects.filter(Q(state=State.FAILED) | late)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])
