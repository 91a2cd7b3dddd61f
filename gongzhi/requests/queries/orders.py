"""What became of the orders of another office, for the office from which they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gongzhi.core import clock
from gongzhi.requests.models import OutsideOrder, Request


def answered_orders(source: str, after: tuple[datetime, int] | None, limit: int) -> Sequence[OutsideOrder]:
    """Orders by the interface with an answer, the earliest first, past the key `after` (moment, id). One query."""
    rows = OutsideOrder.objects.select_related("request__matter").filter(request__source=source).exclude(body="")
    rows = rows.exclude(request__answered_at=None).order_by("request__answered_at", "request_id")
    if after is not None:
        at, pk = after
        rows = rows.filter(request__answered_at__gte=at).exclude(request__answered_at=at, request_id__lte=pk)
    return list(rows[:limit])


def return_window(request: Request) -> datetime | None:
    """Until when this order of another office may go back (退单时限); None where it is none or has no window."""
    if request.imported_id is None:
        return None
    return OutsideOrder.objects.filter(pk=request.pk).values_list("return_by", flat=True).first()


def return_is_over(request: Request) -> bool:
    """Whether an ending that sends it elsewhere comes too late. One query, for what came from elsewhere alone."""
    until = return_window(request)
    return until is not None and until < clock.now()
