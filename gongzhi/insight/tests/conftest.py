"""A community in which a few weeks have been lived."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import DomainError
from gongzhi.insight import public as insight
from gongzhi.insight.models import Fact, Flow, Stock
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

SPOTS = [(106.7065, 26.5895), (106.7125, 26.588), (106.7101, 26.5901), (106.70, 26.59), (90.0, 30.0)]


def forward() -> None:
    """What the worker does."""
    ledger.sequence_all()
    while insight.bring_forward(40):
        pass


def sums() -> tuple[Any, ...]:
    """Everything that is kept, in order; sums of zero are as good as none."""
    stocks = [row for row in Stock.objects.order_by("scope", "slice").values_list()[:] if any(row[3:])]
    return (
        list(Fact.objects.order_by("matter_id").values_list()),
        list(Flow.objects.order_by("scope", "slice", "month").values_list("scope", "slice", "month", "total", "days")),
        [row[1:] for row in stocks],
    )


@pytest.fixture
def live(city: Settled, manual_clock: clock.ManualClock) -> Callable[[int, int], None]:
    """`live(seed, number)`: so many things happen to requests, by chance; the worker looks in between."""

    def some(seed: int, number: int) -> None:
        chance = random.Random(seed)
        for n in range(number):
            manual_clock.advance(timedelta(hours=chance.randrange(1, 40)))
            with suppress(DomainError), transaction.atomic():  # not all can be done always
                _happen(city, chance, n)
            procedures.run_ticks(100)
            if chance.random() < 0.3:
                forward()
        forward()

    return some


def _happen(city: Settled, chance: random.Random, n: int) -> None:
    known = list(requests.Request.objects.select_related("matter").order_by("pk"))
    clerk = city.actor("hotline")
    what = chance.choice(["report", "report", "answer", "answer", "rate", "reopen", "relocate", "retype", "pause"])
    if what == "report" or not known:
        lon, lat = chance.choice(SPOTS)
        draft = requests.Draft(
            description=f"第{n}件事：路灯不亮", name="老周", contact_phone=f"139{n:08}", lon=lon, lat=lat,
            type_key=chance.choice(["streetlight", "", *(t.key for t in packs.active().request_types[:3])]),
        )  # fmt: skip
        requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
        return
    about = chance.choice(known)
    reporter = requests.reporters_of(about.pk)[0]
    resident = Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")
    state = about.matter.state
    if what == "answer" and state == "open":
        requests.answer(about.pk, actor=clerk, ending="solved", public_text="已经修好了。")
    elif what == "rate" and state == "closed":
        requests.rate(reporter, stars=chance.randrange(1, 6), solved=True, actor=resident)
    elif what == "reopen" and state == "closed" and requests.may_reopen(about):
        requests.reopen(reporter, reason="还是不亮", actor=resident)
    elif what == "relocate" and state == "open":
        requests.relocate(about.pk, actor=clerk, place_id=chance.choice(sorted(city.places.values())))
    elif what == "retype" and state == "open":
        requests.change_type(about.pk, type_key="streetlight", actor=clerk)
    elif what == "pause" and state == "open":
        procedures.pause(about.pk, reason="是哪一盏灯？", actor=clerk)
    assert places.tree_token() is None
