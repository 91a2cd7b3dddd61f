"""The community's open day (社区公开日)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.disclosure.rules.days import DayState
from gongzhi.kit.models import Row


class OpenDay(Row):
    """A day on which a community lays open what it did and answers questions; announced and reported by postings."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    disclosure = models.CharField(max_length=40)  # the class that it fulfils
    day = models.DateField()
    hours = models.CharField(max_length=40)
    venue = models.CharField(max_length=120)
    programme = models.TextField()
    laid_open = models.TextField()
    state = models.CharField(max_length=9, default=DayState.ANNOUNCED.value)
    announced = models.OneToOneField("disclosure.Posting", models.PROTECT, related_name="open_day")
    report = models.OneToOneField("disclosure.Posting", models.PROTECT, null=True, related_name="open_day_reported")
    visitors = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "day"], name="disclosure_one_open_day",
                                    condition=~models.Q(state=DayState.CANCELLED.value)),
        ]  # fmt: skip
