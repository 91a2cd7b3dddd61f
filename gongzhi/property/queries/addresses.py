"""Where a message leads."""

from __future__ import annotations

from gongzhi.property.models import Estate, Order


def desk_address(about: int) -> str | None:
    """The desk page of an estate or an order, for messages about it; None where it is neither."""
    if Estate.objects.filter(pk=about).exists():
        return f"/desk/property/{about}/"
    return f"/desk/property/orders/{about}/" if Order.objects.filter(pk=about).exists() else None
