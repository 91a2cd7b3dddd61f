"""Who sees what of the outbox: each person the own inbox; failures whoever holds `notice:see-failures` anywhere."""

from __future__ import annotations

from gongzhi.access.public import Actor, ActorKind, Permission, scopes
from gongzhi.core.errors import Forbidden


def require_failures(actor: Actor, permission: Permission = Permission.NOTICE_SEE_FAILURES) -> None:
    """Raise `Forbidden` unless the actor may see failed messages. They show no text and no whole address."""
    if actor.kind is not ActorKind.SYSTEM and not scopes(actor, permission):
        raise Forbidden("Your posts do not allow this here.")
