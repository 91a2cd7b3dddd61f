"""Beds of a garden that are adopted (花园认养), and the rota of their care."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.deliberation.models.gardens import Garden
from gongzhi.deliberation.rules.gardens import AdoptionState, SwapState, TurnState
from gongzhi.deliberation.rules.topics import Channel
from gongzhi.kit.models import Row

HELD = [AdoptionState.ASKED.value, AdoptionState.SIGNED.value]


class Plot(Row):
    """A bed or corner that somebody may adopt."""

    garden = models.ForeignKey(Garden, models.PROTECT, related_name="plots")
    name = models.CharField(max_length=40)
    words = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["garden", "name"], name="deliberation_plot_name")]


class Adoption(Row):
    """An agreement on the care of a bed, from a day to a day. The name is shown only with `shown`."""

    plot = models.ForeignKey(Plot, models.PROTECT, related_name="adoptions", db_index=False)
    garden = models.ForeignKey(Garden, models.PROTECT, related_name="adoptions")
    number = models.CharField(max_length=12, unique=True)
    adopter = models.CharField(max_length=40)  # key of the pack's adopters
    name = models.CharField(max_length=60, blank=True, default="")
    shown = models.BooleanField(default=False)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_person = models.BooleanField(default=False)
    channel = models.CharField(max_length=5, default=Channel.WEB.value)
    source = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=7, default=AdoptionState.ASKED.value)
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was refused or ended early
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    asked_renewal_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plot"], condition=Q(state__in=HELD), name="deliberation_plot_once"),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="deliberation_adoption_term",
            ),
        ]


class Turn(Row):
    """A week of care in the rota of a garden, from its Monday."""

    garden = models.ForeignKey(Garden, models.PROTECT, related_name="turns", db_index=False)
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="turns")
    week = models.DateField()
    tasks = models.JSONField(default=list)  # keys of the pack
    words = models.CharField(max_length=200, blank=True, default="")  # what was done
    state = models.CharField(max_length=6, default=TurnState.DUE.value)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    matter = models.BigIntegerField(null=True, unique=True)  # by which staff ask why it was not done

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["garden", "week"], name="deliberation_turn_week")]
        indexes: ClassVar = [
            models.Index(fields=["week", "id"], condition=Q(state="due"), name="deliberation_turn_due")
        ]


class Swap(Row):
    """One asks another to change weeks."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="swaps")
    other = models.ForeignKey(Turn, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, default=SwapState.ASKED.value)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["turn"], condition=Q(state="asked"), name="deliberation_swap_once")
        ]
