"""Units in which a Party organisation may be due, what was counted of them, how organisations came (row A5)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.kit.models import Row

FIGURES = ("members", "residents", "employed", "occupied")


class FormingUnit(Row):
    """An estate, tower, association, market …; `kind` is a key of the pack's `forming.units`. `subject` is the place,
    body or new estate that it is (ids are unique everywhere), None where it was entered by name. The four figures are
    the latest counts; their history stands in `UnitCount`."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    subject = models.BigIntegerField(null=True)
    address = models.CharField(max_length=200, blank=True, default="")
    members = models.PositiveIntegerField(null=True)
    residents = models.PositiveIntegerField(null=True)
    employed = models.PositiveIntegerField(null=True)
    occupied = models.PositiveIntegerField(null=True)
    organisation = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    closed_on = models.DateField(null=True)  # no longer there, or entered by mistake

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place", "kind"], name="structure_unit_place"),
            models.Index(fields=["kind", "name", "id"], name="structure_unit_kind"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(closed_on=None), name="structure_unit_subject_once"
            )
        ]


class UnitCount(Row):
    """How many full members, residents, employed, or what share of homes lived in (percent), from a day on. A number,
    never a list of people."""

    unit = models.ForeignKey(FormingUnit, models.CASCADE, related_name="counts", db_index=False)
    kind = models.CharField(max_length=12)  # of FIGURES
    value = models.PositiveIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=120)
    entered_by = models.BigIntegerField(null=True)  # the appointment
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "on"], name="structure_unit_count_a_day")
        ]


class Forming(Row):
    """How an organisation is or was formed: mode, tie, form are keys of the pack. `matter` is None where it stood
    before the platform; `body` is set when it stands; `live` while the procedure runs."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(FormingUnit, models.PROTECT, related_name="formings", db_index=False)
    mode = models.CharField(max_length=40)
    tie = models.CharField(max_length=40, blank=True, default="")
    form = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    post_title = models.CharField(max_length=120)
    parent = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+")  # of a host: the host
    body = models.OneToOneField("orgs.Body", models.PROTECT, null=True, related_name="+")
    live = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "id"], name="structure_forming_unit")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit"], condition=Q(live=True), name="structure_one_forming_a_unit")
        ]


class FormingPartner(Row):
    """Another unit that the same organisation covers."""

    forming = models.ForeignKey(Forming, models.CASCADE, related_name="partners", db_index=False)
    unit = models.ForeignKey(FormingUnit, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["forming", "unit"], name="structure_forming_partner_once")
        ]
