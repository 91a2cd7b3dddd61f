"""Lines of the two lists, matches, who was shown a contact. A line says kind, place, time and words; nobody's
circumstances. What is `sealed` is encrypted (kit.crypto), bound to its row, and deleted `keep_days` after the end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.kit.models import Row


class ListLine(Row):
    """A need or a service. `taken`: how much is used, or promised to a match that runs."""

    number = models.CharField(max_length=12, unique=True)
    side = models.CharField(max_length=8)
    kind = models.CharField(max_length=40)  # of the pack
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    reach = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    words = models.TextField()
    amount = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day
    weekdays = models.CharField(max_length=7, blank=True)  # digits 1 to 7; empty: every day
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    hidden = models.BooleanField(default=False)  # never on public lists
    body = models.CharField(max_length=80, blank=True)  # the unit or group
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")  # that speaks for the body
    sealed = models.TextField(blank=True, default="")  # name and phone
    channel = models.CharField(max_length=12)  # web, staff, meeting, request, commitment
    registered_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    meeting = models.ForeignKey("structure.JointMeeting", models.PROTECT, null=True, related_name="+", db_index=False)
    request = models.OneToOneField("requests.Request", models.PROTECT, null=True, related_name="need_line")
    commitment = models.OneToOneField("structure.Commitment", models.PROTECT, null=True, related_name="service_line")
    state = models.CharField(max_length=8)
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(null=True)  # since when it stands on the list
    ended_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)  # sent twice it is one
    version = models.PositiveIntegerField(default=1)  # raised when it is changed

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(taken__lte=F("amount")), name="needs_line_never_twice"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "side", "kind", "id"], name="needs_line_open"),
            models.Index(fields=["ended_at", "id"], condition=Q(forgotten_at=None), name="needs_line_forget"),
        ]

    @property
    def left(self) -> int:
        """What is neither used nor promised."""
        return self.amount - self.taken


class NeedMatch(Row):
    """A need and a service brought together; both say yes before either is shown the other's contact."""

    need = models.ForeignKey(ListLine, models.PROTECT, related_name="services")
    service = models.ForeignKey(ListLine, models.PROTECT, related_name="needs")
    amount = models.PositiveIntegerField()
    steps = models.PositiveSmallIntegerField()  # between the two places
    first = models.DateField()  # the first day that suits both
    state = models.CharField(max_length=8, default="proposed")
    need_agrees = models.BooleanField(null=True)
    service_agrees = models.BooleanField(null=True)
    proposed_by = models.CharField(max_length=8)  # need, service, staff
    answer_until = models.DateField()
    used = models.PositiveIntegerField(null=True)
    words = models.CharField(max_length=300, blank=True, default="")  # how it went
    proposed_at = models.DateTimeField(default=clock.now)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["need", "service"], condition=Q(state__in=["proposed", "agreed"]), name="needs_match_once"
            ),
            models.CheckConstraint(condition=Q(used=None) | Q(used__lte=F("amount")), name="needs_match_used"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["answer_until", "id"], condition=Q(state="proposed"), name="needs_match_wait")
        ]


class ContactLook(Row):
    """That a contact was shown: to the other side of a match, or to staff with a reason. The owner reads it."""

    line = models.ForeignKey(ListLine, models.CASCADE, related_name="looks")
    match = models.ForeignKey(NeedMatch, models.CASCADE, null=True, related_name="looks")
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["appointment", "at"], name="needs_look_day")]
