"""Rooms of communities, rooms due from new estates, signs (row A13). Kinds are keys of the pack."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.kit.models import Row


class OpenHours(Row):
    """When something is open: with `opens` on the weekdays of `days` ("12345", 1 is Monday), else by the working
    calendar of its place."""

    days = models.CharField(max_length=7, blank=True, default="")
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    class Meta:
        abstract = True


class Room(OpenHours):
    """A room that a community uses, from a day to a day (`until` is the last one)."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    basis = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    square_metres = models.DecimalField(max_digits=9, decimal_places=1)
    address = models.CharField(max_length=200)
    lender = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "kind", "name", "id"], name="structure_room_place")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(square_metres__gt=0), name="structure_room_area"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="structure_room_dates"),
        ]


class Estate(Row):
    """A new housing estate whose developer owes rooms; `expected_on` is the day agreed for the hand-over."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    developer = models.CharField(max_length=120)
    households = models.PositiveIntegerField()
    expected_on = models.DateField()
    closed_on = models.DateField(null=True)  # called off
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "id"], name="structure_estate_place")]


class EstateStage(Row):
    """A stage that the rooms of an estate have reached, with its evidence; each stage once."""

    estate = models.ForeignKey(Estate, models.CASCADE, related_name="stages", db_index=False)
    stage = models.CharField(max_length=40)
    on = models.DateField()
    square_metres = models.DecimalField(max_digits=9, decimal_places=1)
    evidence = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["estate", "stage"], name="structure_estate_stage_once")
        ]


class Sign(Row):
    """A plate, sign or board at a community's premises, from a day to a day."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    words = models.CharField(max_length=120)
    where = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "kind", "id"], name="structure_sign_place")]
