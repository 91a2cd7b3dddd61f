"""The yearly review of the members of a residents' committee (民主评议). Steps and deadlines stand in the matter."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.kit.models import Row


class Review(models.Model):
    """One year's review of one body; `post` runs it."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="+")
    key = models.CharField(max_length=40)  # of the pack's reviews
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    electorate = models.BigIntegerField(null=True)  # the register that votes; null: no ballots yet
    closes_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    posting = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["body", "year"], name="deliberation_review_once")]


class Reviewed(Row):
    """One member: the own report, the ballots, what came of them. Officials, so it stands in public."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="members")
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+")
    report = models.TextField(blank=True, default="")
    reported_at = models.DateTimeField(null=True)
    poll = models.BigIntegerField(null=True)
    grade = models.CharField(max_length=40, blank=True, default="")  # of the pack's; empty: no valid result
    failed = models.BooleanField(default=False)
    ended = models.BooleanField(default=False)  # the post ended by this result

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "appointment"], name="deliberation_reviewed_once")
        ]
