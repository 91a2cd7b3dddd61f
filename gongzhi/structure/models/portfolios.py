"""Portfolios that face residents (向下对口), staff with two lines of business, surge teams (row A17).

A line of business is a group of requests of the pack."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.kit.models import Row


class Portfolio(Row):
    """Who answers for a kind of matter at a place: one leader (a post) and one office (a body) at a time."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    line = models.CharField(max_length=40)
    leader = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    office = models.ForeignKey("orgs.Body", models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "line"], condition=Q(until=None), name="structure_one_leader_a_line"
            )
        ]


class StaffLine(Row):
    """A line of business that somebody knows: the first is their own, the second is where they help."""

    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+", db_index=False)
    line = models.CharField(max_length=40)
    place_in_order = models.PositiveSmallIntegerField()  # 1 or 2

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment", "place_in_order"], name="structure_line_a_place"),
            models.UniqueConstraint(fields=["appointment", "line"], name="structure_line_once"),
            models.CheckConstraint(condition=Q(place_in_order__in=(1, 2)), name="structure_two_lines"),
        ]


class SurgeTeam(Row):
    """Staff whose second line it is, brought together for a time (集中攻坚), then released."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    line = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    leader = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    formed_on = models.DateField()
    expected_on = models.DateField()
    released_on = models.DateField(null=True)
    outcome = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "-id"], name="structure_surge_place")]


class SurgeMember(Row):
    """A member of a surge team; nobody is in two teams at once."""

    team = models.ForeignKey(SurgeTeam, models.CASCADE, related_name="members")
    appointment = models.ForeignKey("orgs.Appointment", models.PROTECT, related_name="+", db_index=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(active=True), name="structure_one_team_at_a_time"
            )
        ]
