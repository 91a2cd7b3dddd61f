"""The requests that a table of figures is about."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.insight.rules.periods import Period
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def came_or_closed(actor: Actor, place_id: int, period: Period) -> QuerySet[requests.Request]:
    """What came in or was closed below a place in a period and the actor may see, the oldest first."""
    begin = clock.begin_of(period.first)
    end = clock.begin_of(period.last + timedelta(days=1))
    inside = procedures.Standing.objects.filter(scope=place_id, matter=OuterRef("matter_id"))
    came = Q(created_at__gte=begin, created_at__lt=end)
    closed = Q(matter__closed_at__gte=begin, matter__closed_at__lt=end)
    rows = requests.Request.objects.filter(came | closed, Exists(inside), matter__in=procedures.visible_to(actor))
    rows = rows.exclude(requests.CAME_IN_ENDED).select_related("matter__place", "matter__holder_post__body")
    heavy = ("matter__place__geometry", "matter__place__search", "description", "answer", "attributes")
    return rows.defer(*heavy).order_by("created_at", "matter_id")
