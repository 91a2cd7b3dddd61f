"""Tables of incidents: of requests, places and posts; nothing of any person."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class Cause(StrEnum):
    """Why a request has a level."""

    TABLE = "table"  # by the rules of the pack, when it came in or got another type
    SET = "set"  # by somebody, where it had none
    RAISED = "raised"
    LOWERED = "lowered"
    CLOCK = "clock"  # nobody acknowledged within the minutes
    REOPENED = "reopened"  # the request was answered, and is open again


# What waits for somebody to acknowledge it.
WAITS = Q(acknowledged_at=None, passed_at=None, stopped_at=None)


class Incident(Row):
    """The level of a request now; its places and its owner are those of the request."""

    request = models.OneToOneField("requests.Request", models.PROTECT, related_name="incident")
    level = models.CharField(max_length=40)  # of the pack's incident_levels
    number = models.PositiveSmallIntegerField(default=1)  # of its present step: changed by one writer at a time
    opened_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)  # with the request

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["opened_at"], name="incident_present", condition=Q(ended_at=None)),
            models.Index(fields=["opened_at"], name="incident_opened"),
            models.Index(fields=["level", "request"], name="incident_level"),
        ]


class Step(Row):
    """One level that an incident had or has: until when somebody had to acknowledge, and what became of it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField()  # from 1
    level = models.CharField(max_length=40)
    cause = models.CharField(max_length=8)
    by_post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()  # by then somebody acknowledges
    rounds = models.PositiveSmallIntegerField(default=1)  # how often they were told
    acknowledged_at = models.DateTimeField(null=True)  # the first
    acknowledged_by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    passed_at = models.DateTimeField(null=True)  # the minutes ran out and nobody had: it went up, or ended there
    stopped_at = models.DateTimeField(null=True)  # another level was set, or the request ended, before that

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "number"], name="incident_step_once")]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="incident_due", condition=WAITS)]


class Told(Row):
    """A post that was told of a step."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="told", db_index=False)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    watch = models.BooleanField(default=False)  # told as who kept watch by the duty rota
    reached = models.BooleanField()  # somebody answered for the post then
    at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["step", "post"], name="incident_told_once")]
