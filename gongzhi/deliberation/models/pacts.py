"""Pacts of places (居民公约, 规约, 村规民约): drafts, what was voted, what is in force, history."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.deliberation.models.meetings import Motion
from gongzhi.deliberation.models.topics import Topic
from gongzhi.kit.models import Row


class Pact(Row):
    """The pact of a kind that a place has, or is to have: its versions hang on it."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)  # of the pack's pacts
    title = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "kind"], name="deliberation_pact_once")]


class PactVersion(Row):
    """A text of a pact, from its draft to the day on which another replaces it. Triggers hold that only what a closed
    vote adopted gets a day, or what was entered as in force before (`taken_on`, a pact's first version alone), and that
    what was voted is not changed."""

    pact = models.ForeignKey(Pact, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField(null=True)  # 1, 2 …: once it has its day
    topic = models.OneToOneField(Topic, models.PROTECT, null=True, related_name="pact_version")
    text = models.TextField(blank=True, default="")  # one line an article, without its number
    undo = models.TextField(null=True)  # the text before the last change
    repeals = models.BooleanField(default=False)  # nothing is to stand in its place
    note = models.CharField(max_length=300, blank=True, default="")  # why
    basis = models.CharField(max_length=120, blank=True, default="")  # what it was begun from
    made_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    dropped = models.BooleanField(default=False)
    motion = models.ForeignKey(Motion, models.PROTECT, null=True, related_name="+", db_index=False)  # that adopted it
    digest = models.CharField(max_length=64, blank=True, default="")  # hex SHA-256 of the articles as adopted
    in_force_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # the first day on which it does not hold
    taken_on = models.DateField(null=True)  # the day on which it was entered, of one that held before the platform
    passed_by = models.CharField(max_length=120, blank=True, default="")  # who passed that one
    source = models.CharField(max_length=200, blank=True, default="")  # where its paper is kept
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pact", "number"], name="deliberation_pact_number"),
            models.CheckConstraint(
                condition=models.Q(in_force_on=None)
                | models.Q(motion__isnull=False, number__isnull=False)
                | models.Q(taken_on__isnull=False),
                name="deliberation_pact_voted",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_on=None)
                | models.Q(number=1, motion=None, topic=None, repeals=False, in_force_on__lt=models.F("taken_on")),
                name="deliberation_pact_taken",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["pact", "in_force_on"], name="deliberation_pact_force")]

    @property
    def articles(self) -> list[str]:
        """The articles, in order."""
        return self.text.split("\n") if self.text else []
