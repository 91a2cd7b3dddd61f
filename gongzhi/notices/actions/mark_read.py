"""A person reads the inbox."""

from __future__ import annotations

from django.db.models import QuerySet

from gongzhi.core import clock
from gongzhi.notices.models import Message
from gongzhi.notices.rules import Channel


def mark_read(message_id: int, *, person_id: int) -> bool:
    """Mark one of the person's own messages as read; whether it was unread."""
    return bool(_unread(person_id).filter(id=message_id).update(read_at=clock.now()))


def mark_all_read(*, person_id: int) -> int:
    """Mark all of the person's messages as read; how many were unread."""
    return _unread(person_id).update(read_at=clock.now())


def _unread(person_id: int) -> QuerySet[Message]:
    return Message.objects.filter(person_id=person_id, channel=Channel.INAPP, read_at=None)
