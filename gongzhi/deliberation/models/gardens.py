"""Gardens that are built together (row E10): what is needed, given freely, received and used.

Quantities are whole hundredths: of a yuan, of an hour, of the unit of the goods."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from gongzhi.core import clock
from gongzhi.deliberation.models.topics import Topic
from gongzhi.deliberation.rules.gardens import GardenState, GiftState, PledgeState
from gongzhi.deliberation.rules.topics import Channel
from gongzhi.kit.models import Row


class Garden(Row):
    """A project at a place. `post` holds it, with the preparatory group; `left` says where what is left over goes."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    where = models.CharField(max_length=120)
    words = models.TextField()
    state = models.CharField(max_length=8, default=GardenState.PLANNED.value)
    result = models.TextField(blank=True, default="")  # what was built
    left = models.TextField(blank=True, default="")
    posting = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField(default=clock.now)


class GardenMember(Row):
    """Somebody of the preparatory group: a post, or a volunteer who agreed to be named."""

    garden = models.ForeignKey(Garden, models.PROTECT, related_name="members")
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60, blank=True, default="")  # of a volunteer, who agreed that it is shown
    task = models.CharField(max_length=60, blank=True, default="")
    agreed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["garden", "post"], name="deliberation_garden_member_once"),
            models.CheckConstraint(
                condition=Q(post__isnull=False) | Q(agreed_on__isnull=False), name="deliberation_named_who_agreed"
            ),
        ]


class Need(Row):
    """What a garden needs, and what there is of it. Never more is used than was received: the database holds that."""

    garden = models.ForeignKey(Garden, models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=6)  # money, goods, labour
    title = models.CharField(max_length=60)
    unit = models.CharField(max_length=40, blank=True, default="")  # key of the pack's units; of goods
    wanted = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    used = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(used__lte=F("received")), name="deliberation_need_balance"),
            models.UniqueConstraint(fields=["garden"], condition=Q(kind="money"), name="deliberation_need_one_purse"),
        ]


class Pledge(Row):
    """What somebody offers freely. `name` is shown only with `shown`; a private person's contact ends with it."""

    garden = models.ForeignKey(Garden, models.PROTECT, related_name="pledges")
    need = models.ForeignKey(Need, models.PROTECT, related_name="pledges", db_index=False)
    number = models.CharField(max_length=12, unique=True)
    giver = models.CharField(max_length=40)  # key of the pack's givers
    name = models.CharField(max_length=60, blank=True, default="")
    shown = models.BooleanField(default=False)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_person = models.BooleanField(default=False)  # the person was entered for this alone
    amount = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True, default="")
    channel = models.CharField(max_length=5, default=Channel.WEB.value)
    source = models.CharField(max_length=200, blank=True, default="")
    registered_by = models.ForeignKey("orgs.Appointment", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=9, default=PledgeState.OFFERED.value)
    ended_at = models.DateTimeField(null=True)
    submission = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["garden", "state", "id"], name="deliberation_pledge_garden")]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount__gt=0), name="deliberation_pledge_more")]


class Gift(Row):
    """Something that came in. Money counts once a second person has confirmed it."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="gifts")
    amount = models.PositiveBigIntegerField()
    on = models.DateField()
    state = models.CharField(max_length=9, default=GiftState.WAITING.value)
    first_by = models.BigIntegerField()  # persons
    second_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was struck
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="deliberation_gift_more"),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("first_by")), name="deliberation_gift_two_people"
            ),
        ]


class Spending(Row):
    """What was used, for what, with its voucher or photo in `files`. Struck, it is given back to what there is."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="spendings")
    amount = models.PositiveBigIntegerField()
    on = models.DateField()
    words = models.CharField(max_length=200)
    by_person = models.BigIntegerField()
    struck_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    submission = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount__gt=0), name="deliberation_spend_more")]
