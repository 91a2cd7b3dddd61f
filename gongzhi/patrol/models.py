"""What phones sent, check points, the weeks of patrols. Places and posts only, never people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.kit.models import Row


class Taken(models.Model):
    """An act that a phone sent and that was done: the same key again gives the same answer and does nothing."""

    key = models.CharField(max_length=64, primary_key=True)  # hex SHA-256 of person and key
    body = models.CharField(max_length=64)  # hex SHA-256 of what was sent
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now, db_index=True)


class Point(Row):
    """A check point of a grid (巡查点位): where the weekly patrol looks, and at what."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    look_for = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True, default="")  # a key of the pack's `hazards`
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day
    created_at = models.DateTimeField(default=clock.now)


class Round(Row):
    """The plan of a week's patrol of a grid: who goes, and on which day. Without a row the grid's own worker goes."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    week = models.DateField()  # its Monday
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    planned_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "week"], name="patrol_round_once")]
        indexes: ClassVar = [models.Index(fields=["post", "week"], name="patrol_round_post")]


class Visit(Row):
    """That somebody was at a check point in a week; what was found is a request."""

    point = models.ForeignKey(Point, models.PROTECT, related_name="visits", db_index=False)
    week = models.DateField()  # its Monday
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    fine = models.BooleanField()
    found = models.ForeignKey("procedures.Matter", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField()  # on the spot, by the phone's clock
    at = models.DateTimeField(default=clock.now)
    seen_again_at = models.DateTimeField(null=True)  # 复查: what was found is mended, seen on the spot
    seen_again_by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["point", "week"], name="patrol_visit_once")]
