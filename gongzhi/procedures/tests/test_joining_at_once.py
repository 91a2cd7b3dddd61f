"""All bodies answer in the same moment, while the holder drops one part: nothing waits in a circle, nothing is lost."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection

from gongzhi.core.errors import DomainError
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as engine
from gongzhi.procedures.tests.conftest import make_town, open_one

BODIES = 4


@pytest.mark.django_db(transaction=True)
def test_answers_at_once_are_all_counted_and_the_whole_goes_on_once(manual_clock: object) -> None:
    town = make_town()
    posts = [town.post("water", f"水务{n}", town.area) for n in range(BODIES)]
    matter = open_one(town, procedure="together")
    holder = orgs.actor_of(town.worker.person.pk)
    engine.choose(matter.pk, outcome="whistle", actor=holder)
    engine.join(matter.pk, asks=[(p.id, "请到现场") for p in posts], actor=holder)
    parts = engine.parts_of(matter.pk)
    actors = [orgs.actor_of(p.person.pk) for p in posts]
    for part, actor in zip(parts, actors, strict=True):
        engine.take_offer(part.id, actor=actor)
    refused: list[str] = []
    ready = Barrier(BODIES + 1)

    def act(n: int) -> None:
        try:
            ready.wait(10)
            if n < BODIES:
                engine.answer_part(parts[n].id, words="看过了", actor=actors[n])
            else:
                engine.drop_part(parts[0].id, reason="不用了", actor=holder)
        except DomainError as error:
            refused.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(n,)) for n in range(BODIES + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    whole = engine.Matter.objects.get(pk=matter.pk)
    states = [p.state for p in engine.parts_of(matter.pk)]
    assert states[1:] == ["answered"] * (BODIES - 1)
    assert states[0] in ("answered", "dropped")
    assert len(refused) == 1  # who came second to the first part
    assert (whole.step, whole.open_children, whole.holder_post_id) == ("handle", 0, town.worker.id)
    assert engine.Move.objects.filter(matter=matter.pk, verb="part-ended").count() == BODIES
    assert engine.Move.objects.filter(matter=matter.pk, to_step="handle", from_step="whistle").count() == 1
