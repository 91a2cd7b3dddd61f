"""Emergency plans (应急预案, row A15): orders, areas, who reported in, the rota, needs.

Who helped is deleted at the end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.kit.models import Row
from gongzhi.structure.rules.emergency import OrderKind, Role, State


class Emergency(Row):
    """A plan of the pack at a place: asked for, open on a confirmed order, closed with its report. `ends_on`: the last
    day."""

    kind = models.CharField(max_length=40)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default=State.ASKED.value, choices=[(s.value, s.value) for s in State])
    starts_on = models.DateField()
    ends_on = models.DateField()
    words = models.TextField(blank=True, default="")  # what everybody should know and do
    code = models.CharField(max_length=32, blank=True, default="")  # of the link by which Party members report in
    asked_by = models.BigIntegerField(null=True)  # appointments
    confirmed_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")  # of a refusal
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)  # counts alone
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="structure_emergency_place"),
            models.Index(
                fields=["ends_on", "id"], condition=Q(state__in=["asked", "open"]), name="structure_emergency_due"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "kind"], condition=Q(state__in=["asked", "open"]), name="structure_emergency_one"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="structure_emergency_dates"),
        ]


class EmergencyOrder(Row):
    """A numbered order of the government; its scan is a file about this row. `void`: the plan was refused."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="orders")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in OrderKind])
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=80)
    issued_on = models.DateField()
    until = models.DateField(null=True)  # the last day that it allows
    entered_by = models.BigIntegerField(null=True)  # appointment
    void = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "number"], condition=Q(void=False), name="structure_order_number_once"
            )
        ]


class EmergencyArea(Row):
    """A place with its part in the plan: a leader took it, a unit took it, a temporary branch was set up."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="areas", db_index=False)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    leader = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+", db_index=False)
    branch = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["emergency", "place"], name="structure_area_once"),
        ]


class EmergencyHelper(Row):
    """Somebody who reported in, or a volunteer. Deleted when the plan ends, with everything that names them."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="helpers", db_index=False)
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Role])
    sealed = models.TextField()  # name and phone; kit.crypto, bound to this row
    index = models.CharField(max_length=64)  # blind index of the phone: nobody twice
    unit = models.CharField(max_length=60, blank=True, default="")
    area = models.ForeignKey(EmergencyArea, models.PROTECT, null=True, related_name="helpers")
    wanted = models.ForeignKey(EmergencyArea, models.PROTECT, null=True, related_name="+", db_index=False)
    on = models.DateField()
    by_staff = models.BooleanField(default=False)
    consent = models.CharField(max_length=20)  # the version of the words that were agreed to
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    made_person = models.BooleanField(default=False)  # the plan made that person: erased with it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["emergency", "index"], name="structure_helper_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["emergency", "role", "on"], name="structure_helper_day")]


class EmergencyDuty(Row):
    """A helper is on duty in an area, in a shift of a day. Deleted when the plan ends."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="duties", db_index=False)
    area = models.ForeignKey(EmergencyArea, models.PROTECT, related_name="duties")
    helper = models.ForeignKey(EmergencyHelper, models.PROTECT, related_name="duties", db_index=False)
    on = models.DateField()
    shift = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["helper", "on", "shift"], name="structure_duty_shift_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["emergency", "on"], name="structure_emergency_rota")]


class EmergencyRota(Row):
    """The rota of a day is settled: nobody missing. A change takes it back."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="rotas", db_index=False)
    on = models.DateField()
    settled_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["emergency", "on"], name="structure_rota_once"),
        ]


class EmergencyNeed(Row):
    """A request of somebody who stays at home, taken in for the plan; it goes on under its own rules."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="needs")
    matter = models.OneToOneField("procedures.Matter", models.PROTECT, related_name="+")
    number = models.CharField(max_length=12)  # of the request
    by_staff = models.BooleanField(default=False)
