"""Several workers on the day of an adjustment, one killed -9 in the middle: it is done once, and whole."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from gongzhi.ledger.public import entries_of
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures.tests.test_workers import database_url, end, say_go
from gongzhi.structure.tests.levels import Levels, levels

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

__all__ = ["levels"]
MIDNIGHT = "2026-03-05T00:00:05+08:00"


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gongzhi.structure.tests.adjusting_worker", MIDNIGHT, *words]
    environment = os.environ | {"DATABASE_URL": database_url()}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_it_is_done_once_though_a_worker_is_killed(levels: Levels, city: Settled) -> None:
    matter = levels.opened("grid-01", levels.clerks[0])
    row = levels.confirmed(levels.abolishing())
    slow, others = start("slow"), [start() for _ in range(2)]
    try:
        say_go(slow)
        assert slow.stdout
        assert slow.stdout.readline() == "inside\n"
        assert places.get(levels.streets[0]).ends_on is None
        slow.kill()
        slow.wait()
        for worker in others:
            say_go(worker)
        said = [worker.stdout.readline() for worker in others if worker.stdout]
        assert sorted(said) == ["done 0\n", "done 1\n"]
    finally:
        end([slow, *others])
    assert len([e for e in entries_of(row.pk) if e.tag == "structure:adjustment:done"]) == 1
    assert len([e for e in entries_of(matter.pk) if e.tag == "procedures:matter:succeed"]) == 1
    assert places.Place.objects.filter(code="520103901003").count() == 1
    assert orgs.Body.objects.filter(name="清溪社区党委").count() == 1
