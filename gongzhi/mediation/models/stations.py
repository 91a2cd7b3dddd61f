"""Stations of legal aid and psychological help: where, who helps when, which hours are taken. Nothing of what is said
there is kept anywhere; of a station of a private kind not even for which case or request an hour was taken."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class HourState(StrEnum):
    TAKEN = "taken"
    BACK = "back"  # given back before it began


class Station(Row):
    """Where helpers sit."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # of the pack's help_stations
    title = models.CharField(max_length=60)
    venue = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True, default="")  # of the station
    opened_on = models.DateField(default=clock.today)
    closed_on = models.DateField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)  # sent twice it is one


class Shift(Row):
    """Who helps there on a day of the week: the holder of a post, or somebody from outside by name and body."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()  # 1: Monday … 7: Sunday
    starts = models.TimeField()  # in Asia/Shanghai
    ends = models.TimeField()
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    helper = models.CharField(max_length=30, blank=True, default="")  # from outside; deleted when the shift is over
    helper_body = models.CharField(max_length=60, blank=True, default="")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="mediation_shift_weekday")
        ]


class Hour(Row):
    """An hour of a shift that is taken; who comes is told the number, and stands nowhere."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="hours")
    starts_at = models.DateTimeField()
    number = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=8, default=HourState.TAKEN)
    by_post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("mediation.Case", models.PROTECT, null=True, related_name="hours")
    request = models.ForeignKey("requests.Request", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shift", "starts_at"], condition=Q(state="taken"), name="mediation_hour_once"
            )
        ]
