"""Topics (议题) and what is said about them. Steps, holder and clocks stand in `procedures.Matter`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.deliberation.rules.topics import Channel, Shown
from gongzhi.kit.models import Row


class Topic(models.Model):
    """What a community is to deliberate. The words of the proposer stand here, the title in the matter."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="topic")
    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=40)  # of the pack's deliberations
    words = models.TextField()
    channel = models.CharField(max_length=5, default=Channel.WEB.value)
    source = models.CharField(max_length=200, blank=True, default="")  # of what staff entered: sheet, call
    proposer = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    shown = models.CharField(max_length=7, default=Shown.WAITING.value)
    reason = models.CharField(max_length=300, blank=True, default="")  # why it is not shown
    submission = models.CharField(max_length=64, null=True, unique=True)  # sent twice it is one
    talk_closed_at = models.DateTimeField(null=True)  # nothing more is said; why stands in public
    talk_closed_why = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)


class Comment(Row):
    """One voice about a topic; in public once somebody has looked at it. Who spoke is never shown."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="comments")
    step = models.CharField(max_length=40)
    words = models.TextField()
    channel = models.CharField(max_length=5, default=Channel.WEB.value)
    source = models.CharField(max_length=200, blank=True, default="")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=7, default=Shown.WAITING.value)
    reason = models.CharField(max_length=300, blank=True, default="")
    decided_by = models.BigIntegerField(null=True)  # the appointment: another one looks at an appeal
    appeal = models.CharField(max_length=300, blank=True, default="")  # why it should be shown all the same
    appealed_at = models.DateTimeField(null=True)
    appeal_closed = models.BooleanField(default=False)
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")  # one level
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)  # it answers
    submission = models.CharField(max_length=64, null=True, unique=True)  # sent twice it is one
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["topic", "state", "id"], name="deliberation_comment_shown")]


class Report(Row):
    """Somebody finds that a comment in public should not stand there: it is looked at again."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="reports")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    kept = models.BooleanField(null=True)  # the comment stands all the same

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["comment"], condition=models.Q(closed_at=None), name="deliberation_report_once"
            )
        ]


class TopicRating(Row):
    """How satisfied somebody who took part is with what came of it; one a person, the last one counts."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="ratings")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")  # null: erased
    stars = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "person"], name="deliberation_rated_once"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="deliberation_stars"),
        ]
