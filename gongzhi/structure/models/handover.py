"""The handing over of a post (row A11): a list, three signatures, and access that ends with the last of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.kit.models import Row

LINE_KINDS = ("matter", "promise", "key", "agreement", "paper", "other")
ROLES = ("giver", "receiver", "witness")


class Handover(Row):
    """A post handed from who holds it by `appointment` to `receiver`, before a `witness`."""

    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    witness = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ends_on = models.DateField(null=True)  # of the receiver's appointment
    basis = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default="open")  # open, done, withdrawn
    frozen = models.BooleanField(default=False)  # somebody has signed: the list stays as it is
    on_paper = models.BooleanField(default=False)
    opened_by = models.BigIntegerField(null=True)  # an appointment
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    successor = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+")
    passed = models.PositiveIntegerField(default=0)  # matters that passed to the receiver

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment"], condition=models.Q(state="open"), name="structure_handover_open_once"
            )
        ]


class HandoverLine(Row):
    """One line of the list: `matter` and `promise` come from live data, the others are typed in."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=300)
    due_on = models.DateField(null=True)
    about = models.BigIntegerField(null=True)  # the matter
    address = models.CharField(max_length=200, blank=True)


class HandoverSignature(Row):
    """Who signed, in which role, and when; on paper: the staff who entered the scan."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=8)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "role"], name="structure_signed_once_a_role")
        ]
