"""The sequencer: gives committed entries their gapless index and grows the tree. Any number may run; one works."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.ledger.models import Entry, Leaf, Node, Tree, ms_of
from gongzhi.ledger.queries.tree import TREE_ID, frontier, node_id
from gongzhi.ledger.rules.chunks import chunks
from gongzhi.ledger.rules.merkle import grow
from gongzhi.ledger.rules.verify_ledger import fold, leaf_hash

LEASE_MS = 15_000
_Waiting = tuple[int, int, int, bytes]  # id, stream, seq, hash
_NUMBER = (
    'UPDATE ledger_entry SET "index" = l."index" FROM ledger_leaf l '
    'WHERE l.entry_id = ledger_entry.id AND l."index" >= %s AND l."index" < %s'
)


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
        except Conflict:  # we were so slow that the lease ran out and another took over: nothing of ours is kept
            return 0


def sequence_all() -> int:
    """Sequence until nothing waits; returns how many got an index."""
    total = 0
    while done := sequence(5000):
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
    batch: list[_Waiting] = list(rows[:limit])
    if len(batch) == limit:  # clocks of two machines differ: an earlier one of a stream may have a higher id
        highest: dict[int, int] = {}
        for _, stream, seq, _ in batch:
            highest[stream] = max(seq, highest.get(stream, 0))
        for part in chunks(sorted(highest), 500):
            later = rows.filter(stream__in=part, id__gt=batch[limit - 1][0])
            batch += [row for row in later if row[2] < highest[row[1]]]
    of_stream: dict[int, list[_Waiting]] = {}
    for row in batch:
        of_stream.setdefault(row[1], []).append(row)
    turns = {stream: iter(sorted(mine, key=lambda row: row[2])) for stream, mine in of_stream.items()}
    return [next(turns[row[1]]) for row in batch]


@transaction.atomic
def _append(owner: str, limit: int) -> int:
    tree = Tree.objects.get(pk=TREE_ID)
    batch = _waiting(limit)
    leaves = [leaf_hash(bytes(digest)) for *_, digest in batch]
    nodes, grown = grow(tree.size, frontier(tree.size), leaves)
    end = tree.size + len(batch)
    still_mine = Tree.objects.filter(pk=TREE_ID, owner=owner, size=tree.size)
    if not still_mine.update(size=end, root=fold(grown)):
        raise Conflict("Another process took over the numbering of the ledger.")
    Leaf.objects.bulk_create(
        [
            Leaf(index=index, entry_id=row[0], stream=row[1], hash=digest)
            for index, (row, digest) in enumerate(zip(batch, leaves, strict=True), tree.size)
        ],
        batch_size=200,
    )
    Node.objects.bulk_create([Node(id=node_id(place), hash=digest) for place, digest in nodes], batch_size=400)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [tree.size, end])
        if cursor.rowcount != len(batch):
            raise Conflict("Another process took over the numbering of the ledger.")
    return len(batch)
