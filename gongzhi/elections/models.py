"""Elections, who is recommended, the assembly. Steps and clocks stand in `procedures.Matter`, votes in `voting`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongzhi.core import clock
from gongzhi.kit.models import Row


class Election(models.Model):
    """An election to a post, or the recall of who holds it by `target`."""

    matter = models.OneToOneField("procedures.Matter", models.PROTECT, primary_key=True, related_name="election")
    number = models.CharField(max_length=12, unique=True)
    way = models.CharField(max_length=40)  # of the pack's elections
    recall = models.BooleanField(default=False)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    runner = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    seats = models.PositiveSmallIntegerField(default=1)
    words = models.TextField(blank=True, default="")  # of the announcement; of a recall the grounds
    recommend_until = models.DateField(null=True)
    announced_at = models.DateTimeField(null=True)
    electorate = models.ForeignKey("voting.Electorate", models.PROTECT, null=True, related_name="+")
    vote_at = models.DateTimeField(null=True)
    venue = models.CharField(max_length=120, blank=True, default="")
    opened_at = models.DateTimeField(null=True)  # the assembly
    officers_agreed = models.PositiveIntegerField(null=True)
    short = models.CharField(max_length=300, blank=True, default="")  # why seats were left empty
    target = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+")
    signatories = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200, blank=True, default="")  # of the demand for a recall
    forgotten_at = models.DateTimeField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)  # sent twice it is one
    created_at = models.DateTimeField(default=clock.now)


class Nominee(Row):
    """Somebody who was recommended. What stands of them in public is the name and what they wrote themselves."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="nominees")
    name = models.CharField(max_length=30)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    elector = models.ForeignKey("voting.Elector", models.SET_NULL, null=True, related_name="+")
    accepted = models.BooleanField(null=True)
    accepted_how = models.CharField(max_length=200, blank=True, default="")
    introduction = models.CharField(max_length=300, blank=True, default="")
    fit = models.BooleanField(null=True)  # vetted
    reason = models.CharField(max_length=300, blank=True, default="")
    place = models.PositiveSmallIntegerField(null=True)  # on the ballot, by strokes
    elected = models.BooleanField(null=True)
    round = models.PositiveSmallIntegerField(null=True)  # in which ballot elected
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+")
    handover = models.BigIntegerField(null=True)  # of structure

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["election", "name"], name="elections_nominee_once")]

    @property
    def key(self) -> str:
        """The key of the option on the ballot."""
        return f"c{self.place}"


class Recommendation(Row):
    """That somebody recommends a nominee; who it was is deleted when the election is over."""

    nominee = models.ForeignKey(Nominee, models.CASCADE, related_name="recommendations")
    by = models.CharField(max_length=12)
    channel = models.CharField(max_length=5)
    source = models.CharField(max_length=200, blank=True, default="")
    by_name = models.CharField(max_length=60, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    elector = models.ForeignKey("voting.Elector", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nominee", "elector"], name="elections_one_voter"),
            models.UniqueConstraint(fields=["nominee", "person"], name="elections_one_person"),
        ]


class Officer(Row):
    """A scrutineer or teller of the assembly, of the register and never a candidate."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="officers")
    elector = models.ForeignKey("voting.Elector", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["election", "elector"], name="elections_officer_once")]


class Attendance(Row):
    """That an elector came to the assembly."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="attendance", db_index=False)
    elector = models.ForeignKey("voting.Elector", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["election", "elector"], name="elections_came_once")]
