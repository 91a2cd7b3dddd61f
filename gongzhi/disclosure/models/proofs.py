"""Photos of the paper board: that a posting really hung there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.disclosure.rules.proofs import At
from gongzhi.kit.models import Row


class Proof(Row):
    """A photo of the printed posting at its place; the file is attached to the row."""

    posting = models.ForeignKey("disclosure.Posting", models.PROTECT, related_name="proofs")
    at = models.CharField(max_length=5, choices=[(a.value, a.value) for a in At])
    taken_on = models.DateField()
    where = models.CharField(max_length=80)
    appointment = models.BigIntegerField(null=True)
    by = models.CharField(max_length=160)  # the post, as it was called then
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["posting", "at"], name="disclosure_proof_of")]
