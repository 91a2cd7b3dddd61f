"""Workers of requests, one killed -9 in the middle: clocks of a whistle's parts and calls back, each exactly once.

Escalations of whole matters: procedures/tests/test_workers.py. Messages out: notices/tests/test_deliver.py.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock, entropy
from gongzhi.ledger.public import entries_of
from gongzhi.notices.models import Message
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.procedures.tests.test_workers import database_url, end, say_go
from gongzhi.requests import public as requests
from gongzhi.requests.models import CallBack, PartTurn, Reporter
from gongzhi.stories.public import settle

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

LATE = "2026-03-20T10:00:00+08:00"
REQUESTS, WORKERS = 6, 2
DEPARTMENTS = ("liaison-urban-management", "liaison-housing", "property")
pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.prove.request_worker", LATE, *words]
    environment = os.environ | {"DATABASE_URL": database_url()}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def settled() -> Settled:
    with entropy.seeded(1):
        packs.install("chengcheng")
        return settle(packs.active(), random.Random(1))


def reported(town: Settled, number: int) -> procedures.Matter:
    draft = requests.Draft(
        "顶楼又在违法搭建，邻居劝了几次都没用", name="老周", contact_phone=f"1380013{number:04}",
        place_id=town.places["grid-1"], type_key="illegal-building",
    )  # fmt: skip
    taken = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    matter = procedures.Matter.objects.get(pk=taken.matter_id)
    street = town.posts["coordinator"]
    if matter.holder_post_id != street:
        procedures.succeed(matter.pk, from_post=matter.holder_post_id, to_post=street, reason="", actor=SYSTEM)
    return matter


def blown(town: Settled) -> list[int]:
    """The parts of as many requests, each offered to its department."""
    actor = town.actor("coordinator")
    for number in range(REQUESTS):
        matter = reported(town, number)
        procedures.accept(matter.pk, actor=actor)
        for outcome in ("hand_over", "whistle"):
            procedures.choose(matter.pk, outcome=outcome, actor=actor)
        requests.blow(matter.pk, asks=[(town.posts[DEPARTMENTS[number % 3]], "请到场")], actor=actor)
    return list(procedures.Matter.objects.filter(kind=procedures.PART).order_by("id").values_list("id", flat=True))


def killed_among_others(slow: str) -> None:
    """One worker is killed in the middle of its second piece, the others go on to the end."""
    victim, others = start(slow), [start() for _ in range(WORKERS)]
    try:
        say_go(victim)
        assert victim.stdout
        assert victim.stdout.readline() == "inside\n"
        for worker in others:
            say_go(worker)
        victim.kill()
        victim.wait()
        assert [worker.wait(120) for worker in others] == [0] * WORKERS
    finally:
        end([victim, *others])


def test_each_clock_of_a_part_rings_once(manual_clock: Any) -> None:
    town = settled()
    parts = blown(town)
    assert len(parts) == REQUESTS
    killed_among_others("slow-parts")
    rung = Counter(procedures.Escalation.objects.filter(matter__in=parts).values_list("matter_id", "clock", "level"))
    assert set(rung.values()) == {1}
    assert {matter for matter, _clock, _level in rung} == set(parts)
    for pk in parts:
        (tick,) = procedures.Move.objects.filter(matter=pk, verb="tick")
        assert len([e for e in entries_of(pk) if e.tag == "procedures:matter:tick"]) == 1
        rings = [what for what in tick.data["what"].split(",") if what in ("escalated", "reminded")]
        assert Message.objects.filter(about=pk, key__startswith="part_late:").count() == len(rings) > 1
    assert PartTurn.objects.filter(part__in=parts).count() == REQUESTS
    assert not procedures.Matter.objects.filter(next_tick_at__lte=clock.datetime.fromisoformat(LATE)).exists()


def test_each_call_back_by_message_goes_out_once(manual_clock: Any) -> None:
    town = settled()
    actor = town.actor("coordinator")
    for number in range(REQUESTS):
        matter = reported(town, number)
        for outcome in ("hand_over", "whistle", "alone"):
            procedures.choose(matter.pk, outcome=outcome, reason="无人可请", actor=actor)
        requests.answer(matter.pk, actor=actor, ending="solved", public_text="已经拆除")
    CallBack.objects.all().delete()  # those that the lot drew
    rule = next(r for r in packs.active().callbacks if r.way == "message")
    CallBack.objects.bulk_create([
        CallBack(request=r.request, reporter=r, place_id=r.request.matter.place_id, round=1, rule=rule.key, post=None,
                 due_at=clock.now() + timedelta(hours=1))
        for r in Reporter.objects.select_related("request__matter")
    ])  # fmt: skip
    killed_among_others("slow-calls")
    assert Counter(CallBack.objects.values_list("state", flat=True)) == {"sent": REQUESTS}
    asked = Counter(Message.objects.filter(key__contains="call_back").values_list("about", flat=True))
    assert asked == dict.fromkeys(CallBack.objects.values_list("request_id", flat=True), 1)
