"""Who holds a post on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from gongzhi.core import clock
from gongzhi.orgs import public as orgs


def in_office(rows: QuerySet[orgs.Appointment], day: date | None = None) -> QuerySet[orgs.Appointment]:
    """Those of `rows` that hold on `day` (now where none is given)."""
    now = clock.now()
    moment = now if day is None else clock.begin_of(day)
    on = day or clock.local(now).date()
    return rows.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), Q(ended_at=None) | Q(ended_at__gt=moment), starts_on__lte=on
    )
