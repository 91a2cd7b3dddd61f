"""Revisions of the pack, kept whole so that a running matter keeps the version it began with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class PackRevision(Row):
    """A pack as it was installed, merged with its parents, by the SHA-256 of its canonical JSON."""

    hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=40)
    body = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)
    in_force = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["in_force"], condition=Q(in_force=True), name="packs_one_in_force"),
        ]
