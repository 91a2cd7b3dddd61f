"""Hearings (公开听证, 民情恳谈) about a topic: announced, heard, answered, on record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.deliberation.models.topics import Topic
from gongzhi.deliberation.rules.hearings import HearingState
from gongzhi.deliberation.rules.topics import Channel
from gongzhi.kit.models import Row


class Hearing(Row):
    """A day on which whoever is concerned is heard in public before it is decided."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="hearings")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    form = models.CharField(max_length=7)  # hearing, talk
    state = models.CharField(max_length=9, default=HearingState.ANNOUNCED.value)
    starts_at = models.DateTimeField()
    venue = models.CharField(max_length=120)
    until = models.DateTimeField()  # names are put down until then
    words = models.TextField(blank=True, default="")  # what is to be heard
    summary = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")  # why it was called off
    posting = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)  # on record, or called off: contacts go some days later
    forgotten = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["starts_at"], name="deliberation_hearing_day"),
            models.Index(fields=["ended_at"], condition=models.Q(forgotten=False), name="deliberation_hearing_ended"),
        ]


class Speaker(Row):
    """Somebody who put the name down, or spoke; what was said and answered is public, by no name."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="speakers")
    side = models.CharField(max_length=10)  # resident, party, unit
    name = models.CharField(max_length=60, blank=True, default="")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_person = models.BooleanField(default=False)  # entered for this alone: erased with it
    speaks = models.BooleanField(default=True)
    about = models.CharField(max_length=300, blank=True, default="")  # what the person means to speak of
    channel = models.CharField(max_length=5, default=Channel.WEB.value)
    source = models.CharField(max_length=200, blank=True, default="")
    registered_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn = models.BooleanField(default=False)
    statement = models.TextField(blank=True, default="")
    said_from = models.CharField(max_length=200, blank=True, default="")  # spoken, or the sheet that was read out
    answer = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=60, blank=True, default="")  # the office
    submission = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField(default=clock.now)
