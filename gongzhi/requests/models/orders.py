"""Orders of another office (12345 工单), by its interface or in a list: its own columns, given back as they came."""

from __future__ import annotations

from django.db import models

from gongzhi.core import clock


class OutsideOrder(models.Model):
    """Beside the request that an order became; source and number there stand in the request."""

    request = models.OneToOneField("requests.Request", models.PROTECT, primary_key=True, related_name="outside_order")
    fields = models.TextField(blank=True)  # sealed: JSON of what we do not read (`imports.own`)
    body = models.CharField(max_length=64, blank=True)  # hex SHA-256 of what was sent; empty: it came in a list
    return_by = models.DateTimeField(null=True)  # what is not ours goes back until then; null: at any time
    at = models.DateTimeField(default=clock.now)
