"""A hundred submissions by one voter at once, by all channels: one counts, the others are told."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from gongzhi.access.public import ANONYMOUS, Actor
from gongzhi.core import clock, entropy
from gongzhi.core.errors import Conflict
from gongzhi.packs import public as packs
from gongzhi.stories.public import settle
from gongzhi.voting import public as voting
from gongzhi.voting.models import Elector, Voice
from gongzhi.voting.tests.conftest import later


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_and_one_counts(manual_clock: Any) -> None:
    with entropy.seeded(1):
        packs.install("guiyang")
        city = settle(packs.active(), random.Random(1))
    director, secretary = city.actor("director"), city.actor("secretary")
    found = voting.open_register(place_id=city.places["zhonghua"], kind="persons", title="名单", actor=director)
    voting.add_rows(found.pk, [voting.RowDraft("甲"), voting.RowDraft("乙")], actor=director)
    voting.publish_register(found.pk, board="affairs", actor=director)
    later(6)
    voting.freeze_register(found.pk, actor=director)
    poll = voting.open_poll(
        electorate=found.pk, rule="", question="同意吗？", secrecy="named", opens_at=clock.now(), actor=director,
        closes_at=clock.now() + timedelta(days=1), channels=["online", "paper", "phone", "door", "meeting"],
    )  # fmt: skip
    one = Elector.objects.get(name="甲").pk
    channels = ["online", "paper", "phone", "door", "meeting"] * 20
    random.Random(3).shuffle(channels)
    gate, counted, told, other = threading.Barrier(20), [], [], []

    def submit(mine: list[str]) -> None:
        try:
            gate.wait(20)
            for channel in mine:
                _one(channel)
        finally:
            connection.close()

    def _one(channel: str) -> None:
        actor: Actor = ANONYMOUS if channel == "online" else director
        try:
            made = voting.cast_named(poll.pk, one, ["for"], channel=channel, actor=actor)
            if made.state == "entered":
                made = voting.confirm_voice(made.pk, ["for"], actor=secretary)
            counted.append(made.state)
        except Conflict as error:
            told.append(str(error))
        except Exception as error:  # noqa: BLE001 - nothing else may come
            other.append(error)

    threads = [threading.Thread(target=submit, args=(channels[n::20],)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert other == []
    assert (counted, len(told)) == (["counted"], 99)
    assert Voice.objects.filter(poll=poll).count() == 1
    turnout = voting.turnout_of(poll)
    assert turnout.voted == sum(turnout.channels.values()) == 1
