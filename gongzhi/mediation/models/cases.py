"""Cases of mediation. Steps and clocks stand in `procedures.Matter`; what is `sealed` is encrypted (kit.crypto), bound
to its row, and deleted on `forget_on`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class Case(models.Model):
    """A dispute between sides that somebody mediates."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="mediation")
    number = models.CharField(max_length=12, unique=True)
    way = models.CharField(max_length=40)  # of the pack's mediations
    kind = models.CharField(max_length=40)  # of the way's kinds of disputes
    channel = models.CharField(max_length=30)
    request = models.ForeignKey("requests.Request", models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True, default="")  # sealed: what the dispute is about
    result = models.CharField(max_length=12, blank=True, default="")  # an outcome: agreed, reconciled, refused, …
    goes_to = models.CharField(max_length=200, blank=True, default="")  # the authority that decides it
    # the agreement
    form = models.CharField(max_length=8, blank=True, default="")
    agreed_on = models.DateField(null=True)
    terms = models.TextField(blank=True, default="")  # sealed
    issued_by = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+", db_index=False)
    mediated_by = models.CharField(max_length=120, blank=True, default="")  # on the paper
    court_until = models.DateField(null=True)
    court = models.CharField(max_length=10, blank=True, default="")
    court_on = models.DateField(null=True)
    # calling back
    kept = models.CharField(max_length=8, blank=True, default="")
    called_back_on = models.DateField(null=True)
    forget_on = models.DateField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)  # sent twice it is one
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            # one mediation of a request at a time; when it has a result, another one may be tried
            models.UniqueConstraint(
                fields=["request"], condition=~Q(request=None) & Q(result=""), name="mediation_of_request_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["forget_on"], condition=Q(forgotten_at=None) & ~Q(forget_on=None), name="mediation_to_forget"
            )
        ]


class Side(Row):
    """One of those between whom the dispute is."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sides")
    position = models.PositiveSmallIntegerField()
    sealed = models.TextField(blank=True, default="")  # name, phone, address
    agrees = models.BooleanField(null=True)  # wants the mediation

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "position"], name="mediation_side_once")]


class Sheet(Row):
    """The form of a step, filled in."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sheets", db_index=False)
    step = models.CharField(max_length=40)
    sealed = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "step"], name="mediation_sheet_once")]


class Sitting(Row):
    """An appointment with the sides."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sittings")
    starts_at = models.DateTimeField()
    venue = models.CharField(max_length=120)
    state = models.CharField(max_length=8, default="called")
    came = models.PositiveSmallIntegerField(null=True)  # how many sides
    sealed = models.TextField(blank=True, default="")  # what was said
