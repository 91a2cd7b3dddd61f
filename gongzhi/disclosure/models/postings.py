"""Postings on the disclosure boards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models

from gongzhi.core import clock
from gongzhi.disclosure import rules
from gongzhi.disclosure.rules import Standing
from gongzhi.kit.models import Row


class Posting(Row):
    """Something made public, for a period. Boards are those of the pack; texts were scanned before they went out."""

    key = models.CharField(max_length=80, unique=True)  # makes it once
    board = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    text = models.TextField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    about = models.BigIntegerField(null=True, db_index=True)  # usually a matter
    # Of an answered request: what was asked (as released), who answered, when.
    question = models.TextField(blank=True)
    unit = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()  # the first moment at which it is over
    appointment = models.BigIntegerField(null=True)  # by whom: an appointment, null for the system
    entry = models.BigIntegerField(null=True)  # the ledger's entry of the act
    # A class of the pack's disclosures and its period, which this fulfils; none: an answer, a notice.
    disclosure = models.CharField(max_length=40, blank=True, default="")
    period = models.CharField(max_length=8, blank=True, default="")  # 2026, 2026-H1, 2026-Q2, 2026-05
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by"
    )  # the version before
    correction = models.CharField(max_length=200, blank=True, default="")  # what was wrong with it
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["board", "-id"], name="posting_board"),
            models.Index(fields=["place", "-id"], name="posting_place"),
            models.Index(
                fields=["place", "disclosure", "period"], condition=~models.Q(disclosure=""), name="posting_owed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def standing(self, now: datetime | None = None) -> Standing:
        """How it stands now (or at `now`)."""
        if self.withdrawn_at is not None:
            return Standing.WITHDRAWN
        return Standing.SHOWN if (now or clock.now()) < self.until else Standing.ENDED

    @property
    def days_left(self) -> int:
        """Days after today on which it still stands; negative when over."""
        return rules.days_left(self.until, clock.now())

    @property
    def last_day(self) -> date:
        """The last day (Asia/Shanghai) on which it stands."""
        return clock.local(self.until - timedelta(microseconds=1)).date()

    @property
    def days_taken(self) -> int | None:
        """From the question to the answer, in calendar days; None where it is no answer."""
        if self.asked_at is None or self.answered_at is None:
            return None
        return (clock.local(self.answered_at).date() - clock.local(self.asked_at).date()).days


class Words(models.Model):
    """The words of a posting as they were published, folded (`kit.search`), for the search of the boards. Never the
    words of the request behind it. Beside the table stands the index that each database has for it (migration 0002)."""

    posting = models.OneToOneField(Posting, on_delete=models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()
