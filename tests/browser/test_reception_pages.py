"""Leaders who receive, items answered one by one, the weekly list, what waits: at a desk and on a phone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.packs import public as packs
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests
from tests.desks import account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    from gongzhi.stories.public import settle

    with entropy.seeded(1):
        packs.install("guiyang")
        yield settle(packs.active(), random.Random(1))  # noqa: S311 - names of a test
    packs.forget()


def test_pages_of_a_reception(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    leader, place, today = town.actor("duty"), town.places["zhonghua"], clock.today()
    week = [
        reception.add_hours(
            place,
            reception.HoursDraft(day, time(9), time(11), "一楼接待室", town.posts["duty"], town.posts["reception"]),
            actor=leader,
        )
        for day in (0, 3)
    ]
    reception.change_day(
        week[1].pk, today + timedelta(days=3), reception.ChangeDraft("区里开会", off=True), actor=leader
    )
    draft = requests.Draft("厂里改制时分的房子，房产证办了多年办不下来。", type_key="hard-history", name="老周",
                           contact_phone="13800138000", place_id=town.places["grid-05"])  # fmt: skip
    came = reception.write_down(week[0].pk, today, draft, items="房产证办不下来\n过渡费没有结清", actor=leader)
    about = requests.read(came.request_id or 0)
    first, _second = reception.spoken_of(about.pk).items
    reception.answer_item(first.pk, "按成本价补足差额后即可办证，月底领证。", actor=leader)
    policy = reception.PolicyDraft("房改政策", "补足成本价差额即可办证。", "筑府发〔2009〕12号")
    reception.explain(about.pk, policy, actor=leader)
    next_on = today + timedelta(days=4)
    reception.record_visit(about.pk, today, "看了产权档案和缴费凭证。", next_on=next_on, actor=leader)
    other = reception.write_down(week[0].pk, today, draft, actor=leader)
    requests.answer(other.request_id or 0, actor=leader, ending="on_list", public_text="资金没有落实，列入挂账。")
    context = new_context()
    sign_in(context, account_of(town.holders["duty"][0]))
    desk = context.new_page()
    look(desk, "/desk/reception/", "reception-roster")
    look(desk, f"/desk/reception/days/{week[0].pk}/{today}/", "reception-day")
    look(desk, f"/desk/reception/matters/{about.number}/", "reception-matter")
    look(desk, f"/desk/requests/{about.number}/", "reception-sheet")
    look(desk, "/desk/reception/list/", "reception-list")
    look(desk, "/desk/reception/list/paper/page/", "reception-paper")
    look(desk, "/desk/reception/waiting/?tab=list", "reception-waiting")
    row = reception.Waiting.objects.get()
    look(desk, f"/desk/reception/waiting/{row.pk}/", "reception-look")
    look(desk, "/desk/reception/endings/", "reception-endings")
    public = new_context().new_page()
    look(public, "/reception/", "reception-portal")
    reporter = requests.Reporter.objects.get(request=about.pk)
    look(public, requests.link_of(about.number, reporter.pk), "reception-own")
