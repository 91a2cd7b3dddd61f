"""The management of estates at a desk and on a phone: lists, an estate, an order, slips, the portal."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock, entropy
from gongzhi.packs import public as packs
from gongzhi.property.actions import checks, estates, money, objections, orders, ratings
from gongzhi.property.models import Dwelling, OrderObjection
from gongzhi.property.queries.ratings import code_of
from gongzhi.property.rules import quarters
from gongzhi.property.rules.dwellings import labels
from tests.desks import account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRADES = {"cleaning": 5, "security": 4, "repairs": 3, "manner": 4}


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    from gongzhi.stories.public import settle

    with entropy.seeded(1):
        packs.install("subdistrict")
        yield settle(packs.active(), random.Random(1))  # noqa: S311 - names of a test
    packs.forget()


def test_pages_of_an_estate(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None],
    manual_clock: Any,
) -> None:  # fmt: skip
    office, third = town.actor("property-inspector"), town.actor("cooperative-monitor")
    today = clock.today()
    for n in (1, 2):
        estate = estates.take_in(town.places[f"grid-{n}"], area_m2=90_000, households=900, actor=office)
        draft = estates.ContractDraft(
            town.bodies["property-a"], date(today.year - 2, 1, 1), today + timedelta(days=400), 120, ("cleaning",)
        )
        estates.contract(estate, draft, actor=office)
        for i, quarter in enumerate(quarters.row(today, 12)):
            money.enter_income(estate, quarter, due=32_400_000, collected=1_000_000 + i * 2_500_000, actor=office)
            given = money.SubsidyDraft(quarter, town.bodies["cooperative"], "fees", 8_000_000, today)
            money.give(estate, given, actor=office)
    ratings.add_dwellings(estate, labels("3栋", 2, 6, 2), actor=office)
    now = quarters.first_of(today)
    homes = list(Dwelling.objects.order_by("label"))
    for home in homes[:12]:
        ratings.rate(code_of(home, now), GRADES, actor=ANONYMOUS)
    manual_clock.advance(timedelta(days=92))
    checks.check(estate, clock.today(), {"lights": checks.Found(False, "车库一半不亮")}, actor=third)
    order = orders.issue(estate, orders.OrderDraft("lights", "请修好车库的灯", 4), actor=office)
    public = new_context().new_page()
    look(public, "/property/", "property")
    look(public, f"/property/{estate.pk}/", "property-estate")
    look(public, "/property/rate/", "property-code")
    look(public, f"/property/rate/{code_of(homes[15], quarters.first_of(clock.today()))}/", "property-rate")
    context = new_context()
    sign_in(context, account_of(town.holders["property-inspector"][0]))
    desk, at = context.new_page(), f"/desk/property/{estate.pk}/"
    look(desk, "/desk/property/", "property-list")
    for tab in ("contract", "money", "homes", "watch"):
        look(desk, f"{at}?tab={tab}", f"property-{tab}")
    look(desk, "/desk/property/new/", "property-new")
    look(desk, "/desk/property/import/", "property-import")
    look(desk, "/desk/property/orders/", "property-orders")
    look(desk, f"/desk/property/orders/{order.pk}/", "property-order")
    company = new_context()
    sign_in(company, account_of(town.holders["property-manager"][0]))
    look(company.new_page(), f"/desk/property/orders/{order.pk}/", "property-order-company")
    objections.object_to(order, "这是供电公司的设施，不由物业维护，请复核", actor=town.actor("property-manager"))
    above = new_context()
    held = OrderObjection.objects.get().decider_id
    key = next(k for k, post in town.posts.items() if post == held)
    sign_in(above, account_of(town.holders[key][0]))
    look(above.new_page(), f"/desk/property/orders/{order.pk}/", "property-order-decide")
    objections.decide(order, "upheld", "合同的服务范围写明由物业维护，继续整改", actor=town.actor(key))
    look(desk, f"/desk/property/orders/{order.pk}/", "property-order-decided")
