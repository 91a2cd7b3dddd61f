"""Calls back (回访): who is asked afterwards whether answer and manner were right, and what they said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class CallState(models.TextChoices):
    DUE = "due"  # to be called, or to be asked by message
    SENT = "sent"  # the message went out, no answer yet
    DONE = "done"
    UNREACHED = "unreached"  # tried as often as the pack says
    REFUSED = "refused"  # does not want to be called


class Content(models.IntegerChoices):
    NOT = 1
    PARTLY = 2
    YES = 3


class CallBack(Row):
    """One call back about one answer. `post` calls; without one the pack asks by message."""

    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="calls", db_index=False)
    reporter = models.ForeignKey("requests.Reporter", models.PROTECT, related_name="calls", db_index=False)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    round = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=60)  # key of the pack's call back
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.DUE)
    made_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    content = models.PositiveSmallIntegerField(null=True, choices=Content.choices)  # with the answer
    manner = models.PositiveSmallIntegerField(null=True, choices=Content.choices)
    words = models.CharField(max_length=500, blank=True, default="")
    reopened = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["post", "state", "due_at"], name="request_call_post"),
            models.Index(fields=["due_at"], condition=Q(post=None, state="due"), name="request_call_message"),
            models.Index(fields=["made_at"], name="request_call_made"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reporter", "round"], name="request_one_call_an_answer")
        ]
