"""The kind of matter that a query or objection is."""

from __future__ import annotations

from gongzhi.access.public import Permission
from gongzhi.disclosure.rules.queries import KIND
from gongzhi.procedures.public import MatterKind, register_kind

PAGE = "/desk/board/queries/{id}/"


def register() -> None:
    """Make the engine know it."""
    register_kind(MatterKind(KIND, Permission.BOARD_PUBLISH, Permission.ORG_SEE, Permission.ORG_SEE, PAGE))
