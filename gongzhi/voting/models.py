"""Registers, polls, voices. Ballots share no key, time or order with who voted (`Ballot`, `Waiting`, `Spent`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.kit.models import Row
from gongzhi.voting.rules.words import PollState, RegisterState, VoiceState


class Electorate(Row):
    """A register of who may vote, for a place or a body. Frozen, its rows are held by triggers too (migration 0002)."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    body = models.ForeignKey("orgs.Body", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    rule = models.CharField(max_length=40, blank=True, default="")  # of the pack's rule sets; days come from it
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, default=RegisterState.DRAFT.value)
    published_on = models.DateField(null=True)
    objections_until = models.DateField(null=True)  # the last day
    posting = models.BigIntegerField(null=True)
    frozen_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)  # when it was frozen
    hash = models.CharField(max_length=64, blank=True, default="")
    archived_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "-id"], name="voting_register_place")]

    def __str__(self) -> str:
        return self.title


class Elector(Row):
    """One entry: who it is and where, nothing else. `area` in hundredths of a square metre, of owners alone."""

    electorate = models.ForeignKey(Electorate, models.CASCADE, related_name="electors", db_index=False)
    name = models.CharField(max_length=60)
    household = models.CharField(max_length=80, blank=True, default="")
    area = models.BigIntegerField(null=True)
    phone = models.CharField(max_length=255, blank=True, default="")  # encrypted
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    code = models.CharField(max_length=64, null=True)  # keyed hash of the letter's code
    code_at = models.DateTimeField(null=True)
    vouched_by = models.BigIntegerField(null=True)  # an appointment

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["electorate", "name", "household"], name="voting_elector_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(code__isnull=False), name="voting_code_once"),
            models.CheckConstraint(condition=Q(area=None) | Q(area__gt=0), name="voting_area"),
        ]


class Proxy(Row):
    """A written proxy: `holder` votes for `giver`. No chains, at most three a holder."""

    giver = models.OneToOneField(Elector, models.CASCADE, related_name="proxy")
    holder = models.ForeignKey(Elector, models.CASCADE, related_name="proxies")
    written_on = models.DateField()
    paper = models.CharField(max_length=120)  # where the paper is kept


class Objection(Row):
    """Somebody says that the register is wrong; ruled within the days of the rule."""

    electorate = models.ForeignKey(Electorate, models.CASCADE, related_name="objections")
    by_name = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField(default=clock.now)
    rule_by = models.DateField()
    accepted = models.BooleanField(null=True)
    ruling = models.CharField(max_length=500, blank=True, default="")
    ruled_at = models.DateTimeField(null=True)


class Poll(Row):
    """A question put to a register. `options`: [{"key", "label"}]; a blank ballot is always possible."""

    electorate = models.ForeignKey(Electorate, models.PROTECT, related_name="polls")
    rule = models.CharField(max_length=40, blank=True, default="")
    question = models.CharField(max_length=200)
    options = models.JSONField()
    most = models.PositiveSmallIntegerField(default=1)  # choices on a ballot
    seats = models.PositiveSmallIntegerField(default=0)  # of an election
    runoff = models.BooleanField(default=False)
    candidates = models.JSONField(default=list)  # electors who stand: they hold no proxies
    secrecy = models.CharField(max_length=10)
    channels = models.JSONField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    about = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField(max_length=12, default=PollState.OPEN.value)
    key = models.TextField(blank=True, default="")  # public keys of a secret poll: JSON n, e, box
    closed_at = models.DateTimeField(null=True)
    present = models.PositiveIntegerField(null=True)  # who was there, of a meeting; else who took part counts
    batches = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "closes_at"], name="voting_poll_state")]

    def __str__(self) -> str:
        return self.question

    @property
    def keys(self) -> list[str]:
        """The keys of the options, in order."""
        return [o["key"] for o in self.options]


class Voice(Row):
    """That an elector has voted in a poll: once over all channels, by the constraint. Of a secret poll it says only
    that the right to vote was given out (`choice` stays null)."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="voices", db_index=False)
    elector = models.ForeignKey(Elector, models.PROTECT, related_name="+")
    by_proxy = models.ForeignKey(Elector, models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=VoiceState.COUNTED.value)
    choice = models.CharField(max_length=400, null=True)
    second = models.CharField(max_length=400, null=True)  # what the second person typed
    first_by = models.BigIntegerField(null=True)  # persons
    second_by = models.BigIntegerField(null=True)
    scan = models.BigIntegerField(null=True)
    blinded = models.CharField(max_length=64, blank=True, default="")  # hash: the same again gets the same answer
    salt = models.CharField(max_length=32, blank=True, default="")  # of the commitment in the ledger
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "elector"], name="voting_one_voice")]
        indexes: ClassVar = [models.Index(fields=["poll", "state", "id"], name="voting_voice_state")]


class Tally(Row):
    """Counts of a show of hands or of a ballot box, by channel; typed by two people where papers were counted."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="tallies")
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    counts = models.JSONField()  # option, "blank", "invalid", "ballots"
    second = models.JSONField(null=True)
    first_by = models.BigIntegerField(null=True)
    second_by = models.BigIntegerField(null=True)
    scan = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "channel"], name="voting_one_tally")]


class Waiting(models.Model):
    """A secret ballot until the next batch: the hash of its token, and the choice sealed to the poll's key."""

    spent = models.CharField(max_length=64, primary_key=True)
    poll_id = models.BigIntegerField()
    sealed = models.TextField()


class Spent(models.Model):
    """A token that was used, as a hash. Written with a batch, in order of the hash."""

    spent = models.CharField(max_length=64, primary_key=True)
    poll_id = models.BigIntegerField()


class Ballot(models.Model):
    """A secret ballot: an id of chance, what was chosen. Written in batches, shuffled; without a time."""

    id = models.BigIntegerField(primary_key=True)
    poll_id = models.BigIntegerField()
    choice = models.CharField(max_length=400, blank=True)


class Result(Row):
    """What a poll came to, from its release on. The only place where counts by option stand."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="released")
    counts = models.JSONField()  # heads by option, "blank", "invalid"
    areas = models.JSONField(default=dict)
    channels = models.JSONField()  # how many voices by channel
    figures = models.JSONField()  # what the rule was given
    rule_key = models.CharField(max_length=60, blank=True, default="")
    day = models.DateField()  # the day of the vote: its rule holds
    verdict = models.JSONField(null=True)  # valid, passed, elected, reasons
    override = models.JSONField(null=True)  # passed, reason, appointment, at: named and public
    entry = models.BigIntegerField()
    released_at = models.DateTimeField(default=clock.now)
    released_by = models.BigIntegerField(null=True)
