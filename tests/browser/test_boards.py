"""What is owed, posted; a question about it, answered; the open day; in a browser at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.disclosure import public as disclosure
from gongzhi.disclosure.models import Posting, Query
from tests.browser.conftest import follow
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    manual_clock.set(datetime(2026, 3, 30, 9, 30, tzinfo=clock.SHANGHAI))
    with entropy.seeded(1):
        made = moved_in("guangyuan")
        manual_clock.set(datetime(2026, 4, 16, 9, 30, tzinfo=clock.SHANGHAI))
        yield made


def test_owed_posted_asked_answered(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    from playwright.sync_api import expect

    context = new_context()
    sign_in(context, account_of(town.holders["director"][0]))
    desk = context.new_page()
    look(desk, "/desk/board/owed/", "boards-owed")
    row = desk.locator("tr", has_text="政府拨付和接受社会捐赠的资金").filter(has_text="石盘社区")
    expect(row).to_contain_text("逾期 1 天")
    follow(row.get_by_role("link", name="去公开"))
    expect(desk.get_by_label("标题")).to_have_value(
        "石盘社区2026年第一季度政府拨付和接受社会捐赠的资金、物资管理使用情况"
    )
    look(desk, desk.url, "boards-new")
    desk.get_by_label("正文").fill("一、上期结余：200元\n二、本期支出：50元")
    follow(desk.get_by_role("button", name="公开"))
    posting = Posting.objects.get()
    assert (posting.disclosure, posting.period) == ("funds", "2026-Q1")
    look(desk, "/desk/board/", "boards-desk")

    resident = new_context().new_page()
    look(resident, f"/board/{posting.pk}/", "boards-posting")
    follow(resident.get_by_role("link", name="查询或提出异议"))
    look(resident, resident.url, "boards-ask")
    resident.get_by_label("我有异议：内容不实或者不全").check()
    resident.get_by_label("想了解什么，或者有什么异议？").fill("社会捐赠的物资没有写数量。")
    follow(resident.get_by_role("button", name="提交"))
    own = resident.url
    look(resident, own, "boards-own")

    query = Query.objects.get()
    look(desk, f"/desk/board/queries/{query.pk}/", "boards-query")
    look(desk, "/desk/board/queries/", "boards-queries")
    desk.goto(f"/desk/board/queries/{query.pk}/")
    desk.get_by_label("答复").fill("物资数量见附表，已经补充。")
    follow(desk.get_by_role("button", name="公布答复"))
    resident.goto(own)
    expect(resident.locator("main")).to_contain_text("物资数量见附表，已经补充。")
    expect(resident.get_by_role("link", name="向上一级反映")).to_be_visible()
    look(resident, f"/board/{posting.pk}/", "boards-answered")
    look(resident, "/board/", "boards-list")
    look(resident, f"/board/{posting.pk}/print/", "boards-sheet")
    look(desk, "/desk/board/proofs/", "boards-proofs")


def test_open_day_and_versions(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    actor, place = town.actor("director"), town.places["shipan"]
    day = disclosure.announce(
        disclosure.DayDraft(
            "open-day", place, date(2026, 4, 25), "09:00—11:30", "社区服务大厅", "查阅账目、居民提问", "收支明细"
        ),
        actor=actor,
    )  # fmt: skip
    duty = disclosure.Duty("decisions", "2026-Q1")
    old = disclosure.publish(
        board="residents", title="居务公开", text="事项如下。", place_id=place, actor=actor, duty=duty
    )
    disclosure.correct(old.pk, title="居务公开（更正）", text="更正后的事项。", why="金额写错", actor=actor)
    context = new_context()
    sign_in(context, account_of(town.holders["director"][0]))
    desk, resident = context.new_page(), new_context().new_page()
    look(resident, "/board/days/", "boards-days")
    look(resident, f"/board/days/{day.pk}/", "boards-day")
    look(resident, f"/board/days/{day.pk}/ask/", "boards-day-ask")
    look(resident, f"/board/{old.pk}/", "boards-corrected")
    look(desk, "/desk/board/days/new/", "boards-day-new")
    look(desk, f"/desk/board/days/{day.pk}/cancel/", "boards-day-cancel")
    look(desk, f"/desk/board/{old.pk}/proof/", "boards-proof-new")
    look(desk, f"/desk/board/{old.pk}/query/", "boards-enter")
