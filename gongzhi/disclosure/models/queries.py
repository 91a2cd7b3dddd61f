"""What residents ask about a posting or object to, and what is answered; each is a matter of the engine."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.disclosure.rules.queries import Channel, Sort


class Query(models.Model):
    """A question, an objection, or the complaint to the level above about either. `words` are as they came and never
    shown; `asked` is what was released with the answer."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="board_query")
    number = models.CharField(max_length=12, unique=True)
    sort = models.CharField(max_length=9, default=Sort.QUERY.value)
    posting = models.ForeignKey("disclosure.Posting", models.PROTECT, null=True, related_name="queries")
    open_day = models.ForeignKey("disclosure.OpenDay", models.PROTECT, null=True, related_name="queries")
    before = models.OneToOneField("self", models.PROTECT, null=True, related_name="appeal")  # what an appeal is about
    words = models.TextField()
    channel = models.CharField(max_length=5, default=Channel.WEB.value)
    source = models.CharField(max_length=200, blank=True, default="")  # of what staff entered: sheet, call
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    asked = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    unit = models.CharField(max_length=160, blank=True, default="")  # who answered, as it was called then
    answered_at = models.DateTimeField(null=True)
    entry = models.BigIntegerField(null=True)  # the ledger's, of the answer
    submission = models.CharField(max_length=64, null=True, unique=True)  # sent twice it is one
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(posting=None) ^ models.Q(open_day=None), name="disclosure_query_about_one"
            ),
        ]
