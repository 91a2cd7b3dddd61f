"""The tables of the ledger. Entries are inserted, given an index once by the sequencer, and never touched again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import Q

from gongzhi.kit.models import Row

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEVEL_BITS = 56  # a node's id is its level above its position


def ms_of(moment: datetime) -> int:
    """Whole milliseconds since 1970 UTC (exact, no float)."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(ms: int) -> datetime:
    """The aware UTC time of `ms_of`."""
    return _EPOCH + timedelta(milliseconds=ms)


class Entry(Row):
    """One thing that happened. All columns but `index` are under `hash`."""

    stream = models.BigIntegerField()
    seq = models.IntegerField()  # 1, 2, 3 … in its stream
    at_ms = models.BigIntegerField()  # UTC, milliseconds since 1970: the same number on every database
    tag = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=16)
    appointment_id = models.BigIntegerField(null=True)
    codes = models.TextField()  # canonical JSON text, kept and hashed as it stands
    commitments = models.TextField()  # canonical JSON text {field: hex}
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    index = models.BigIntegerField(null=True)  # place in the tree, gapless, given by the sequencer

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="ledger_entry_stream_seq"),
            models.UniqueConstraint(fields=["index"], name="ledger_entry_index"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(index__isnull=True), name="ledger_entry_waiting"),
        ]

    @property
    def at(self) -> datetime:
        """When it happened, aware UTC."""
        return moment_of(self.at_ms)


class Opening(Row):
    """The words behind a commitment. Deleted when the person is erased; the commitment stays."""

    entry = models.ForeignKey(Entry, models.DO_NOTHING, db_constraint=False, related_name="openings", db_index=False)
    field = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=32)
    text = models.TextField()
    person_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="ledger_opening_field")]
        indexes = [
            models.Index(fields=["person_id"], condition=Q(person_id__isnull=False), name="ledger_opening_person"),
        ]


class Leaf(models.Model):
    """A leaf of the tree, with the name of its entry: what verification compares and names."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField()
    stream = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["hash"], name="ledger_leaf_hash")]


class Node(models.Model):
    """A complete subtree above the leaves: id = level << 56 | position."""

    id = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)


class Tree(models.Model):
    """One row: the size and root of the tree, and the lease of the one who may append."""

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    owner = models.CharField(max_length=40)
    until_ms = models.BigIntegerField()


class Head(Row):
    """A signed head. `day` is the day (Asia/Shanghai) that it closes; null for one signed for an export."""

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    at_ms = models.BigIntegerField()
    day = models.DateField(null=True)
    key = models.BinaryField(max_length=32)  # the Ed25519 public key
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day"], name="ledger_head_day")]
        indexes = [models.Index(fields=["size"], name="ledger_head_size")]

    @property
    def at(self) -> datetime:
        """When it was signed, aware UTC."""
        return moment_of(self.at_ms)
