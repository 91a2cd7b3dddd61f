"""Staff (row A11): how they came, the steps they held, what they learned, how they left."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.kit.models import Row

EVENTS = ("training", "rotation", "promotion")
STEP_REASONS = ("entry", "raise", "promotion", "ladder")


class StaffRecord(Row):
    """What is kept of somebody on the staff. `birth_year` serves averages alone and is shown to nobody."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    birth_year = models.PositiveSmallIntegerField(null=True)
    entry = models.CharField(max_length=40, blank=True)  # a key of the pack's `staff.entries`
    joined_on = models.DateField(null=True)
    exit = models.CharField(max_length=40, blank=True)  # a key of the pack's `staff.exits`
    left_on = models.DateField(null=True)


class StaffStep(Row):
    """A step of a ladder, held with an appointment from a day on, until the next."""

    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+")
    ladder = models.CharField(max_length=40)
    post = models.CharField(max_length=40)  # of the ladder
    step = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment", "starts_on"], name="structure_step_once_a_day")
        ]


class StaffEvent(Row):
    """A training, a rotation, a promotion."""

    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=40, blank=True)  # of a promotion: of the pack's `staff.promotions`
    title = models.CharField(max_length=120, blank=True)
    happened_on = models.DateField()
    hours = models.PositiveSmallIntegerField(null=True)
