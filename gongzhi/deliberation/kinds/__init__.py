"""The kind of matter that a topic is."""

from __future__ import annotations

from gongzhi.access.public import Permission
from gongzhi.deliberation.rules.reviews import REVIEW
from gongzhi.deliberation.rules.talks import GARDEN_CARE, TALK_TASK
from gongzhi.deliberation.rules.topics import TOPIC
from gongzhi.procedures.public import MatterKind, register_kind

PAGE = "/desk/topics/{id}/"
TASK_PAGE = "/desk/talks/tasks/{id}/"
CARE_PAGE = "/desk/gardens/care/{id}/"


def register() -> None:
    """Make the engine know it."""
    register_kind(MatterKind(TOPIC, Permission.TOPIC_RUN, Permission.TOPIC_RUN, Permission.TOPIC_RUN, PAGE))
    for key, page in ((TALK_TASK, TASK_PAGE), (GARDEN_CARE, CARE_PAGE)):
        register_kind(MatterKind(key, Permission.TOPIC_RUN, Permission.TOPIC_RUN, Permission.TOPIC_RUN, page))
    watch = Permission.AFFAIRS_SUPERVISE
    register_kind(MatterKind(REVIEW, watch, watch, watch, "/desk/reviews/{id}/"))
