"""Try a message again that was given up."""

from __future__ import annotations

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.notices.models import Message
from gongzhi.notices.policies import require_failures
from gongzhi.notices.rules import State


def retry(message_id: int, *, actor: Actor) -> None:
    """Make a failed message due now, with all its tries again. Raises `Forbidden`, `Conflict` (no longer failed)."""
    require_failures(actor, Permission.NOTICE_SEE_FAILURES)
    if not Message.objects.filter(id=message_id, state=State.FAILED).update(
        state=State.PENDING, attempts=0, next_try_at=clock.now()
    ):
        raise Conflict("This message is no longer among the failed ones.")
