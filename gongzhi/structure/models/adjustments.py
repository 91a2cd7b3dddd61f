"""Plans of adjustment of levels."""

from __future__ import annotations

from django.db import models

from gongzhi.core import clock
from gongzhi.kit.models import Row
from gongzhi.structure.rules.adjustments import State


class Adjustment(Row):
    """A dated plan: `plan` and `outcome` as `rules.adjustments` keeps them (`outcome`: ids by the plan's keys)."""

    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=120)  # the document's number
    effective_on = models.DateField()  # the first day on which it holds
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")  # nothing above it changes
    state = models.CharField(max_length=10, default=State.DRAFT.value, choices=[(s.value, s.value) for s in State])
    plan = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True, default="")  # why the worker could not
    try_at = models.DateTimeField(null=True)  # the worker's next try
    reason = models.CharField(max_length=200, blank=True, default="")  # of the withdrawal
    made_by = models.BigIntegerField(null=True)  # appointments
    confirmed_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["try_at"], condition=models.Q(state="confirmed"), name="structure_adjust_due"),
            models.Index(fields=["place", "-id"], name="structure_adjust_place"),
        ]

    def __str__(self) -> str:
        return self.title
