"""Secret ballots from the waiting to the sealed: in batches, shuffled.

What a copy of the database shows. Waiting ballots are sealed to a key that is not in it; each is filed under the hash
of a token that nobody can connect with a voter (it was signed blinded). A batch writes at least ten ballots, drawn by
chance, and leaves ten to wait, so that the last one at closing has ten too; it is one transaction, under ids of chance
and in an order of chance, and deletes what waited. On SQLite the tables have no rowid and deleted pages are overwritten
(`secure_delete`); the write-ahead log is emptied after the batch. On PostgreSQL the waiting rows' dead versions stay on
the page until the VACUUM that follows, and in the server's own write-ahead log until that is recycled: both hold only
sealed ballots, and the key is destroyed with the last batch. `xmin` of waiting rows tells when one came, `xmin`
and `ctid` of ballots only the batch. Within a batch nothing links; a batch in which all chose the same tells what these
ten chose, as any small count does.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F

from gongzhi.voting.actions import keys
from gongzhi.voting.models import Ballot, Poll, Spent, Tally, Waiting
from gongzhi.voting.rules import words
from gongzhi.voting.rules.words import BATCH_LEAST, BLANK, Channel, PollState, Secrecy, VoiceState


def seal_ballots(limit: int = 50) -> int:
    """Sweep: write a batch of every poll where at least ten can be written and ten left to wait; how many batches."""
    done = 0
    for poll_id in list(_ripe()[:limit]):
        with transaction.atomic():
            one = Poll.objects.select_for_update().filter(pk=poll_id, state=PollState.OPEN.value).first()
            if one is not None:
                done += bool(_seal(one, leave=BATCH_LEAST))
    return done


def _ripe() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT poll_id FROM voting_waiting GROUP BY poll_id HAVING COUNT(*) >= %s ORDER BY poll_id",
            [2 * BATCH_LEAST],
        )
        return [row[0] for row in cursor.fetchall()]


def seal_rest(one: Poll) -> None:
    """At closing, in its transaction: what still waits is written; where fewer than ten voted in all, only their sum.
    Then the key is destroyed."""
    if not one.key:
        return
    if Ballot.objects.filter(poll_id=one.pk).exists() or Waiting.objects.filter(poll_id=one.pk).count() >= BATCH_LEAST:
        _seal(one, leave=0)
    else:
        _sum_up(one)
    poll_id = one.pk
    transaction.on_commit(lambda: keys.destroy(poll_id))


def _open(one: Poll, rows: Iterable[Waiting]) -> list[str]:
    box = keys.load(one.pk).box
    return [keys.unseal(box, w.sealed, about=f"{one.pk}:{w.spent}") for w in rows]


def _seal(one: Poll, *, leave: int) -> int:
    """Write all that wait but `leave` of them, chosen by chance; nothing where that would be fewer than ten."""
    waiting = {w.spent: w for w in Waiting.objects.filter(poll_id=one.pk).order_by("spent")}
    taken = words.shuffled(waiting)[: max(len(waiting) - leave, 0)]
    if len(taken) < BATCH_LEAST:
        return 0
    rows = [waiting[spent] for spent in sorted(taken)]
    choices = words.shuffled(_open(one, rows))
    Ballot.objects.bulk_create([Ballot(id=words.random_id(), poll_id=one.pk, choice=c) for c in choices])
    _spend(one, rows)
    return len(rows)


def _spend(one: Poll, rows: list[Waiting]) -> None:
    Spent.objects.bulk_create([Spent(spent=w.spent, poll_id=one.pk) for w in rows])  # in order of the hash
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
        cursor.executemany("DELETE FROM voting_waiting WHERE spent = %s", [[w.spent] for w in rows])
    Poll.objects.filter(pk=one.pk).update(batches=F("batches") + 1)
    transaction.on_commit(_clean)


def _sum_up(one: Poll) -> None:
    """Fewer than ten: no ballot is kept, only how many chose what, until the release as counts on line."""
    rows = list(Waiting.objects.filter(poll_id=one.pk).order_by("spent"))
    if not rows:
        return
    counts: dict[str, int] = dict.fromkeys([*one.keys, BLANK, "invalid"], 0) | {"ballots": len(rows)}
    for choice in _open(one, rows):
        for key in choice.split(",") if choice else [BLANK]:
            counts[key] += 1
    Tally(poll=one, channel=Channel.ONLINE, state=VoiceState.COUNTED.value, counts=counts).save(force_insert=True)
    _spend(one, rows)


def _clean() -> None:
    """After the batch: what was deleted should not be found on the disk."""
    if connection.in_atomic_block:
        return  # inside a test's transaction
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
        else:
            cursor.execute("VACUUM voting_waiting")


def is_secret_online(one: Poll) -> bool:
    """Whether ballots of this poll are cast through the blind door."""
    return one.secrecy == Secrecy.SECRET and Channel.ONLINE in one.channels
