"""Tables of reception. What a resident raised and what was heard on a visit hangs on the request and goes with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class Hours(Row):
    """When and where a leader receives every week (接待时间), and who receives beside."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    starts = models.TimeField()
    ends = models.TimeField()
    room = models.CharField(max_length=80)
    leader = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day
    submission = models.CharField(max_length=64, null=True, unique=True)  # sent twice it is one


class Change(Row):
    """What is different on one day: another leader, another receiver, or no reception (`off`)."""

    hours = models.ForeignKey(Hours, models.PROTECT, related_name="changes", db_index=False)
    day = models.DateField()
    leader = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    receiver = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    off = models.BooleanField(default=False)
    reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["hours", "day"], name="reception_change_once")]


class Came(Row):
    """One line of the sheet of a reception: with a request, or told at once (none). Never who it was."""

    hours = models.ForeignKey(Hours, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    request = models.ForeignKey("requests.Request", models.PROTECT, null=True, related_name="+", db_index=False)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)  # who was asked first
    at = models.DateTimeField(default=clock.now)
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["hours", "day"], name="reception_came_day")]


class Item(Row):
    """One of the things that the resident raised in a request, and its own answer (逐项答复)."""

    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()  # from 1
    words = models.TextField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    struck = models.BooleanField(default=False)  # off the list: raised by mistake, or no longer wanted
    at = models.DateTimeField(default=clock.now)
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "position"], name="reception_item_once")]


class Explained(Row):
    """A policy that was explained to the resident (政策释疑): which, by which paper, what was said."""

    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="+")
    policy = models.CharField(max_length=120)
    paper = models.CharField(max_length=120, blank=True, default="")  # its title and number
    words = models.TextField()
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    submission = models.CharField(max_length=64, null=True, unique=True)


class Visit(Row):
    """A visit to the resident (主动走访): planned, then made; the next one is a row of its own."""

    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    heard = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)  # written down
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request"], condition=Q(done_at=None), name="reception_visit_next")
        ]


class ListSeen(Row):
    """That the leader on duty looked at the weekly list (每周清单), and what it said then."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    week = models.DateField()  # its Monday
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    counts = models.JSONField(default=dict)  # came, open, unanswered, visits
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "week", "post"], name="reception_seen_once")]


class Waiting(Row):
    """A request that ended planned with a day, or on the list (挂账): until when, and what the look gave."""

    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    ending = models.CharField(max_length=30)
    listed = models.BooleanField()  # on the list; else planned with a day
    since = models.DateField()
    due_on = models.DateField()
    told_on = models.DateField(null=True)
    how = models.CharField(max_length=8, blank=True, default="")  # of the look: `rules.looks.How`
    words = models.TextField(blank=True, default="")
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request"], condition=Q(how=""), name="reception_waiting_once")
        ]
        indexes: ClassVar = [models.Index(fields=["due_on"], condition=Q(how=""), name="reception_due")]
