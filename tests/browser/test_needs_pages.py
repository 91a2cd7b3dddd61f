"""The lists of needs and services at a desk and on a phone: entering, what fits, both saying yes, the month."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.needs import public as needs
from gongzhi.needs.actions.shared import link_of
from gongzhi.packs import public as packs
from tests.desks import account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    from gongzhi.stories.public import settle

    with entropy.seeded(1):
        packs.install("subdistrict")
        yield settle(packs.active(), random.Random(1))  # noqa: S311 - names of a test
    packs.forget()


def _line(town: Settled, side: str, words: str, **more: Any) -> needs.ListLine:
    today, place, above = clock.today(), town.places["grid-1"], town.places["hefeng"]
    draft = needs.LineDraft(
        side=side, kind="repairs", place_id=above if side == "service" else place, reach_id=above if side == "service"
        else place, words=words, amount=2, starts_on=today, ends_on=today + timedelta(days=60), name="老周",
        phone="13800138000", body="便民五金店" if side == "service" else "", channel="staff", **more,
    )  # fmt: skip
    return needs.entering.enter(draft, actor=town.actor("worker"))


def test_pages_of_both_lists(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    need = _line(town, "need", "厨房水龙头漏水，想请人来修", weekdays="67")
    _line(town, "need", "防盗门锁芯坏了，想请人换一个")
    service = _line(town, "service", "周末上门修水电，自带工具，只收配件的钱")
    _line(town, "service", "每周三上门换灯泡", hidden=True)
    public = new_context().new_page()
    look(public, "/needs/", "needs-services")
    look(public, "/needs/?side=need", "needs-needs")
    look(public, "/needs/new/need/", "needs-new")
    look(public, link_of(need), "needs-own")
    context = new_context()
    sign_in(context, account_of(town.holders["worker"][0]))
    desk = context.new_page()
    look(desk, "/desk/needs/", "needs-desk")
    look(desk, "/desk/needs/new/service/", "needs-desk-new")
    match = needs.matching.propose(need, service, actor=town.actor("worker"))
    look(desk, f"/desk/needs/{need.pk}/", "needs-desk-line")
    for line in (need, service):
        needs.matching.answer(match, line, agrees=True, actor=town.actor("worker"))
    look(public, link_of(need), "needs-own-agreed")
    look(desk, "/desk/needs/matches/", "needs-matches")
    look(desk, "/desk/needs/figures/", "needs-figures")
