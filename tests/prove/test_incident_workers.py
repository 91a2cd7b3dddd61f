"""Workers of incidents, one killed -9 in the middle: each level is told exactly once, and acknowledging and the clock
at the same moment give one of the two."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock, entropy
from gongzhi.incidents import public as incidents
from gongzhi.ledger.public import entries_of
from gongzhi.notices.models import Message
from gongzhi.packs import public as packs
from gongzhi.procedures.tests.test_workers import database_url, end, say_go
from gongzhi.requests import public as requests
from tests.towns import moved_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongzhi.stories.public import Settled

LATE = "2026-03-02T09:31:00+08:00"  # past the thirty minutes of the first level, within the twenty of the next
NUMBER, WORKERS = 6, 2
pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    with entropy.seeded(1):
        yield moved_in("yaan")
    packs.forget()


def reported(town: Settled, n: int) -> int:
    draft = requests.Draft(
        "井盖不见了，差点踩空", type_key="manhole", name="老周", contact_phone=f"1380013{n:04}",
        place_id=town.places["grid-1"],
    )  # fmt: skip
    return requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).matter_id


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.prove.incident_worker", LATE, *words]
    environment = os.environ | {"DATABASE_URL": database_url()}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_each_level_is_told_once_though_a_worker_is_killed(town: Settled) -> None:
    ids = [reported(town, n) for n in range(NUMBER)]
    victim, others = start("slow"), [start() for _ in range(WORKERS)]
    try:
        say_go(victim)
        assert victim.stdout
        assert victim.stdout.readline() == "inside\n"
        assert incidents.Step.objects.filter(number=2).count() == 1  # what it committed before the one it dies in
        for worker in others:
            say_go(worker)
        victim.kill()
        victim.wait()
        assert [worker.wait(120) for worker in others] == [0] * WORKERS
    finally:
        end([victim, *others])
    steps = Counter(incidents.Step.objects.values_list("incident__request", "number", "level"))
    assert steps == {(pk, n, level): 1 for pk in ids for n, level in ((1, "general"), (2, "serious"))}
    posts = {town.posts["director"], town.posts["secretary"]}
    told = Counter(incidents.Told.objects.filter(step__number=2).values_list("step__incident__request", "post"))
    assert told == {(pk, post): 1 for pk in ids for post in posts}
    for incident in incidents.Incident.objects.all():
        sent = Message.objects.filter(about=incident.pk, channel="inapp", key__startswith="incident-")
        by_step = Counter(m.key.split("-")[1] for m in sent)
        assert sorted(by_step.values()) == [2, 2]  # two posts of the first level, two of the next, each once
        tags = Counter(e.tag for e in entries_of(incident.request_id))
        assert tags["incident:level"] == 2


def test_a_tap_and_the_clock_at_once_give_one_of_the_two(town: Settled, manual_clock: Any) -> None:
    ids = [reported(town, n) for n in range(4)]
    actor = town.actor("leader-1")
    manual_clock.advance(timedelta(minutes=30))

    def tap(pk: int) -> None:
        try:
            incidents.acknowledge(pk, actor=actor)
        except Exception as error:  # noqa: BLE001 - who comes second is told so, by whatever refusal
            refused.append(error)
        finally:
            connection.close()

    def ring() -> None:
        try:
            incidents.run_clocks()
        finally:
            connection.close()

    refused: list[Exception] = []
    with ThreadPoolExecutor(max_workers=5) as pool:
        jobs = [pool.submit(ring), *(pool.submit(tap, pk) for pk in ids)]
        for job in jobs:
            job.result()
    for pk in ids:
        first = incidents.Step.objects.get(incident__request=pk, number=1)
        assert (first.acknowledged_at is None) != (first.passed_at is None)
        assert incidents.Incident.objects.get(request=pk).number == (1 if first.acknowledged_at else 2)
    assert clock.now() == manual_clock()
