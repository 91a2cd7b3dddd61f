"""Meetings of a body: who is entitled, who came, what was moved, how they voted, what they object to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.deliberation.models.topics import Topic
from gongzhi.deliberation.rules.meetings import Signed, State
from gongzhi.kit.models import Row


class Meeting(Row):
    """A meeting that decides, of a body or of an electorate (one of the two). `post` called it and holds it."""

    body = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+")
    electorate = models.ForeignKey("voting.Electorate", models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=7, default=State.CALLED.value)
    starts_at = models.DateTimeField()
    venue = models.CharField(max_length=120)
    noticed_at = models.DateTimeField(null=True)
    notice_days = models.PositiveSmallIntegerField(default=0)  # that the rules of its motions ask for
    haste = models.CharField(max_length=300, blank=True, default="")  # why the notice was shorter; published
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    notes = models.TextField(blank=True, default="")  # what was said besides the motions
    reason = models.CharField(max_length=300, blank=True, default="")  # why it was dropped
    minutes = models.JSONField(null=True)  # as they were frozen
    digest = models.CharField(max_length=64, blank=True, default="")  # hex SHA-256 of them
    rule = models.CharField(max_length=40, blank=True, default="")  # by which an electorate was called
    demand_by = models.CharField(max_length=20, blank=True, default="")  # who demanded it; empty: called on its own
    demand_count = models.PositiveIntegerField(null=True)  # so many of them
    demand_of = models.PositiveIntegerField(null=True)  # of so many in all
    demand_paper = models.CharField(max_length=120, blank=True, default="")  # where their signatures are kept
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "starts_at"], name="deliberation_meeting_body")]

    @property
    def of(self) -> str:
        """Who meets: the body, or the register of who may vote."""
        if self.body is not None:
            return str(self.body.name)
        return self.electorate.title if self.electorate is not None else ""


class Seat(Row):
    """A member who is entitled to vote: in office when the meeting was opened; nobody is added later. Of an electorate:
    an elector who came, or is there by the holder of a proxy (`by`); who is not in this table is absent."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="seats")
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+")
    elector = models.ForeignKey("voting.Elector", models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey("voting.Elector", models.SET_NULL, null=True, related_name="+", db_index=False)
    signed = models.CharField(max_length=7, blank=True, default=Signed.NOT.value)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "appointment"], name="deliberation_seat_once"),
            models.UniqueConstraint(fields=["meeting", "elector"], name="deliberation_elector_seat_once"),
        ]

    @property
    def name(self) -> str:
        """Who sits here; empty once the register was forgotten."""
        if self.appointment is not None:
            return str(self.appointment.person.name)
        return self.elector.name if self.elector is not None else ""

    @property
    def post_title(self) -> str:
        """The post by which a member sits."""
        return str(self.appointment.post.title) if self.appointment is not None else ""


class Motion(Row):
    """What is put to the vote; with `topic`, its verdict takes the topic's step on."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="motions")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True, default="")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="motions")
    step = models.CharField(max_length=40, blank=True, default="")
    rule = models.CharField(max_length=40)
    vote = models.CharField(max_length=6)  # show, named, secret
    poll = models.OneToOneField("voting.Poll", models.PROTECT, null=True, related_name="+")  # where voices are given
    agreed = models.PositiveIntegerField(null=True)
    against = models.PositiveIntegerField(null=True)
    abstained = models.PositiveIntegerField(null=True)
    verdict = models.JSONField(null=True)  # {"valid", "passed", "rule", "reasons": [{text, params, need, have, …}]}
    passed = models.BooleanField(null=True)  # as it stands, after an override
    override = models.CharField(max_length=300, blank=True, default="")
    override_by = models.BigIntegerField(null=True)  # the appointment

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["topic", "step"],
                condition=models.Q(passed=None, topic__isnull=False),
                name="deliberation_one_open_motion",
            )
        ]

    @property
    def is_void(self) -> bool:
        """Whether it was voted on without quorum: then nothing was decided."""
        return self.verdict is not None and not self.verdict["valid"] and not self.override


class Vote(Row):
    """One member's vote, where the vote is by name."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    choice = models.CharField(max_length=9)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["motion", "seat"], name="deliberation_vote_once")]


class Objection(Row):
    """What a member who was there holds against the minutes; it stands in them."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="objections")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=1000)
    at = models.DateTimeField(default=clock.now)
