"""Agreements with units, commitments, secondments, ties of estates, what is shared and its bookings (row A9)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.kit.models import Row
from gongzhi.structure.models.premises import OpenHours

STATES = ("asked", "confirmed", "refused", "cancelled")


class Agreement(Row):
    """What a community's body and a unit agreed; `together` holds keys of the pack, `ends_on` the last day."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    together = models.JSONField(default=list)
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True)  # ended before its time
    ended_why = models.CharField(max_length=200, blank=True, default="")
    told_on = models.DateField(null=True)  # both were told that it ends soon

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place", "-ends_on", "-id"], name="structure_agreement_place"),
            models.Index(fields=["ends_on", "id"], condition=Q(told_on=None), name="structure_agreement_tell"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="structure_agreement_dates")
        ]


class Commitment(Row):
    """What one side gives to the other under an agreement; open it is a matter of the engine."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="commitments")
    giver = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    together = models.CharField(max_length=40)
    support = models.CharField(max_length=40)
    words = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    unit = models.CharField(max_length=20, blank=True, default="")
    due_on = models.DateField()
    matter = models.BigIntegerField(null=True, unique=True)
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    done_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)
    evidence = models.CharField(max_length=400, blank=True, default="")


class Secondment(Row):
    """Somebody of one body serves in a post of the other for a time (双向挂职): an appointment and where from."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="secondments")
    home = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    host = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    appointment = models.OneToOneField("orgs.Appointment", models.PROTECT, related_name="+")


class EstateTie(Row):
    """Who takes which part in an estate (四联一单): a body under one of the pack's ties, from a day to a day."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    tie = models.CharField(max_length=40)
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "tie"], condition=Q(until=None), name="structure_one_open_tie_an_estate"
            )
        ]


class Shared(OpenHours):
    """A room or thing that its owner offers to others, in slots of `slot_minutes` within its hours."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    room = models.ForeignKey("structure.Room", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    where = models.CharField(max_length=200)
    words = models.CharField(max_length=400, blank=True, default="")
    slot_minutes = models.PositiveSmallIntegerField(default=60)
    ahead_days = models.PositiveSmallIntegerField(default=30)
    approval = models.BooleanField(default=False)
    residents = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "name", "id"], name="structure_shared_place")]


class Booking(Row):
    """Somebody has a shared thing from a moment to a moment, for a body (or, a resident, for nobody else)."""

    shared = models.ForeignKey(Shared, models.PROTECT, related_name="bookings", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    body = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES])
    reason = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["shared", "starts_at", "id"], name="structure_booking_shared"),
            models.Index(
                fields=["starts_at", "id"], condition=Q(reminded_at=None, state="confirmed"), name="structure_remind"
            ),
        ]


class BookedSlot(models.Model):
    """Half an hour of a shared thing that is taken. The constraint alone keeps two from having it at once."""

    id = models.BigAutoField(primary_key=True)
    shared = models.ForeignKey(Shared, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="slots")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shared", "at"], name="structure_slot_once")]
