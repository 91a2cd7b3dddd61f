"""Tables of requests. Who holds a request and until when stands in `procedures.Matter`; one row here beside it."""

from __future__ import annotations

from django.db import models

from gongzhi.core import clock
from gongzhi.kit.models import Row
from gongzhi.requests.models.calls import CallBack, CallState, Content
from gongzhi.requests.models.orders import OutsideOrder
from gongzhi.requests.models.phone import LineKind, PhoneCall, PhoneLine, PhoneState
from gongzhi.requests.models.whistle import DISPUTE, Dispute, PartTurn, TurnState

__all__ = [
    "CallBack",
    "CallState",
    "Content",
    "DISPUTE",
    "Dispute",
    "ImportRun",
    "IntakeKey",
    "LineKind",
    "OutsideOrder",
    "PhoneCall",
    "PhoneLine",
    "PhoneState",
    "Rating",
    "Reporter",
    "Request",
    "PartTurn",
    "TurnState",
    "Words",
]


class Request(models.Model):
    """One numbered request (诉求)."""

    matter = models.OneToOneField(
        "procedures.Matter", on_delete=models.PROTECT, primary_key=True, related_name="request"
    )
    number = models.CharField(max_length=12, unique=True)
    home_district = models.CharField(max_length=6)
    type_key = models.CharField(max_length=60)
    channel = models.CharField(max_length=30)
    description = models.TextField()
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    near_cell = models.BigIntegerField(null=True)
    located = models.BooleanField()  # False: outside every grid, on the list of the nearest body
    keep_private = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict)  # answers to the type's own questions (Open311 attributes)
    registered_by = models.ForeignKey(
        "orgs.Appointment", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    round = models.PositiveSmallIntegerField(default=1)  # 2 after a reopening, …
    answer = models.TextField(blank=True)  # the public answer, apart from internal notes
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    ending = models.CharField(max_length=30, blank=True)
    planned_on = models.DateField(null=True)
    goes_to = models.CharField(max_length=120, blank=True)
    released_at = models.DateTimeField(null=True)
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined", db_index=False)
    # what was entered after the fact: when it was reported, and its number elsewhere
    reported_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=40, blank=True)
    outside_number = models.CharField(max_length=60, blank=True)  # "#…": the row had none, a digest of it stands here
    imported = models.ForeignKey("ImportRun", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    route = models.JSONField(default=dict)  # why it goes to whom: `queries.routing.Routed.trace`
    worded = models.BooleanField(default=False)  # its words stand in `Words`; the worker sees to it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "outside_number"],
                condition=~models.Q(outside_number=""),
                name="request_outside_number",
            )
        ]
        indexes = [
            models.Index(fields=["matter"], condition=models.Q(worded=False), name="request_unworded"),
            models.Index(fields=["near_cell", "type_key", "created_at"], name="request_near"),
            models.Index(fields=["type_key", "created_at"], name="request_type"),
            models.Index(fields=["created_at"], name="request_created"),
            # Every index is written at every report: these two only for the few rows that have what they are for.
            models.Index(fields=["joined_to"], condition=~models.Q(joined_to=None), name="request_joined"),
            models.Index(fields=["imported"], condition=~models.Q(imported=None), name="request_imported"),
        ]


class RouteAlarm(Row):
    """A line of the decision table that errs or points at nobody, in an area; kept, cleared when it is mended."""

    rule = models.CharField(max_length=200)  # key of the line; "by-type:" and the kinds of posts of the types
    what = models.CharField(max_length=10)  # error, nobody, vacant, unknown
    area_id = models.BigIntegerField(default=0)  # the place; 0: everywhere
    number = models.PositiveIntegerField(default=1)  # places in the area that it concerns
    detail = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "what", "area_id"], condition=models.Q(cleared_at=None), name="route_alarm_once"
            )
        ]
        indexes = [models.Index(fields=["cleared_at"], name="route_alarm_open")]


class ImportRun(Row):
    """A file with requests on its way in: read, mapped, checked, confirmed, written by the worker; and what came."""

    state = models.CharField(max_length=8)  # mapping, checked, queued, running, done, failed
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # hex SHA-256 of the file
    source = models.CharField(max_length=40)  # whose numbers the rows carry
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # field -> column, from 0
    limit = models.CharField(max_length=40, blank=True)  # where a row names no due date: "", "type", "15 calendar_days"
    ending = models.CharField(max_length=30, blank=True)  # of answered rows that do not say how they ended
    post = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    by_person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    by_appointment = models.BigIntegerField(null=True)
    content = models.TextField(blank=True)  # sealed: the file, until it is written
    findings = models.TextField(blank=True)  # sealed: the first rows as they would go in, the first wrong ones
    errors = models.TextField(blank=True)  # sealed: the wrong rows as a file of the same form
    counts = models.JSONField(default=dict)  # rows, good, wrong, known, ended, unlocated, guessed
    message = models.CharField(max_length=300, blank=True)  # why it failed
    created_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="request_import_state")]


class Words(models.Model):
    """The words of a request, folded (`kit.search`), for the index of words: `queries.words`. They go when the
    words of the request go. Beside the table stands the index that each database has for it (migrations 0004, 0007)."""

    matter = models.OneToOneField("procedures.Matter", on_delete=models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()
    live = models.BooleanField(default=True)  # on which shelf its tokens stand (`kit.word_index`)


class Reporter(Row):
    """Somebody who reported a request or joined it; hears the answer, may rate and reopen."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="reporters", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.BooleanField()
    added_words = models.TextField(blank=True)
    no_calls = models.BooleanField(default=False, db_default=False)  # does not want to be called back
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="reporter_once")]
        indexes = [models.Index(fields=["person", "at"], name="reporter_person")]


class Rating(Row):
    """What a reporter says of the answer; one a reporter and answer, the last one counts."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="ratings")
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()  # 1 for the first answer, 2 after a reopening, …
    stars = models.PositiveSmallIntegerField()
    solved = models.BooleanField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reporter", "round"], name="rating_once"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="rating_stars"),
        ]


class IntakeKey(models.Model):
    """A submission that was taken: the same key again is the same request."""

    key = models.CharField(max_length=64, primary_key=True)  # hex SHA-256 of scope and key
    body = models.CharField(max_length=64, blank=True)  # hex SHA-256 of what was sent
    reporter_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now, db_index=True)
