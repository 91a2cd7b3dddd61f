"""Bodies that are asked to work on a request: each turn of each, with what is measured of it; disputes of duty."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.kit.models import Row

DISPUTE = "duty-dispute"  # the kind of its matter


class TurnState(models.TextChoices):
    ASKED = "asked"
    SIGNED = "signed"  # has it in hand
    HANDED_IN = "handed-in"  # waits to be accepted
    ENDED = "ended"  # answered, and accepted where somebody accepts
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"  # the offer was taken back, or the part dropped


class PartTurn(Row):
    """One body asked for a part (a part that is refused has another turn). Every row is of units, never of people;
    the sums by body are read from here, `place` and `asked_at` narrow them."""

    part = models.ForeignKey("procedures.Matter", models.PROTECT, related_name="turns", db_index=False)
    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="turns", db_index=False)
    type_key = models.CharField(max_length=60)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    body = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+", db_index=False)
    asker = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=TurnState.choices, default=TurnState.ASKED)
    lead = models.BooleanField(default=False)  # 牵头单位
    ruled = models.BooleanField(default=False)  # by a ruling, without a sign-in
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True)  # of what is next: the sign-in, the arrival, the answer
    signed_at = models.DateTimeField(null=True)
    sign_late = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(null=True)
    arrived_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    arrived_where = models.CharField(max_length=200, blank=True, default="")
    arrived_lon = models.FloatField(null=True)
    arrived_lat = models.FloatField(null=True)
    by_desk = models.BooleanField(default=False)  # need not come, with a reason
    arrive_late = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answer_late = models.BooleanField(default=False)
    again = models.PositiveSmallIntegerField(default=0)  # answers that were not accepted
    ended_at = models.DateTimeField(null=True)
    lost_minutes = models.PositiveIntegerField(default=0)  # working minutes in which nobody worked on it
    grade = models.PositiveSmallIntegerField(null=True)  # of the body, by who asked
    grade_words = models.CharField(max_length=300, blank=True, default="")
    graded_at = models.DateTimeField(null=True)
    grade_back = models.PositiveSmallIntegerField(null=True)  # of who asked, by the body
    grade_back_words = models.CharField(max_length=300, blank=True, default="")
    graded_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["part"], name="request_turn_part"),
            models.Index(fields=["request"], name="request_turn_request"),
            models.Index(fields=["post", "state", "asked_at"], name="request_turn_post"),
            models.Index(fields=["asked_at", "body"], name="request_turn_asked"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(grade=None) | Q(grade__gte=1, grade__lte=5), name="request_turn_grade"),
            models.CheckConstraint(
                condition=Q(grade_back=None) | Q(grade_back__gte=1, grade_back__lte=5), name="request_turn_grade_back"
            ),
            models.UniqueConstraint(
                fields=["part"], condition=Q(state__in=["asked", "signed", "handed-in"]), name="request_one_turn_open"
            ),
        ]


class Dispute(models.Model):
    """Whose duty a part is (职责争议): a matter of its own that an arbiter rules on. `body` null: of whoever asked."""

    matter = models.OneToOneField(
        "procedures.Matter", on_delete=models.PROTECT, primary_key=True, related_name="dispute"
    )
    part = models.ForeignKey("procedures.Matter", models.PROTECT, related_name="disputes")
    request = models.ForeignKey("requests.Request", models.PROTECT, related_name="+", db_index=False)
    type_key = models.CharField(max_length=60)
    refused = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+", db_index=False)
    forced = models.BooleanField(default=False)  # refused as often as the pack allows
    opened_at = models.DateTimeField(default=clock.now)
    ruled_at = models.DateTimeField(null=True)
    body = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=2000, blank=True, default="")
    minutes = models.PositiveIntegerField(default=0)  # working minutes that it took

    class Meta:
        indexes: ClassVar = [
            models.Index(F("type_key"), F("ruled_at").desc(), name="request_dispute_type", condition=~Q(ruled_at=None)),
        ]
