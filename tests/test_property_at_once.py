"""The same home rates from four connections at the same moment, and another one beside it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock, entropy
from gongzhi.packs import public as packs
from gongzhi.property.actions import estates, ratings
from gongzhi.property.models import Dwelling, Rated, Tally
from gongzhi.property.queries.ratings import code_of
from gongzhi.property.rules.quarters import first_of
from gongzhi.property.tests.town import GRADES

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    from gongzhi.stories.public import settle

    with entropy.seeded(1):
        packs.install("subdistrict")
        yield settle(packs.active(), random.Random(1))  # noqa: S311 - names of a test
    packs.forget()


def at_once(works: list[Callable[[], object]]) -> list[str]:
    """What became of each: ok, or the name of the error."""
    out: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
            out.append("ok")
        except Exception as error:
            out.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(out)


def test_a_home_that_rates_at_once_in_four_places_rates_once(town: Settled) -> None:
    office = town.actor("property-inspector")
    estate = estates.take_in(town.places["grid-1"], area_m2=9_000, households=90, actor=office)
    day = clock.today()
    draft = estates.ContractDraft(town.bodies["property-a"], day, date(day.year + 1, 12, 31), 120)
    estates.contract(estate, draft, actor=office)
    ratings.add_dwellings(estate, ["3栋1单元101", "3栋1单元102"], actor=office)
    one, other = (code_of(d, first_of(day)) for d in Dwelling.objects.order_by("label"))
    works = [lambda: ratings.rate(one, GRADES, actor=ANONYMOUS)] * 4
    assert at_once([*works, lambda: ratings.rate(other, GRADES, actor=ANONYMOUS)]) == ["Conflict"] * 3 + ["ok"] * 2
    assert Rated.objects.count() == 2
    assert sorted(Tally.objects.values_list("question", "grade", "homes")) == sorted(
        (q, g, 2) for q, g in GRADES.items()
    )
