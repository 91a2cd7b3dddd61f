"""Rotas of duty, swaps, hand-over notes. Staff in their posts and requests only; no resident is named."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.duty.rules.shifts import SwapState
from gongzhi.kit.models import Row


class Desk(Row):
    """The duty desk of a place (值班室): its telephone; `version` makes two planners meet."""

    place = models.OneToOneField("places.Place", models.PROTECT, related_name="+")
    phone = models.CharField(max_length=20, blank=True, default="")  # of the office, shown to everybody
    version = models.PositiveIntegerField(default=1)
    since = models.DateField(default=clock.today)  # the first day that was ever planned


class Stint(Row):
    """A seat of a shift on a day, and the appointment by which somebody keeps it."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()  # the day on which the shift begins
    shift = models.CharField(max_length=40)  # a key of the pack's rota
    seat = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "on", "shift", "seat"], name="duty_seat_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_stint_span"),
        ]
        indexes: ClassVar = [models.Index(fields=["appointment", "starts_at"], name="duty_stint_who")]


class ShiftSwap(Row):
    """Somebody asks another one to take a shift over (`other` none), or to change it for `other`."""

    stint = models.ForeignKey(Stint, models.CASCADE, related_name="swaps", db_index=False)
    other = models.ForeignKey(Stint, models.CASCADE, null=True, related_name="+", db_index=False)
    to = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(
        max_length=8, default=SwapState.ASKED.value, choices=[(s.value, s.value) for s in SwapState]
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stint"], condition=Q(state="asked"), name="duty_swap_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["to", "state"], name="duty_swap_to")]


class Note(Row):
    """What a shift hands over (交接班记录): what happened, keys and things; the next one signs for it."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    shift = models.CharField(max_length=40)
    ends_at = models.DateTimeField()  # of the shift
    words = models.TextField(max_length=2000)
    things = models.CharField(max_length=200, blank=True, default="")  # keys, telephones, what is lent out
    by = models.BigIntegerField()  # appointment
    at = models.DateTimeField(default=clock.now)
    taken_by = models.BigIntegerField(null=True)  # appointment
    taken_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=200, blank=True, default="")
    forgotten = models.BooleanField(default=False)  # its words have been deleted

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "on", "shift"], name="duty_note_once")]
        indexes: ClassVar = [models.Index(fields=["forgotten", "ends_at"], name="duty_note_old")]


class Left(Row):
    """A matter that a shift left open for the next one."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="left", db_index=False)
    matter = models.ForeignKey("procedures.Matter", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "matter"], name="duty_left_once")]


class LineNote(Row):
    """What staff noted beside a line of a ledger; the line itself is what is recorded elsewhere."""

    ledger = models.CharField(max_length=40)  # a key of the pack's `work_ledgers`
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey("procedures.Matter", models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=200)
    by = models.BigIntegerField()  # appointment
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "ledger"], name="duty_line_note_once")]
