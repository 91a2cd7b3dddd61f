"""The kind of matter that a mediation is."""

from __future__ import annotations

from gongzhi.access.public import Permission
from gongzhi.mediation.rules.words import MEDIATION
from gongzhi.procedures.public import MatterKind, register_kind


def register() -> None:
    """Make the engine know it: no permission shows it in lists of an area, only who holds it or is offered it."""
    register_kind(
        MatterKind(MEDIATION, None, Permission.REQUEST_HANDLE, Permission.REQUEST_ANSWER, "/desk/mediation/{id}/")
    )
