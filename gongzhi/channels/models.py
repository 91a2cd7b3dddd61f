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


class Box(Row):
    """A box for papers (意见箱, 民情观察哨): where it hangs, which channel of the pack it is."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=30)
    title = models.CharField(max_length=60)
    where = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day
    created_at = models.DateTimeField(default=clock.now)


class Emptying(Row):
    """A box was emptied by two people: how many papers lay in it, none included. One writes it down, the other one
    says whether it was so, by the own login or by a code on paper; until then it is not confirmed."""

    class Says(models.TextChoices):
        NOTHING = ""
        YES = "yes"
        NO = "no"

    class How(models.TextChoices):
        NONE = ""
        LOGIN = "login"
        CODE = "code"

    box = models.ForeignKey(Box, models.PROTECT, related_name="emptyings", db_index=False)
    day = models.DateField()
    first = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+", db_index=False)
    # null: somebody without a post, who says it by a code on paper; who it was stands on the paper alone
    second = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    papers = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)
    second_says = models.CharField(max_length=3, blank=True, choices=Says.choices, default=Says.NOTHING)
    second_said_at = models.DateTimeField(null=True)
    second_how = models.CharField(max_length=5, blank=True, choices=How.choices, default=How.NONE)
    second_reason = models.CharField(max_length=120, blank=True)  # why it was not so
    code_index = models.CharField(max_length=64, null=True, unique=True)  # blind index of the code that is out
    code_issue = models.PositiveSmallIntegerField(default=0)  # how many codes were given out
    code_until = models.DateField(null=True)  # the last day of the code that is out

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["box", "day"], condition=~models.Q(second_says="no"), name="channels_emptied_once"
            )
        ]


class Paper(Row):
    """One paper of an emptying, by the number written on it: the request that it became, or why it is none."""

    emptying = models.ForeignKey(Emptying, models.PROTECT, related_name="rows", db_index=False)
    number = models.PositiveSmallIntegerField()
    matter = models.OneToOneField("procedures.Matter", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["emptying", "number"], name="channels_paper_once")]


class Speech(Row):
    """A request that was spoken: the recording, when it is written down. `attach`ed under this row's id."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, related_name="+")
    reporter = models.ForeignKey("requests.Reporter", models.PROTECT, related_name="+")
    sound = models.BigIntegerField(null=True)  # the stored file; null once it is deleted
    seconds = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    corrected_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(written_at=None), name="channels_to_write")]


class Behalf(Row):
    """For whom a request was reported, and their consent."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, related_name="+")
    speaker = models.ForeignKey("requests.Reporter", models.PROTECT, related_name="+", db_index=False)
    principal = models.ForeignKey("requests.Reporter", models.PROTECT, related_name="+", db_index=False)
    how = models.CharField(max_length=7)  # oral, phone, written
    consent_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=clock.now)
