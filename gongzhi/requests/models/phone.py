"""Telephone calls (来电) that come in at the desk: who has which one, and of which request it is a line."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class PhoneState(models.TextChoices):
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"
    MISSED = "missed"  # to be called back
    SETTLED = "settled"  # was missed; called back, or the same number got through


class LineKind(models.TextChoices):
    REGISTERED = "registered"
    NOTED = "noted"
    URGED = "urged"  # 催办


class PhoneCall(Row):
    """One call. `number` is sealed and goes after 30 days, or at once where the caller was told another way."""

    outside_id = models.CharField(max_length=64, blank=True)  # of the exchange that announced it
    number = models.TextField(blank=True)  # sealed
    number_index = models.CharField(max_length=64, blank=True)  # blind, as that of `people.Contact`
    seat = models.CharField(max_length=40, blank=True)  # which telephone rang or answered
    state = models.CharField(max_length=8, choices=PhoneState.choices)
    typed = models.BooleanField(default=False)  # the number was typed, with a reason
    back = models.BooleanField(default=False)  # we call
    reason = models.CharField(max_length=200, blank=True)
    rang_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # to call back
    taken_at = models.DateTimeField(null=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "rang_at"], name="request_phone_state"),
            models.Index(fields=["person", "taken_at"], name="request_phone_person"),
            models.Index(fields=["number_index"], condition=~Q(number_index=""), name="request_phone_number"),
            models.Index(fields=["rang_at"], condition=~Q(number=""), name="request_phone_kept"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outside_id"], condition=~Q(outside_id=""), name="request_phone_once")
        ]


class PhoneLine(Row):
    """What a call did to a request; each once a call."""

    call = models.ForeignKey(PhoneCall, models.PROTECT, related_name="lines", db_index=False)
    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="phone_lines")
    what = models.CharField(max_length=10, choices=LineKind.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "request", "what"], name="request_phone_line_once")
        ]
