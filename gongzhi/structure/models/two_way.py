"""Messages between the levels of a network (双向信息, row A18): one text, a part for each post that is to answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row

LETTER = "letter"  # the kind of matter: what one post is to answer of a message


class Letter(Row):
    """A message of a post in a network of the pack: down to posts below, or up to an office."""

    network = models.CharField(max_length=40)
    upward = models.BooleanField(default=False)
    sender = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")  # of the sender
    subject = models.CharField(max_length=120)
    words = models.TextField()
    answer_by = models.DateTimeField()  # by the calendar of the sender's place
    parts_number = models.PositiveIntegerField()
    read_number = models.PositiveIntegerField(default=0)
    answered_number = models.PositiveIntegerField(default=0)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was taken back
    sent_at = models.DateTimeField(default=clock.now)


class LetterPart(models.Model):
    """What one post is to answer: a matter of the engine, with what it answered last."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="parts", db_index=False)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")  # to which it went
    read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    question = models.TextField(blank=True, default="")  # asked once more, the last time

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["letter", "matter"], name="structure_letter_parts"),
            models.Index(fields=["matter"], condition=Q(answered_at=None), name="structure_letter_waiting"),
        ]
