"""The door of `access`."""

from gongzhi.access.queries import actor_of, staff_of, visitor_of
from gongzhi.access.rules import (
    ANONYMOUS,
    SYSTEM,
    Actor,
    ActorKind,
    HeldPost,
    Permission,
    held_with,
    may,
    post_for,
    require,
    scopes,
)

__all__ = [
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "ActorKind",
    "HeldPost",
    "Permission",
    "actor_of",
    "held_with",
    "may",
    "post_for",
    "require",
    "scopes",
    "staff_of",
    "visitor_of",
]
