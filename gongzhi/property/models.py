"""Estates under a property office: contracts, money (in fen, whole numbers), jobs, ratings, checks, orders.

Nothing here is about a person: who lives in a home is not known, and what it answered is not kept with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class Estate(Row):
    """An estate that the property office looks after. `version` is raised by every change of its contracts."""

    place = models.OneToOneField("places.Place", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, default="")  # as people say it: the place may be called a grid
    area_m2 = models.PositiveIntegerField()  # that fees are charged for
    households = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)


class Contract(Row):
    """A company manages an estate from a day to a day."""

    estate = models.ForeignKey(Estate, models.PROTECT, related_name="contracts")
    company = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day, as signed
    fee_fen = models.PositiveIntegerField()  # a square metre and month
    services = models.JSONField(default=list)  # keys of the pack
    words = models.TextField(blank=True, default="")  # promised besides
    ended_on = models.DateField(null=True)  # the last day, where it ended before
    ended_why = models.CharField(max_length=200, blank=True, default="")
    told = models.SmallIntegerField(null=True)  # the last warning: days before the end
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ends_on"], condition=Q(ended_on=None), name="property_contract_ends"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="property_contract_days"),
        ]


class Income(Row):
    """What was due in a quarter by the contract, and what residents paid of it: never a subsidy."""

    estate = models.ForeignKey(Estate, models.PROTECT, related_name="+", db_index=False)
    quarter = models.DateField()  # its first day
    due_fen = models.BigIntegerField()
    collected_fen = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField(null=True, default=clock.now)  # first; unknown of the oldest rows
    after_fact = models.BooleanField(default=False)  # entered after the fact (补录)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["estate", "quarter"], name="property_income_once"),
            models.CheckConstraint(
                condition=Q(due_fen__gte=0, collected_fen__gte=0, collected_fen__lte=F("due_fen")),
                name="property_income_within",
            ),
        ]


class Subsidy(Row):
    """Money that somebody else gives towards the fees: who, for what; it stands apart from income."""

    estate = models.ForeignKey(Estate, models.PROTECT, related_name="+", db_index=False)
    quarter = models.DateField()
    giver = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)  # a key of the pack
    words = models.CharField(max_length=200, blank=True, default="")
    amount_fen = models.BigIntegerField()
    given_on = models.DateField()
    entered_at = models.DateTimeField(null=True, default=clock.now)
    after_fact = models.BooleanField(default=False)
    struck_at = models.DateTimeField(null=True)
    struck_why = models.CharField(max_length=200, blank=True, default="")
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["estate", "quarter"], name="property_subsidy_quarter")]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="property_subsidy_some")]


class Jobs(Row):
    """How many people the management of an estate took on in a quarter, and how many of them had no work before."""

    estate = models.ForeignKey(Estate, models.PROTECT, related_name="+", db_index=False)
    quarter = models.DateField()
    hired = models.PositiveIntegerField()
    without_work = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["estate", "quarter"], name="property_jobs_once"),
            models.CheckConstraint(condition=Q(without_work__lte=F("hired")), name="property_jobs_of_them"),
        ]


class Dwelling(Row):
    """A home of an estate, so that each rates once; who lives there is not known here."""

    estate = models.ForeignKey(Estate, models.PROTECT, related_name="dwellings", db_index=False)
    label = models.CharField(max_length=60)  # 3栋2单元501
    number = models.CharField(max_length=12, unique=True)  # on the slip

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["estate", "label"], name="property_dwelling_once")]


class Rated(Row):
    """That a home has rated in a quarter; what it answered is in the sums alone."""

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="+", db_index=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    quarter = models.DateField()
    channel = models.CharField(max_length=8)  # web, paper

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dwelling", "quarter"], name="property_rated_once")]
        indexes: ClassVar = [models.Index(fields=["contract", "quarter"], name="property_rated_quarter")]


class Tally(Row):
    """How many homes gave a question this grade in a quarter."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    quarter = models.DateField()
    question = models.CharField(max_length=40)
    grade = models.PositiveSmallIntegerField()  # 1 to 5
    homes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "quarter", "question", "grade"], name="property_tally_once"),
        ]


class Check(Row):
    """A look of the third party at an estate."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    on = models.DateField()
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    submission = models.CharField(max_length=64, null=True, unique=True)


class Finding(Row):
    """What was found of one thing that is looked at."""

    check_made = models.ForeignKey(Check, models.PROTECT, related_name="findings")
    about = models.CharField(max_length=40)  # a key of the pack's checks
    fine = models.BooleanField()
    words = models.CharField(max_length=300, blank=True, default="")


class Order(models.Model):
    """An order to mend (整改通知); step, holder and clock stand in its matter."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="property_order")
    number = models.CharField(max_length=12, unique=True)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="orders")
    finding = models.OneToOneField(Finding, models.PROTECT, null=True, related_name="order")
    about = models.CharField(max_length=40)
    words = models.TextField()
    issuer = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    company_post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    reply = models.TextField(blank=True, default="")
    replied_at = models.DateTimeField(null=True)  # the last reply
    rounds = models.PositiveSmallIntegerField(default=0)  # how often it was sent back
    result = models.CharField(max_length=8, blank=True, default="")  # closed, lifted
    submission = models.CharField(max_length=64, null=True, unique=True)


class OrderObjection(models.Model):
    """What a company said against an order, once, and what somebody else than its issuer decided."""

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="objection")
    words = models.TextField()
    at = models.DateTimeField(default=clock.now)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)  # of the company
    decider = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, blank=True, default="")  # upheld (the order stands), lifted
    answer = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)
