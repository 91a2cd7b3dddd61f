"""Responsibility lists: the yearly sheet of a body or post, its entries, what proves them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row
from gongzhi.structure.rules.duties import SheetState


class DutySheet(Row):
    """The list of one body, or of one post of it, for one year, made from a template of the pack."""

    year = models.PositiveSmallIntegerField()
    template = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, default=SheetState.DRAFT.value)
    public = models.BooleanField(default=False)
    issued_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "template", "body"], condition=Q(post=None), name="structure_duty_body_once"
            ),
            models.UniqueConstraint(fields=["year", "template", "post"], name="structure_duty_post_once"),
        ]


class DutyItem(Row):
    """One entry: what, how many of which unit (none: done or not done), by when; counted from records or reported."""

    sheet = models.ForeignKey(DutySheet, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    number = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=12, blank=True, default="")
    due_on = models.DateField()
    records = models.CharField(max_length=16, blank=True, default="")
    done = models.PositiveIntegerField(default=0)  # of reported ones; those of records are counted when read


class DutyProof(Row):
    """What somebody reported: how many, in words, with pictures (files about this row) or the record that proves it."""

    item = models.ForeignKey(DutyItem, models.CASCADE, related_name="proofs")
    amount = models.PositiveIntegerField()
    words = models.TextField()
    record_id = models.BigIntegerField(null=True)  # a joint meeting, or the matter of a task
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)
