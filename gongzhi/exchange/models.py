"""Tokens of programs, and what programs sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class Token(Row):
    """Access of a program. The secret itself is not kept; `person` binds it to what that person's posts may do."""

    digest = models.CharField(max_length=64, unique=True)  # hex SHA-256
    shown = models.CharField(max_length=12)  # its first characters, to recognise it
    name = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField()
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")  # of the post that issued
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")  # acts with this one alone
    issued_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # to the minute: written where a process takes calls
    minute = models.BigIntegerField(default=0)  # since 1970, in which `taken` calls were given to processes
    taken = models.PositiveIntegerField(default=0)


class Sent(Row):
    """Something that a program sent: the same again within its time is the same act, and its own it sees whole."""

    token = models.ForeignKey(Token, models.PROTECT, null=True, related_name="+", db_index=False)  # null: own link
    key = models.CharField(max_length=64, null=True)  # hex SHA-256 of token and key or body; null: not to be repeated
    body = models.CharField(max_length=64, blank=True)  # hex SHA-256 of what was sent
    at = models.DateTimeField(default=clock.now)
    about = models.BigIntegerField()  # the matter
    reporter = models.BigIntegerField(null=True)  # the report, where one was taken in

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key"], name="exchange_sent_once")]
        indexes: ClassVar = [
            models.Index(fields=["about"], name="exchange_sent_about"),
            models.Index(fields=["at"], condition=Q(key__isnull=False), name="exchange_sent_keys"),
        ]


class Heard(models.Model):
    """A message that came in by a door and was taken: the same again is the same. Holds nothing that was said."""

    key = models.CharField(max_length=64, primary_key=True)  # hex SHA-256 of door and the message's own id
    stamp = models.CharField(max_length=64, null=True, unique=True)  # hex SHA-256 of a signature that holds once
    body = models.CharField(max_length=64)  # hex SHA-256 of what was sent
    at = models.DateTimeField(default=clock.now)
    reporter = models.BigIntegerField()  # the report that it made or added to
    added = models.BooleanField()


class Door(models.Model):
    """What a door has seen, for its page: no addresses, no words."""

    name = models.CharField(max_length=20, primary_key=True)
    taken = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)  # closed code of the last failure


class AnswerOut(Row):
    """An answer to an order of another office that is to be pushed there, once; what was said stands in the request."""

    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="+", db_index=False)
    round = models.PositiveSmallIntegerField()  # of the answer: 2 after a reopening
    next_try_at = models.DateTimeField(null=True)  # null: taken there, given up, or out of date
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=24, blank=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)  # closed code of the last failure

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "round"], name="exchange_answer_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="exchange_answers_due")
        ]
