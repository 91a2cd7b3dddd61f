"""Roll-ups: what each request adds, and the sums by scope and month. Derived; `rebuild` makes them from the tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock


class Position(models.Model):
    """One row: up to which entry of the ledger the figures are, and the lease of the one who brings them forward."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    index = models.BigIntegerField()  # entries below it are in
    at = models.DateTimeField(default=clock.now)  # the figures are as of this moment
    token = models.BigIntegerField(null=True)  # of the place tree by which scopes were found
    until = models.DateTimeField(null=True)  # a rebuild is at work


class Fact(models.Model):
    """What one request adds to the figures now: `rules.cube.Image`, column by column."""

    matter_id = models.BigIntegerField(primary_key=True)
    place = models.ForeignKey("places.Place", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    type_key = models.CharField(max_length=60)
    light = models.CharField(max_length=8)
    came = models.IntegerField()
    reopened = models.BooleanField()
    done = models.IntegerField()
    late = models.BooleanField()
    hours = models.IntegerField()
    grades = models.CharField(max_length=5)
    ratings = models.IntegerField()
    stars = models.IntegerField()
    entered = models.BooleanField(default=False)


class Stock(models.Model):
    """What is in hand now below a place, by light; of one type, or of all (slice "")."""

    id = models.BigAutoField(primary_key=True)
    scope = models.BigIntegerField()
    slice = models.CharField(max_length=60)
    green = models.IntegerField()
    yellow = models.IntegerField()
    red = models.IntegerField()
    waiting = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "slice"], name="insight_stock_cell")]


class Flow(models.Model):
    """What came in and was closed below a place in a month, of one type or of all (slice "")."""

    id = models.BigAutoField(primary_key=True)
    scope = models.BigIntegerField()
    slice = models.CharField(max_length=60)
    month = models.IntegerField()  # 202603
    total = models.TextField()  # vector of the month (`rules.cube`)
    days = models.TextField()  # JSON: day of the month → vector

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "slice", "month"], name="insight_flow_cell")]
