"""Matters, their clocks, their timeline, and the one table that serves visibility and lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.kit.models import Row
from gongzhi.procedures.rules.model import Light, Status

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # sorts a matter without a limit last


class Role(models.TextChoices):
    """Why a scope sees a matter."""

    PLACE = "place"
    HOLDER = "holder"
    OFFERED = "offered"
    TOLD = "told"  # a post that an escalation reached, or that decides about a hold


class Matter(Row):
    """A matter (事项) that moves through a procedure; exactly one post holds it at every moment."""

    kind = models.CharField(max_length=24)  # whose it is: "request"
    procedure = models.CharField(max_length=81)  # of a part: "procedure/step"
    revision_id = models.BigIntegerField()  # of the pack that it began with
    step = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=Status.OPEN.value)
    title = models.CharField(max_length=120)
    type_key = models.CharField(max_length=60, blank=True, default="")  # what its context files it under
    channel = models.CharField(max_length=30, blank=True, default="")  # the way it came
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    home_district = models.CharField(max_length=6)
    holder_post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    holder_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    first_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    previous_post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    previous_step = models.CharField(max_length=40, null=True)
    offered_post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    offered_by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    offered_at = models.DateTimeField(null=True)
    offer_ends_at = models.DateTimeField(null=True)
    offer_outcome = models.CharField(max_length=40, null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    open_children = models.PositiveIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0, db_default=0)  # parts of the present join
    returns = models.PositiveSmallIntegerField(default=0)
    light = models.CharField(max_length=6, default=Light.GREEN.value)
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # by which the answer was promised, as it stands now
    provisional = models.BooleanField(default=False)  # a year on the way has no official calendar yet
    next_tick_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_in = models.CharField(max_length=40, null=True)
    ending = models.CharField(max_length=40, null=True)
    planned_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    last_seq: int  # of its timeline, where it was read for a move

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_tick_at", "id"], condition=~Q(next_tick_at=None), name="procedures_tick"),
            models.Index(fields=["id"], condition=Q(provisional=True), name="procedures_provisional"),
            models.Index(fields=["parent"], condition=~Q(parent=None), name="procedures_children"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__gt=F("due_at")), name="procedures_closed_late"),
        ]


class Clock(Row):
    """A clock of a matter: `matter` (what was promised), `step`, `offer`, `window`, `question`,
    `hold`. See `rules.clocks`."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="clocks", db_index=False)
    name = models.CharField(max_length=8)
    started_at = models.DateTimeField()
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    extensions = models.JSONField(default=list)  # [[amount, unit], …]
    warn = models.FloatField(null=True)
    running_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    elapsed_minutes = models.PositiveIntegerField(default=0)
    paused_minutes = models.PositiveIntegerField(default=0)
    paused_wall_minutes = models.PositiveIntegerField(default=0)
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=0)
    light = models.CharField(max_length=6, default=Light.GREEN.value)
    next_tick_at = models.DateTimeField(null=True)
    by_post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "name"], name="procedures_one_clock_a_name")]


class Move(Row):
    """One line of a matter's timeline. `public_text` is what the resident reads; `internal_text` staff alone."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="moves", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=24)
    from_step = models.CharField(max_length=40, blank=True, default="")
    to_step = models.CharField(max_length=40, blank=True, default="")
    actor_kind = models.CharField(max_length=12)
    person_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)  # by which post
    appointment_id = models.BigIntegerField(null=True)
    standing_in = models.BooleanField(default=False)
    to_post_id = models.BigIntegerField(null=True)
    public_text = models.TextField(blank=True, default="")
    internal_text = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)  # closed values only

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["matter", "seq"], name="procedures_one_move_a_seq")]


class Standing(Row):
    """One row per (scope, matter): each ancestor place, the holder's post, a post it was offered to or told of it.

    Ids are unique everywhere, so one column serves places and posts, and one index range answers "may I" and
    "list mine" on both databases.
    """

    scope = models.BigIntegerField()
    role = models.CharField(max_length=8, choices=Role.choices)
    kind = models.CharField(max_length=24)
    state = models.CharField(max_length=10)
    light = models.CharField(max_length=6)
    due_at = models.DateTimeField(default=NEVER)
    opened_at = models.DateTimeField(default=clock.now)
    type_key = models.CharField(max_length=60, blank=True, default="")
    channel = models.CharField(max_length=30, blank=True, default="")
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="standings", db_index=False)

    class Meta:
        # One index an order of lists; what lists are narrowed by stands behind the order, so that a walk along the
        # index need not fetch the rows that do not fit. `queries.walk` is written for these.
        indexes: ClassVar = [
            models.Index(
                fields=["scope", "state", "due_at", "matter", "light", "type_key", "channel", "kind", "role"],
                name="procedures_standing_urgent",
            ),
            models.Index(
                fields=["scope", "state", "opened_at", "matter", "light", "type_key", "channel", "kind", "role"],
                name="procedures_standing_newest",
            ),
            models.Index(fields=["matter", "scope"], name="procedures_standing_matter"),
        ]


class Passage(models.Model):
    """A way from one step to another that a procedure with meetings knows: forward by an outcome, back to any step
    before it. A trigger of the database (migration 0008) refuses every other change of the step of its matters, so that
    nothing is skipped whatever program writes."""

    revision_id = models.BigIntegerField()
    procedure = models.CharField(max_length=81)
    from_step = models.CharField(max_length=40)
    to_step = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision_id", "procedure", "from_step", "to_step"], name="procedures_passage_once"
            )
        ]


class PlaceMoved(Row):
    """A place that moved a moment ago: a sweep looks once more whether all matters below followed."""

    place_id = models.BigIntegerField()
    old = models.JSONField()  # ids of what stood above it, root … parent
    at = models.DateTimeField()


class Escalation(Row):
    """A level of escalation that fired, once: the constraint is the last word on "never doubled"."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="escalations", db_index=False)
    clock = models.CharField(max_length=8)
    started_at = models.DateTimeField()  # of the clock: a new clock escalates anew
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    step = models.CharField(max_length=40)
    wanted = models.CharField(max_length=40)  # what the pack names: superior, or a kind of post
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")  # null: nobody was there

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "clock", "started_at", "level"], name="procedures_escalated_once")
        ]
        indexes: ClassVar = [models.Index(fields=["at"], condition=Q(post__isnull=True), name="procedures_nobody")]


class CalendarDay(Row):
    """A day that differs from the week: for the whole installation, or for a place and all below it."""

    date = models.DateField()
    kind = models.CharField(max_length=8, choices=[(k, k) for k in ("holiday", "workday", "half")])
    intervals = models.JSONField(default=list)  # [["09:00", "12:00"], …]; empty on a holiday
    source = models.CharField(max_length=200, blank=True, default="")
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["date", "place"], name="procedures_one_day_a_place"),
            models.UniqueConstraint(fields=["date"], condition=Q(place__isnull=True), name="procedures_one_day"),
        ]


class CalendarYear(Row):
    """A year whose official calendar was imported or typed here; other unknown years give provisional dates."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField(default=clock.now)
