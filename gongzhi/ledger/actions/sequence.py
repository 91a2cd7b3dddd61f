"""The sequencer: gives committed entries their gapless index and grows the tree. Any number may run; one works."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Min

from gongzhi.core import clock
from gongzhi.ledger.actions.insert import insert_rows
from gongzhi.ledger.models import Entry, Tree, ms_of
from gongzhi.ledger.queries.tree import TREE_ID, frontier, node_id
from gongzhi.ledger.rules.chunks import chunks
from gongzhi.ledger.rules.merkle import grow
from gongzhi.ledger.rules.verify_ledger import fold, leaf_hash

LEASE_MS = 15_000
_Waiting = tuple[int, int, int, bytes]  # id, stream, seq, hash
_NUMBER = 'UPDATE ledger_entry SET "index" = %s WHERE id = %s'


class _Overtaken(Exception):
    """Another process took over the numbering."""


def sequence(limit: int = 2000) -> int:
    """Give up to about `limit` committed entries their index; returns how many got one (0: nothing waits, or another
    process is at it). Killed at any moment, it leaves either all of its batch or none."""
    if not Entry.objects.filter(index__isnull=True).exists():
        return 0
    with _lease() as owner:
        if owner is None:
            return 0
        try:
            return _append(owner, limit)
        except _Overtaken:  # we were so slow that the lease ran out and another took over: nothing of ours is kept
            return 0


def sequence_all() -> int:
    """Sequence until nothing waits; returns how many got an index."""
    total = 0
    while done := sequence(20_000):
        total += done
    return total


@contextmanager
def _lease() -> Iterator[str | None]:
    owner = f"{socket.gethostname()[:16]}:{os.getpid()}:{threading.get_ident()}"[:40]
    now = ms_of(clock.now())
    mine = Tree.objects.filter(pk=TREE_ID, until_ms__lt=now)
    if not mine.update(owner=owner, until_ms=now + LEASE_MS):
        if Tree.objects.filter(pk=TREE_ID).exists():
            yield None
            return
        first = Tree(pk=TREE_ID, size=0, root=fold([]), owner="", until_ms=0)
        Tree.objects.bulk_create([first], ignore_conflicts=True)
        if not mine.update(owner=owner, until_ms=now + LEASE_MS):
            yield None
            return
    try:
        yield owner
    finally:
        Tree.objects.filter(pk=TREE_ID, owner=owner).update(until_ms=0)


def _waiting(limit: int) -> list[_Waiting]:
    """Entries without an index in order of id, but in each stream in order of seq."""
    rows = Entry.objects.filter(index__isnull=True).order_by("id").values_list("id", "stream", "seq", "hash")
    batch = [_plain(row) for row in rows[:limit]]
    of_stream: dict[int, list[_Waiting]] = {}
    for row in batch:
        of_stream.setdefault(row[1], []).append(row)
    if len(batch) == limit:
        for row in _stragglers({stream: [r[2] for r in mine] for stream, mine in of_stream.items()}, batch[-1][0]):
            of_stream[row[1]].append(row)
            batch.append(row)
    turns = {stream: iter(sorted(mine, key=lambda row: row[2])) for stream, mine in of_stream.items()}
    return [next(turns[row[1]]) for row in batch]


def _plain(row: tuple[int, int, int, bytes | memoryview[int]]) -> _Waiting:
    number, stream, seq, digest = row
    return number, stream, seq, bytes(digest)


def _stragglers(seqs: dict[int, list[int]], last_id: int) -> list[_Waiting]:
    """Waiting entries that come earlier in a stream than those of the batch, though their id is higher: the clocks of
    two machines differ."""
    found: list[_Waiting] = []
    for part in chunks(sorted(seqs), 500):
        rows = Entry.objects.filter(index__isnull=True, stream__in=part)
        lowest = dict(rows.order_by("stream").values_list("stream").annotate(Min("seq")))
        torn = [s for s in part if lowest[s] < min(seqs[s]) or max(seqs[s]) - min(seqs[s]) + 1 != len(seqs[s])]
        later = rows.filter(stream__in=torn, id__gt=last_id).order_by("id").values_list("id", "stream", "seq", "hash")
        found += [_plain(row) for row in later if row[2] < max(seqs[row[1]])]
    return found


@transaction.atomic
def _append(owner: str, limit: int) -> int:
    tree = Tree.objects.get(pk=TREE_ID)
    batch = _waiting(limit)
    leaves = [leaf_hash(digest) for *_, digest in batch]
    nodes, grown = grow(tree.size, frontier(tree.size), leaves)
    end = tree.size + len(batch)
    still_mine = Tree.objects.filter(pk=TREE_ID, owner=owner, size=tree.size)
    if not still_mine.update(size=end, root=fold(grown)):
        raise _Overtaken
    numbered = enumerate(zip(batch, leaves, strict=True), tree.size)
    insert_rows(
        "ledger_leaf",
        ("index", "entry_id", "stream", "hash"),
        ((index, row[0], row[1], digest) for index, (row, digest) in numbered),
    )
    insert_rows("ledger_node", ("id", "hash"), ((node_id(place), digest) for place, digest in nodes))
    with connection.cursor() as cursor:
        # one by one over the primary key: a join is at the mercy of statistics that are old just when much waits
        cursor.executemany(_NUMBER, [(index, row[0]) for index, row in enumerate(batch, tree.size)])
        if cursor.rowcount != len(batch):
            raise _Overtaken
    return len(batch)
