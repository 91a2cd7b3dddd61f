"""Gaps with since when they stand, and what the sweep has to look at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.kit.models import Row


class Gap(Row):
    """A unit that falls short of a clause (or of which the number is not known), from the sweep that saw it first to
    the one that saw it mended. Nothing is deleted: what stood on a day can be told later."""

    rule = models.CharField(max_length=40)  # key of the pack's standard
    unit_id = models.BigIntegerField()  # place, body or post
    unit = models.CharField(max_length=160)  # its name as last seen
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    owner_post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")
    home = models.ForeignKey("places.Place", models.PROTECT, related_name="+")  # the owner's place: sees it at once
    value = models.FloatField(null=True)  # null: not known
    required = models.FloatField(null=True)  # the bound that is not kept
    at_most = models.BooleanField(default=False)  # whether that bound is a most
    detail = models.CharField(max_length=200, blank=True, default="")
    link = models.CharField(max_length=200, blank=True, default="")
    since = models.DateField()
    shown_above_on = models.DateField()  # from this day posts above `home` see it
    exempt_until = models.DateField(null=True)  # the last day on which it does not count
    exempt_why = models.CharField(max_length=200, blank=True, default="")
    told_above_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "unit_id"], condition=Q(closed_at=None), name="standards_one_open")
        ]
        indexes: ClassVar = [
            models.Index(fields=["since", "id"], condition=Q(closed_at=None), name="standards_since"),
            models.Index(fields=["rule", "since", "id"], condition=Q(closed_at=None), name="standards_rule"),
            models.Index(fields=["shown_above_on"], condition=Q(told_above_at=None), name="standards_to_tell"),
        ]


class Stale(models.Model):
    """A place at which something changed that standards speak of: the next sweep looks at its community."""

    id = models.BigAutoField(primary_key=True)
    place_id = models.BigIntegerField()
    at = models.DateTimeField()


class Sweep(models.Model):
    """One row: when everything was last looked at, and until when somebody is doing so."""

    id = models.SmallIntegerField(primary_key=True)
    day = models.DateField(null=True)
    revision_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
