"""The kind of matter that a topic is."""

from __future__ import annotations

from gongzhi.access.public import Permission
from gongzhi.deliberation.rules.topics import TOPIC
from gongzhi.procedures.public import MatterKind, register_kind

PAGE = "/desk/topics/{id}/"


def register() -> None:
    """Make the engine know it."""
    register_kind(MatterKind(TOPIC, Permission.TOPIC_RUN, Permission.TOPIC_RUN, Permission.TOPIC_RUN, PAGE))
