"""A step that a meeting decides: nobody chooses its outcome, nothing is skipped, not even past the program."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.ledger.public import entries_of
from gongzhi.procedures import public as engine
from gongzhi.procedures.actions.guard import passages
from gongzhi.procedures.tests.conftest import open_one
from gongzhi.procedures.tests.definitions import TOGETHER

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_council(town: SimpleNamespace, as_: Any) -> engine.Matter:
    matter = open_one(town, procedure="decided")
    return engine.choose(matter.pk, outcome="ready", actor=as_(town.worker))


def test_its_vote_alone_takes_the_matter_on(town: SimpleNamespace, as_: Any, at_council: engine.Matter) -> None:
    actor = as_(town.worker)
    for trusted in (False, True):
        with pytest.raises(NotAllowed, match="A meeting decides"):
            engine.choose(at_council.pk, outcome="passed", actor=actor, vouched=trusted)
    counts = {"meeting": 7, "entitled": 9, "present": 6, "agreed": 4, "against": 2, "abstained": 0}
    matter = engine.conclude(at_council.pk, passed=True, actor=actor, data={"rule": "x", "passed": True, **counts})
    assert (matter.step, matter.state) == ("show", "open")
    assert engine.timeline(matter.pk)[-1].verb == "conclude"
    assert entries_of(matter.pk)[-1].tag == "procedures:matter:conclude"
    with pytest.raises(NotAllowed, match="no meeting decides"):
        engine.conclude(matter.pk, passed=True, actor=actor)


def test_what_is_rejected_goes_back(town: SimpleNamespace, as_: Any, at_council: engine.Matter) -> None:
    matter = engine.conclude(at_council.pk, passed=False, actor=as_(town.worker))
    assert matter.step == "collect"
    with pytest.raises(Invalid):
        engine.choose(matter.pk, outcome="passed", actor=as_(town.worker))


def test_the_database_refuses_a_step_that_is_skipped(at_council: engine.Matter) -> None:
    rows = engine.Matter.objects.filter(pk=at_council.pk)
    for step in ("carry-out", "archive", "nowhere"):
        with pytest.raises(DatabaseError, match="may not be skipped"), transaction.atomic():
            rows.update(step=step)
    assert rows.update(step="collect") == 1  # back is a way that the supervisors and the holder have


def test_passages_lead_forward_by_outcomes_and_back_to_what_came_before() -> None:
    found = passages(TOGETHER)
    assert ("handle", "whistle") in found
    assert ("show", "handle") in found
    assert ("handle", "show") not in found
