"""Stored files. The bytes lie under FILES_ROOT by hash, never below a static address; recorded speech is sealed."""

from __future__ import annotations

from django.db import models

from gongzhi.core import clock
from gongzhi.kit.models import Row


class StoredFile(Row):
    """One attached file; two rows may share the same bytes."""

    sha256 = models.CharField(max_length=64, db_index=True)
    mime = models.CharField(max_length=80)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    name = models.CharField(max_length=120, blank=True, default="")
    sealed_by = models.CharField(max_length=60, blank=True, default="")  # prefix of the key (`kit.crypto`)
    created_at = models.DateTimeField(default=clock.now)
    about = models.BigIntegerField(null=True)  # the matter; null until attached
    by_person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    @property
    def is_document(self) -> bool:
        """A PDF or a workbook: taken as a file, never shown on a page."""
        return self.mime.startswith("application/")

    class Meta:
        indexes = [
            models.Index(fields=["about", "id"], name="files_about"),
            models.Index(fields=["sealed_by"], condition=models.Q(mime__startswith="audio/"), name="files_sounds"),
        ]
