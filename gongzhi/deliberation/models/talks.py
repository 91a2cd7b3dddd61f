"""Rounds of talks on one subject (草根议会): who was invited and came, what was said, what was agreed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.deliberation.models.topics import Topic
from gongzhi.deliberation.rules.talks import RoundState
from gongzhi.kit.models import Row


class Series(Row):
    """Talks on one subject, convened by a post; in public from their beginning."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="talks")
    subject = models.CharField(max_length=60)
    words = models.TextField()
    result = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic"], condition=Q(closed_at=None), name="deliberation_talks_of_topic")
        ]


class Round(Row):
    """One round: day and venue; `held` it is written down and agreements follow."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="rounds", db_index=False)
    n = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    venue = models.CharField(max_length=120)
    state = models.CharField(max_length=7, default=RoundState.CALLED.value)
    summary = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was not held
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "n"], name="deliberation_round_number"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(state="called"), name="deliberation_one_round_at_a_time"
            ),
        ]


class Guest(Row):
    """A side that was invited to a round, and how many of it came; residents are counted, never named."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="guests", db_index=False)
    side = models.CharField(max_length=40)  # key of the pack's sides
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    came = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "side", "post"], name="deliberation_guest_once", nulls_distinct=False
            )
        ]


class Said(Row):
    """What was said in a round, by which side, and where that is from."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="said")
    side = models.CharField(max_length=40)
    words = models.TextField()
    channel = models.CharField(max_length=5)  # spot, paper, phone, door, web
    source = models.CharField(max_length=200, blank=True, default="")


class Agreed(models.Model):
    """What a round agreed: a matter of the post that carries it out, struck off in a later round."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="+")
    series = models.ForeignKey(Series, models.PROTECT, related_name="agreed")
    round = models.ForeignKey(Round, models.PROTECT, related_name="agreed", db_index=False)
    owner = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    evidence = models.TextField(blank=True, default="")
    struck = models.ForeignKey(Round, models.PROTECT, null=True, related_name="struck", db_index=False)
    struck_on = models.DateField(null=True)
