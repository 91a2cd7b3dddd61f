"""Heads of agencies posted in a street (row A14): consultation before they change, yearly assessment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock


class PersonnelConsent(models.Model):
    """The agency's superior asks the street about a proposed head; a matter of the engine."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")  # of the head
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    change = models.CharField(max_length=8)  # rules.consultation.Change
    asker = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    street = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    words = models.TextField()
    binds = models.BooleanField()  # whether the right was in force when it was asked
    answer = models.CharField(max_length=8, blank=True, default="")  # consents, objects
    reason = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, blank=True, default="")  # done, dropped
    outcome_words = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(default=clock.now)


class AgencyAssessment(models.Model):
    """The street's assessment of the head of an agency for a year; a matter of the engine."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="+")
    agency = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    street = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    head = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    binds = models.BooleanField()
    grade = models.CharField(max_length=40, blank=True, default="")  # a key of the pack
    words = models.TextField(blank=True, default="")
    assessed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "year"], name="structure_assessed_once")]
