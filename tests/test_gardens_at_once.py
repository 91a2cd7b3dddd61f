"""Two threads, each with a connection of its own, use the same goods, confirm the same money, adopt the same bed."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from gongzhi.access.public import ANONYMOUS, Actor
from gongzhi.core import clock, entropy
from gongzhi.core.errors import DomainError
from gongzhi.deliberation.actions import adoptions, gardens, pledges
from gongzhi.deliberation.models import Adoption, Garden, Gift, Need
from gongzhi.deliberation.rules.gardens import AdoptDraft
from gongzhi.deliberation.tests.test_gardens import begun, needs, offered
from gongzhi.packs import public as packs
from gongzhi.stories.public import settle


def both(act: Callable[[Actor], object], *actors: Actor) -> list[str]:
    """What two at the same moment are told."""
    gate, said = threading.Barrier(2), []

    def go(actor: Actor) -> None:
        try:
            gate.wait(10)
            act(actor)
            said.append("done")
        except DomainError as error:
            said.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(a,)) for a in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(said)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_is_told(manual_clock: Any) -> None:
    with entropy.seeded(1):
        packs.install("subdistrict")
        town = settle(packs.active(), random.Random(1))
    garden, speaker, secretary = begun(town), town.actor("speaker"), town.actor("secretary")
    money, goods, _labour = needs(garden)
    came = offered(garden, goods, "10")
    pledges.receive(garden, came.pk, amount=Decimal(10), on=clock.today(), actor=speaker)
    told = both(
        lambda a: pledges.spend(garden, goods.pk, amount=Decimal(6), on=clock.today(), words="种树", actor=a),
        speaker, secretary,
    )  # fmt: skip
    assert told == ["done", "invalid"]
    goods.refresh_from_db()
    assert goods.used == 600
    gift = pledges.receive(garden, offered(garden, money, "50").pk, amount=Decimal(50), on=clock.today(), actor=speaker)
    told = both(lambda a: pledges.confirm(garden, gift.pk, actor=a), secretary, secretary)
    assert told == ["done", "not-allowed"]
    assert Need.objects.get(pk=money.pk).received == 5000
    assert Gift.objects.get(pk=gift.pk).state == "confirmed"
    gardens.built(garden, words="建成了", actor=speaker)
    ready = Garden.objects.get()
    bed = adoptions.add_plot(ready, name="东花池", actor=speaker)
    draft = AdoptDraft(bed.pk, "household", "李家", "13985550102")
    assert both(lambda a: adoptions.ask(ready, draft, actor=a), ANONYMOUS, ANONYMOUS) == ["done", "invalid"]
    assert Adoption.objects.count() == 1
    packs.forget()
