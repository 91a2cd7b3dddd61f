"""Several workers after the last day of an emergency plan, one killed -9 in the middle: closed once, nothing left."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import entropy
from gongzhi.ledger.public import entries_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures.tests.test_workers import database_url, end, say_go
from gongzhi.stories.public import settle
from gongzhi.structure.actions import emergency, emergency_areas, emergency_people
from gongzhi.structure.models import Emergency, EmergencyHelper
from gongzhi.structure.rules.emergency import Role

TODAY = date(2026, 3, 2)


def start(*words: str) -> subprocess.Popen[str]:
    moment = "2026-03-03T00:00:05+08:00"
    command = [sys.executable, "-m", "gongzhi.structure.tests.adjusting_worker", moment, "emergencies", *words]
    environment = os.environ | {"DATABASE_URL": database_url()}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def flooded() -> Emergency:
    with entropy.seeded(1):
        packs.install("chengcheng")
        town = settle(packs.active(), random.Random(1))
    order = emergency.Order("澄汛令〔2026〕1号", "澄城县人民政府", TODAY)
    row = emergency.ask(
        actor=town.actor("coordinator"), kind="flood", place_id=town.places["street"], order=order, starts_on=TODAY,
        ends_on=TODAY,
    )  # fmt: skip
    emergency.confirm(row, actor=town.actor("street-secretary"))
    place, run = town.places["grid-1"], town.actor("secretary")
    emergency_areas.form_branch(row, place, actor=run)
    one = emergency_people.report_in(
        row, actor=SYSTEM, role=Role.CADRE, name="王澄雨", phone="13912340000", unit="县水务局", agreed=True
    )
    emergency_areas.set_secretary(row, place, one.pk, actor=run)
    return row


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_it_is_closed_once_though_a_worker_is_killed(manual_clock: Any) -> None:
    row = flooded()
    slow, others = start("slow"), [start() for _ in range(2)]
    try:
        say_go(slow)
        assert slow.stdout
        assert slow.stdout.readline() == "inside\n"
        slow.kill()
        slow.wait()
        assert EmergencyHelper.objects.count() == 1  # its transaction never was
        for worker in others:
            say_go(worker)
        said = [worker.stdout.readline() for worker in others if worker.stdout]
        assert sorted(said) == ["done 0\n", "done 1\n"]
    finally:
        end([slow, *others])
    assert len([e for e in entries_of(row.pk) if e.tag == "structure:emergency:closed"]) == 1
    assert not EmergencyHelper.objects.exists()
    assert not orgs.Body.objects.filter(kind="temporary_branch", ends_on=None).exists()
