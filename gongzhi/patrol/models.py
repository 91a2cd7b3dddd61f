"""What phones sent. No name, no telephone number stands here."""

from __future__ import annotations

from django.db import models

from gongzhi.core import clock


class Taken(models.Model):
    """An act that a phone sent and that was done: the same key again gives the same answer and does nothing."""

    key = models.CharField(max_length=64, primary_key=True)  # hex SHA-256 of person and key
    body = models.CharField(max_length=64)  # hex SHA-256 of what was sent
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now, db_index=True)
