"""Where requests came from that no form brought: a group chat, a box, a spoken report. Beside the request."""

from __future__ import annotations

from django.db import models

from gongzhi.core import clock
from gongzhi.kit.models import Row


class Batch(Row):
    """What somebody took in from a group at once; what else was written there is not kept."""

    key = models.CharField(max_length=64, unique=True)  # hex SHA-256 of the person and the form's one-time number
    body = models.CharField(max_length=64)  # hex SHA-256 of what was sent
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=30)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    taken = models.PositiveSmallIntegerField(default=0)  # new requests
    joined = models.PositiveSmallIntegerField(default=0)  # that say what an open one says
    at = models.DateTimeField(default=clock.now, db_index=True)


class Origin(models.Model):
    """Where one request came from."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="+")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="origins")
    said_at = models.DateTimeField(null=True)  # when it was written in the group
