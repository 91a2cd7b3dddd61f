"""The door of `access`."""

from gongzhi.access.rules import (
    ANONYMOUS,
    SYSTEM,
    Actor,
    ActorKind,
    HeldPost,
    Permission,
    held_with,
    may,
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
    "held_with",
    "may",
    "require",
    "scopes",
]
