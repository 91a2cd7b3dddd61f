"""What became of the orders that came by the interface, for the office from which they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gongzhi.requests.models import OutsideOrder


def answered_orders(source: str, after: tuple[datetime, int] | None, limit: int) -> Sequence[OutsideOrder]:
    """Orders of that office with an answer, the earliest first, past the key `after` (moment, id). One query."""
    rows = OutsideOrder.objects.select_related("request__matter").filter(request__source=source)
    rows = rows.exclude(request__answered_at=None).order_by("request__answered_at", "request_id")
    if after is not None:
        at, pk = after
        rows = rows.filter(request__answered_at__gte=at).exclude(request__answered_at=at, request_id__lte=pk)
    return list(rows[:limit])
