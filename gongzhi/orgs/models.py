"""Bodies, posts, appointments, absences; all dated, nothing is deleted."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from gongzhi.core import clock
from gongzhi.core.ids import new_id
from gongzhi.kit.models import Row
from gongzhi.orgs.rules import AbsenceReason, Basis, post_name


def _own_key() -> str:
    return str(new_id())


class Body(Row):
    """A committee, council, unit, company …; `kind` is a key of the pack's `body_kinds`."""

    key = models.CharField(max_length=80, unique=True, default=_own_key)
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day


class Post(Row):
    """A place to work in a body; `kind` is a key of the pack's `post_kinds` and carries the permissions."""

    key = models.CharField(max_length=80, unique=True, default=_own_key)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")  # its whole subtree
    seats = models.PositiveSmallIntegerField(default=1)
    leads = models.BooleanField(default=False)  # heads its body
    substitute = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="substitute_of")
    phone = models.CharField(max_length=20, blank=True, default="")  # of the office, shown to everybody
    starts_on = models.DateField(null=True)  # null: as its body
    ends_on = models.DateField(null=True)  # the last day; null: as its body

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "kind"], name="orgs_post_place_kind")]

    @property
    def label(self) -> str:
        """`post_name` of it; reads the body."""
        return post_name(self.body.name, self.title)


class BodyVersion(Row):
    """How a body was called, under which body and where it stood, until the day before `ends_on`; former states."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()


class PostVersion(Row):
    """In which body, under which name and for which place a post worked until the day before `ends_on`."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    body_name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField()


class Appointment(Row):
    """A person holds a post from a day to a day (the last day included), or until `ended_at`."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)  # ended before its time, at this moment
    basis = models.CharField(max_length=12, choices=[(b.value, b.value) for b in Basis])

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="orgs_appointment_days"
            )
        ]


class Absence(Row):
    """The holder is away from `starts_at` to `ends_at` (open where not known), or until `ended_at`."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, choices=[(r.value, r.value) for r in AbsenceReason])
    ended_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)  # the worker handed the work over
    given_back_at = models.DateTimeField(null=True)  # the worker gave it back

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["starts_at"], condition=Q(begun_at=None), name="orgs_absence_to_begin"),
            models.Index(fields=["starts_at"], condition=Q(given_back_at=None), name="orgs_absence_to_end"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")), name="orgs_absence_span"
            )
        ]


def in_force(moment: datetime, prefix: str = "") -> Q:
    """The condition on appointments that hold at `moment`."""
    day = clock.local(moment).date()
    p = prefix
    return (
        Q(**{f"{p}starts_on__lte": day})
        & (Q(**{f"{p}ends_on": None}) | Q(**{f"{p}ends_on__gte": day}))
        & (Q(**{f"{p}ended_at": None}) | Q(**{f"{p}ended_at__gt": moment}))
    )


def away(moment: datetime) -> Exists:
    """Whether the holder of the appointment (the outer row) is away at `moment`."""
    return Exists(
        Absence.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=moment),
            Q(ended_at=None) | Q(ended_at__gt=moment),
            appointment=OuterRef("pk"),
            starts_at__lte=moment,
        )
    )
