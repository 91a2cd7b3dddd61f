"""The kind of matter that an order to mend is."""

from __future__ import annotations

from gongzhi.access.public import Permission
from gongzhi.procedures.public import MatterKind, register_kind
from gongzhi.property.rules.words import ORDER


def register() -> None:
    """Make the engine know it."""
    register_kind(
        MatterKind(
            ORDER,
            Permission.PROPERTY_SEE,
            Permission.REQUEST_HANDLE,
            Permission.PROPERTY_MANAGE,
            "/desk/property/orders/{id}/",
        )
    )
