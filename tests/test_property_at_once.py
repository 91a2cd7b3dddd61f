"""A home rates, a company objects, an objection is decided: from several connections at the same moment."""

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
from gongzhi.property.actions import estates, objections, orders, ratings
from gongzhi.property.models import Dwelling, Estate, Order, OrderObjection, Rated, Tally
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


def managed(town: Settled) -> Estate:
    """An estate with its contract."""
    office = town.actor("property-inspector")
    estate = estates.take_in(town.places["grid-1"], area_m2=9_000, households=90, actor=office)
    day = clock.today()
    draft = estates.ContractDraft(town.bodies["property-a"], day, date(day.year + 1, 12, 31), 120)
    estates.contract(estate, draft, actor=office)
    return estate


def test_a_home_that_rates_at_once_in_four_places_rates_once(town: Settled) -> None:
    office = town.actor("property-inspector")
    estate, day = managed(town), clock.today()
    ratings.add_dwellings(estate, ["3栋1单元101", "3栋1单元102"], actor=office)
    one, other = (code_of(d, first_of(day)) for d in Dwelling.objects.order_by("label"))
    works = [lambda: ratings.rate(one, GRADES, actor=ANONYMOUS)] * 4
    assert at_once([*works, lambda: ratings.rate(other, GRADES, actor=ANONYMOUS)]) == ["Conflict"] * 3 + ["ok"] * 2
    assert Rated.objects.count() == 2
    assert sorted(Tally.objects.values_list("question", "grade", "homes")) == sorted(
        (q, g, 2) for q, g in GRADES.items()
    )


def test_an_objection_is_raised_once_and_decided_once(town: Settled) -> None:
    office, manager = town.actor("property-inspector"), town.actor("property-manager")
    pk = orders.issue(managed(town), orders.OrderDraft("lights", "地下车库的灯不亮", 4), actor=office).pk

    def order() -> Order:
        return Order.objects.select_related("matter", "contract__estate").get(pk=pk)

    def raised(submission: str) -> Callable[[], object]:
        return lambda: objections.object_to(order(), "灯是供电公司的", actor=manager, submission=submission)

    first = at_once([raised("a"), raised("a"), raised("b")])
    # two of one submission are one; the other one is told, whichever of them was faster
    assert first.count("ok") in (1, 2)
    assert set(first) <= {"ok", "NotAllowed", "Conflict"}
    assert OrderObjection.objects.count() == 1
    key = next(k for k, post in town.posts.items() if post == OrderObjection.objects.get().decider_id)
    boss, read = town.actor(key), [order(), order()]
    decided = at_once([
        lambda: objections.decide(read[0], "upheld", "维持", actor=boss),
        lambda: objections.decide(read[1], "lifted", "撤销", actor=boss),
    ])  # fmt: skip
    assert decided.count("ok") == 1
    assert set(decided) <= {"ok", "NotAllowed", "Conflict", "Forbidden"}
    found = OrderObjection.objects.get()
    assert (order().result == "lifted") == (found.decision == "lifted")
