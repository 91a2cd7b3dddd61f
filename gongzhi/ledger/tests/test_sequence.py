"""Numbering: gapless, in the order of each stream, nothing lost or doubled, whoever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from gongzhi.core import clock, entropy, ids
from gongzhi.core.errors import NotFound
from gongzhi.ledger import public as ledger
from gongzhi.ledger import tasks
from gongzhi.ledger.models import Entry, Head, Leaf, Tree
from gongzhi.ledger.queries.heads import day_heads
from gongzhi.ledger.rules import merkle
from gongzhi.ledger.rules.verify_ledger import leaf_hash
from gongzhi.ledger.tests.conftest import TAG, fill


def _numbered() -> list[tuple[int, int]]:
    return list(Entry.objects.filter(index__isnull=False).order_by("index").values_list("stream", "seq"))


def _in_order(rows: list[tuple[int, int]]) -> bool:
    last: dict[int, int] = {}
    for stream, seq in rows:
        if seq != last.get(stream, 0) + 1:
            return False
        last[stream] = seq
    return True


@pytest.mark.django_db
def test_batches_make_the_same_tree_as_one() -> None:
    fill(50)
    while ledger.sequence(7):
        pass
    assert [e.index for e in Entry.objects.order_by("id")] == list(range(50))
    assert _in_order(_numbered())
    assert ledger.head().size == 50
    assert ledger.head().root == ledger.verify().head
    assert [e.index for e in ledger.since(45)] == [45, 46, 47, 48, 49]
    assert [e.codes["n"] for e in ledger.since(10, [TAG], limit=2)] == [10, 11]
    assert ledger.sequence() == 0


@pytest.mark.django_db
def test_an_entry_with_a_lower_id_that_is_committed_later_just_comes_later() -> None:
    ids = fill(10, streams=10)
    late = Entry.objects.get(pk=ids[0])
    Entry.objects.filter(pk=late.pk).delete()
    ledger.sequence_all()
    late.save(force_insert=True)
    assert ledger.sequence_all() == 1
    assert Entry.objects.get(pk=ids[0]).index == 9
    assert ledger.verify().ok


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [3, 100])
def test_clocks_that_differ_do_not_turn_the_order_of_a_stream(limit: int) -> None:
    ids = fill(6, streams=1)
    rows = list(Entry.objects.order_by("seq"))
    Entry.objects.all().delete()
    for entry, number in zip(rows, [ids[5], ids[1], ids[3], ids[2], ids[0], ids[4]], strict=True):
        entry.id = number
        entry.save(force_insert=True)
    while ledger.sequence(limit):
        pass
    assert _in_order(_numbered())
    assert len(_numbered()) == 6


@pytest.mark.django_db
def test_whoever_does_not_hold_the_lease_waits(manual_clock: clock.ManualClock) -> None:
    from datetime import timedelta

    fill(3)
    ledger.sequence(1)
    Tree.objects.update(owner="somebody else", until_ms=2**50)
    assert ledger.sequence() == 0
    Tree.objects.update(until_ms=int(clock.now().timestamp() * 1000) + 5000)
    assert ledger.sequence() == 0
    manual_clock.advance(timedelta(seconds=6))  # it was killed: its lease runs out
    assert ledger.sequence() == 2


@pytest.mark.django_db
def test_proofs_of_what_is_kept() -> None:
    fill(37)
    ledger.sequence_all()
    for index in (0, 17, 36):
        proof = ledger.prove_inclusion(index, 37)
        leaf = leaf_hash(bytes(Entry.objects.get(index=index).hash))
        assert proof.known == leaf.hex()
        assert proof.root == ledger.head().root
        path = [bytes.fromhex(step) for step in proof.path]
        assert merkle.included(leaf, index, 37, path, bytes.fromhex(proof.root))
    old = ledger.head()
    fill(20)
    ledger.sequence_all()
    grown = ledger.prove_consistency(37, 57)
    assert (grown.known, grown.root) == (old.root, ledger.head().root)
    path = [bytes.fromhex(step) for step in grown.path]
    assert merkle.consistent(37, 57, bytes.fromhex(old.root), bytes.fromhex(grown.root), path)
    for wrong in ((57, 57), (0, 58), (-1, 5)):
        with pytest.raises(NotFound):
            ledger.prove_inclusion(*wrong)
    for wrong in ((0, 5), (6, 5), (1, 58)):
        with pytest.raises(NotFound):
            ledger.prove_consistency(*wrong)


@pytest.mark.django_db
def test_the_same_story_gives_the_same_head_on_every_database(manual_clock: clock.ManualClock) -> None:
    from datetime import timedelta

    ids.reset()
    with entropy.seeded(7):
        for n in range(25):
            manual_clock.advance(timedelta(minutes=1, microseconds=1234))
            codes = {"n": n, "state": "办结" if n % 3 else None}
            ledger.record(TAG, stream=n % 4, actor=None, codes=codes, texts={"words": f"第{n}句 “引号” \n"})
    ledger.sequence_all()
    assert ledger.head().root == "cbf3042a95fa884fe0d4dc4d5d9b46a70b69fe305c03c37c68bda96b66ebec27"


@pytest.mark.django_db
def test_days_are_closed_once(manual_clock: clock.ManualClock, key: Path) -> None:
    from datetime import timedelta

    assert tasks.close_yesterday() == 0  # nothing to sign
    fill(5)
    assert tasks.close_yesterday() == 1
    assert tasks.close_yesterday() == 0
    first = ledger.latest_head()
    assert first
    assert (str(first.day), first.size) == ("2026-03-01", 5)
    assert key.stat().st_mode & 0o777 == 0o600
    manual_clock.advance(timedelta(days=1))
    fill(5)
    assert tasks.sequence_waiting() == 5
    assert tasks.close_yesterday() == 1
    first_page = day_heads(size=1)
    assert [(str(h.day), h.size) for h in first_page.items] == [("2026-03-02", 10)]
    assert [(str(h.day), h.size) for h in day_heads(first_page.after).items] == [("2026-03-01", 5)]
    assert ledger.verify().ok
    assert Head.objects.count() == 2


def _spawn(work: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gongzhi.ledger.tests.sequencer", work, str(connection.settings_dict["NAME"])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3], env=os.environ)


def _rounds(process: subprocess.Popen[str], number: int) -> None:
    assert process.stdout
    for _ in range(number):
        assert process.stdout.readline()


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_lost_or_doubled() -> None:
    if str(connection.settings_dict["NAME"]).startswith("file:"):
        pytest.skip("needs a database that other processes can open")
    writers = [_spawn("record 1"), _spawn("record 1")]  # both at the end of one stream
    numberers = [_spawn("sequence"), _spawn("sequence")]
    try:
        for process in [*writers, *numberers]:
            _rounds(process, 3)
        for victim in (numberers[0], writers[0]):
            time.sleep(0.3)
            victim.send_signal(signal.SIGKILL)
            victim.wait(10)
        Tree.objects.update(until_ms=0)  # do not wait for the lease of the dead to run out
        _rounds(writers[1], 3)
        _rounds(numberers[1], 3)
    finally:
        for process in [*writers, *numberers]:
            process.kill()
            process.wait(10)
            if process.stdout:
                process.stdout.close()
    Tree.objects.update(until_ms=0)
    ledger.sequence_all()
    total = Entry.objects.count()
    assert total > 10
    assert sorted(Entry.objects.values_list("index", flat=True)) == list(range(total))
    assert Leaf.objects.count() == ledger.head().size == total
    assert _in_order(_numbered())
    report = ledger.verify()
    assert (report.ok, report.entries) == (True, total)
