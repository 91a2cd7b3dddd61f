"""Joint meetings: the meeting, its topics, who is invited and came, the tasks that were decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row
from gongzhi.structure.rules.meetings import Answer, MeetingState, Signed, TopicState


class JointMeeting(Row):
    """A joint meeting of a kind of the pack; `post` convened it and strikes its tasks off."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default=MeetingState.CALLED.value)
    topics_until = models.DateField()
    starts_at = models.DateTimeField(null=True)
    venue = models.CharField(max_length=120, blank=True, default="")
    notes = models.TextField(blank=True, default="")  # the minutes besides the topics' conclusions
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was called off
    held_on = models.DateField(null=True)
    invitations = models.PositiveSmallIntegerField(default=0)  # how often they went out: a new day is a new one
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["body", "kind", "held_on"], condition=~Q(held_on=None), name="structure_meeting_held"),
        ]


class Topic(Row):
    """What somebody wants to be spoken about; with the conclusion where it was."""

    meeting = models.ForeignKey(JointMeeting, models.CASCADE, related_name="topics")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True, default="")
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+", db_index=False)  # who proposes it
    by_phone = models.BooleanField(default=False)  # staff entered it for the body
    state = models.CharField(max_length=8, default=TopicState.PROPOSED.value)
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was left out
    conclusion = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)


class Guest(Row):
    """A body that is called, or the residents' side, of whom heads are counted and no names kept."""

    meeting = models.ForeignKey(JointMeeting, models.CASCADE, related_name="guests")
    side = models.CharField(max_length=40)
    body = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.CharField(max_length=6, default=Answer.NONE.value)
    reason = models.CharField(max_length=200, blank=True, default="")
    signed = models.CharField(max_length=4, default=Signed.NOT.value)
    signed_at = models.DateTimeField(null=True)
    people = models.PositiveSmallIntegerField(default=0)  # who came, as a number

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "body"], name="structure_guest_once"),
            models.UniqueConstraint(
                fields=["meeting", "side"], condition=Q(body=None), name="structure_guest_side_once"
            ),
        ]


class Attendance(Row):
    """Somebody signed in by the own account, in the office held then; of those ticked on the list no name is kept."""

    meeting = models.ForeignKey(JointMeeting, models.CASCADE, related_name="attendances")
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "appointment"], name="structure_attended_once")
        ]


class GivenTask(models.Model):
    """Something to carry out: a matter of the engine, held by `owner` until reported, then by `giver`, who strikes it
    off."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="+")
    giver = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    meeting = models.ForeignKey(JointMeeting, models.PROTECT, null=True, related_name="tasks")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="tasks", db_index=False)
    visit = models.ForeignKey("structure.Visit", models.PROTECT, null=True, related_name="tasks")
    month_report = models.ForeignKey("structure.MonthReport", models.PROTECT, null=True, related_name="tasks")
    owner = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    evidence = models.TextField(blank=True, default="")
    reported_at = models.DateTimeField(null=True)
    struck_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
