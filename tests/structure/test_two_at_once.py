"""Two threads, each with a connection of its own, ask for the same hour of a shared room (row A9)."""

from __future__ import annotations

import threading
from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import connection

from gongzhi.access.public import Actor
from gongzhi.core import entropy
from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Conflict
from gongzhi.structure.actions.sharing import SharedDraft, book, offer_shared
from gongzhi.structure.models import BookedSlot, Booking
from tests.towns import moved_in

NINE = datetime(2026, 3, 3, 9, tzinfo=SHANGHAI)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_one_has_it(manual_clock: Any) -> None:
    with entropy.seeded(1):
        city = moved_in("guiyang")
    draft = SharedDraft(
        city.bodies["water_company"], "room", "三楼会议室", "锦桥路3号", date(2026, 3, 1), days="12345", opens=time(9),
        closes=time(17),
    )  # fmt: skip
    shared = offer_shared(city.places["zhonghua"], draft, actor=city.actor("liaison-water-company"))
    actors = [city.actor("director"), city.actor("hall")]
    gate, said = threading.Barrier(2), []

    def ask(actor: Actor) -> None:
        try:
            gate.wait(10)
            said.append(book(shared.pk, [NINE], purpose="会议", actor=actor).state)
        except Conflict:
            said.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(a,)) for a in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == ["confirmed", "conflict"]
    assert BookedSlot.objects.count() == 2
    assert Booking.objects.count() == 1
