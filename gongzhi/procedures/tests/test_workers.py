"""Several worker processes, one killed -9 in the middle of a transaction: each escalation exactly once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from urllib.parse import quote

import pytest
from django.db import connection

from gongzhi.core import clock
from gongzhi.ledger.public import entries_of
from gongzhi.procedures import public as engine
from gongzhi.procedures.tests.conftest import make_town, open_one

LATE = "2026-03-20T10:00:00+08:00"


def database_url() -> str:
    one = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{one['NAME']}"
    user = quote(one["USER"]) + (f":{quote(one['PASSWORD'])}" if one["PASSWORD"] else "")
    port = f"&port={one['PORT']}" if one["PORT"] else ""
    return f"postgresql://{user}@/{one['NAME']}?host={quote(one['HOST'])}{port}"


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gongzhi.procedures.tests.tick_worker", LATE, *words]
    environment = os.environ | {"DATABASE_URL": database_url()}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def say_go(worker: subprocess.Popen[str]) -> None:
    assert worker.stdout
    assert worker.stdin
    assert worker.stdout.readline() == "ready\n"
    worker.stdin.write("go\n")
    worker.stdin.flush()


def end(workers: list[subprocess.Popen[str]]) -> None:
    """Kills them, wherever they are."""
    for worker in workers:
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            assert pipe
            pipe.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("matters", "workers"), [(6, 1), pytest.param(200, 4, marks=pytest.mark.prove)], ids=["small", "large"]
)
def test_each_escalation_happens_once_though_a_worker_is_killed(
    manual_clock: object, matters: int, workers: int
) -> None:
    town = make_town()
    ids = [open_one(town).pk for _ in range(matters)]
    slow, others = start("slow"), [start() for _ in range(workers)]
    try:
        say_go(slow)
        assert slow.stdout
        assert slow.stdout.readline() == "inside\n"
        done_before = engine.Move.objects.filter(verb="tick").count()
        assert done_before == 1  # what it committed before the one it dies in
        for worker in others:
            assert worker.stdout
            say_go(worker)
        slow.kill()
        slow.wait()
        assert [worker.wait(120) for worker in others] == [0] * workers
    finally:
        end([slow, *others])
    escalated = Counter(engine.Escalation.objects.values_list("matter_id", "clock", "level"))
    assert escalated == {(pk, name, level): 1 for pk in ids for name in ("step", "matter") for level in (1, 2)}
    assert Counter(engine.Move.objects.filter(verb="tick").values_list("matter_id", flat=True)) == dict.fromkeys(ids, 1)
    assert all(len([e for e in entries_of(pk) if e.tag == "procedures:matter:tick"]) == 1 for pk in ids)
    assert not engine.Matter.objects.filter(next_tick_at__lte=clock.now()).exists()
    assert set(engine.Matter.objects.values_list("light", flat=True)) == {"red"}
