"""Leaders paired with communities (包联, row A12): pairs, visits, monthly reports with instructions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class LeaderPair(Row):
    """A leader's post is paired with a place, by a kind of the pack, from a day to a day."""

    kind = models.CharField(max_length=40)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "post", "place"], condition=Q(ends_on=None), name="structure_pair_once"
            )
        ]


class Visit(Row):
    """A visit of the leader; problems found are tasks (`GivenTask.visit`)."""

    pair = models.ForeignKey(LeaderPair, models.PROTECT, related_name="visits")
    on = models.DateField()
    words = models.TextField()
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)  # who entered it
    created_at = models.DateTimeField(default=clock.now)


class MonthReport(Row):
    """The monthly report (月汇报) of a pair: the numbers as they stood when it was sent, words, the instruction."""

    pair = models.ForeignKey(LeaderPair, models.PROTECT, related_name="reports")
    month = models.DateField()  # its first day
    words = models.TextField(blank=True, default="")
    figures = models.JSONField(default=dict)  # closed names → numbers
    sent_at = models.DateTimeField(default=clock.now)
    instruction = models.TextField(blank=True, default="")
    instructed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["pair", "month"], name="structure_report_once")]
