"""Concurrent members, their duties, elections of committees, who was told that a term ends (rows A6, A16)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.kit.models import Row

ROLES = ("member", "deputy")
REASONS = ("vacancy", "inactive")
STATUSES = ("unclear", "agency", "institution", "society", "company", "autonomy")


class Membership(Row):
    """Where a concurrent member comes from, and in which role and round; the term is the appointment's."""

    appointment = models.OneToOneField("orgs.Appointment", models.PROTECT, related_name="+")
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)  # a key of the pack's `concurrent.sources`
    unit = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=8, default="member")  # member, deputy (secretary)
    round = models.PositiveSmallIntegerField(default=1)


class DutyDone(Row):
    """Something that a concurrent member did, under one of the duties that the pack lists."""

    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+")
    duty = models.CharField(max_length=40)
    done_on = models.DateField()
    text = models.CharField(max_length=200)
    noted_by = models.BigIntegerField(null=True)  # the appointment that wrote it down
    noted_at = models.DateTimeField()


class Election(Row):
    """When the committee itself is elected next; terms of its concurrent members follow."""

    body = models.OneToOneField("orgs.Body", models.PROTECT, related_name="+")
    next_on = models.DateField()


class LegalStatus(Row):
    """What a body is in law (row A16); without a row, or `unclear`, it is not clear."""

    body = models.OneToOneField("orgs.Body", models.PROTECT, related_name="+")
    status = models.CharField(max_length=12)
    since = models.DateField()


class TermNotice(Row):
    """People were told, so many days before the last day of a term; once each."""

    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment", "days"], name="structure_term_told_once")
        ]


class MemberChange(Row):
    """A matter that fills a seat: why, and in whose place."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, related_name="+")
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10)  # vacancy, inactive
    leaves = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+")
    comes = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+")


class Renewal(Row):
    """A body's whole renewal in one act, and what taking it back needs: ids of the appointments that it `ended` and
    `made`, and when the next election was before."""

    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    at = models.DateTimeField(default=clock.now)
    ended = models.JSONField(default=list)
    made = models.JSONField(default=list)
    election_before = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "starts_on"], condition=models.Q(undone_at=None), name="structure_renewed_once"
            )
        ]
