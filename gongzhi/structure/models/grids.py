"""Grids of organisations, and what a change of the area grids must remember to be taken back (row A4)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class OrgGrid(Row):
    """A set of organisations of a community that somebody answers for; `kind` is a key of the pack's `grids`."""

    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")  # who answers for it
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the first day on which it is no more
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="structure_org_grid"
            )
        ]


class OrgGridMember(Row):
    """A body belongs to a grid of organisations."""

    grid = models.ForeignKey(OrgGrid, models.CASCADE, related_name="members")
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["grid", "body"], name="structure_org_grid_member")]


class GridChange(Row):
    """One act on the area grids of a community: drawn, reshaped, split, merged, imported. `before` is what undoing
    needs: see `actions.grids`."""

    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    verb = models.CharField(max_length=12)
    names = models.CharField(max_length=200)  # of the grids, as they were called
    at = models.DateTimeField(default=clock.now)
    by_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "-id"], name="structure_grid_changes")]
