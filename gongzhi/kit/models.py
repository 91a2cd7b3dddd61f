"""The base of every table."""

from __future__ import annotations

from django.db import models

from gongzhi.core.ids import new_id


class Row(models.Model):
    """A row with a 64-bit id that is sorted by time and unique everywhere."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
