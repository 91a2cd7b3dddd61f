"""A joint meeting and a responsibility list of Guangyuan in a real browser, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.structure.models import DutySheet, JointMeeting
from tests.browser.conftest import examine, follow
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEETINGS, DUTIES = "/desk/structure/meetings/", "/desk/structure/duties/"


@pytest.fixture
def town(transactional_db: None) -> Any:
    from gongzhi.packs import public as packs

    yield moved_in("guangyuan")
    packs.forget()


@pytest.fixture
def page_of(town: Any, new_context: Callable[..., Any], sign_in: Any) -> Callable[..., Any]:
    """`page_of("secretary")`: a page of who holds that post."""

    def make(post: str, **options: Any) -> Any:
        context = new_context(**options)
        sign_in(context, account_of(town.holders[post][0]))
        return context.new_page()

    return make


def test_a_joint_meeting_and_its_task(town: Any, page_of: Callable[..., Any], look: Callable[..., None]) -> None:
    page = page_of("secretary", javascript=False)
    page.goto(MEETINGS)
    follow(page.get_by_role("link", name="发起联席会议"))
    page.fill("#id_topics_until", f"{clock.today() + timedelta(days=5)}")
    follow(page.get_by_role("button", name="发起并征集议题"))
    meeting = JointMeeting.objects.get()
    here = f"{MEETINGS}{meeting.pk}/"
    page.click("summary:has-text('提议题')")
    page.select_option("#id_propose-body", label="石盘小学党支部")
    page.fill("#id_propose-title", "放学时段校门口的停车")
    follow(page.get_by_role("button", name="提交议题"))
    follow(page.get_by_role("button", name="列入议程"))
    page.click("summary:has-text('定时间地点')")
    day = datetime.combine(clock.today() + timedelta(days=6), datetime.min.time()).replace(hour=14)
    page.fill("#id_invite-starts_at", f"{day:%Y-%m-%dT%H:%M}")
    page.fill("#id_invite-venue", "社区二楼会议室")
    follow(page.get_by_role("button", name="发出会议通知"))
    look(page_of("director"), here, "meeting-invited")
    JointMeeting.objects.update(starts_at=clock.now() - timedelta(minutes=5))
    page.goto(here)
    page.fill("[name^=came] >> nth=0", "2")
    follow(page.get_by_role("button", name="保存到会情况"))
    page.fill("[id^=id_minutes-topic]", "学校门前设三十分钟临停位，由居委会协调")
    follow(page.get_by_role("button", name="保存纪要"))
    page.click("summary:has-text('交办事项')")
    page.fill("#id_decide-title", "划设临停位并张贴告示")
    page.select_option("#id_decide-owner", str(town.posts["director"]))
    page.fill("#id_decide-due_on", f"{clock.today() + timedelta(days=20)}")
    follow(page.get_by_role("button", name="交办", exact=True))
    page = page_of("secretary")
    look(page, here, "meeting-begun")
    follow(page.get_by_role("button", name="会议结束，纪要定稿"))
    look(page, f"/desk/structure/papers/minutes/{meeting.pk}/page/", "meeting-minutes")
    look(page, MEETINGS, "meetings")
    look(page, f"{MEETINGS}tasks/", "meeting-tasks")
    owner = page_of("director")
    owner.goto("/desk/?tab=mine")
    follow(owner.locator("a[href^='/desk/structure/tasks/']").first)
    task = owner.url
    owner.fill("[id=id_report-words]", "已划线三十米，告示已张贴")
    look(owner, task, "meeting-task")
    owner.fill("[id=id_report-words]", "已划线三十米，告示已张贴")
    follow(owner.locator("form[action$='report/'] button"))
    look(page, task, "meeting-task-check")
    follow(page.get_by_role("button", name="销号", exact=True))


def test_a_responsibility_list(
    town: Any, page_of: Callable[..., Any], new_context: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = page_of("secretary")
    page.goto(DUTIES)
    page.click("summary:has-text('生成年度清单')")
    follow(page.get_by_role("button", name="生成草稿"))
    look(page, DUTIES, "duties")
    sheet = DutySheet.objects.get(template="committee", body=town.bodies["committee"])
    look(page, f"{DUTIES}{sheet.pk}/", "duty-draft")
    follow(page.get_by_role("button", name="下发清单"))
    page.click("summary:has-text('新培育')")
    page.fill("[id$=-words] >> visible=true", "石盘乐龄社登记成立")
    follow(page.locator("button:visible", has_text="登记进展"))
    look(page, f"{DUTIES}{sheet.pk}/", "duty")
    page.set_viewport_size({"width": 360, "height": 740})
    page.click("summary:has-text('群众工作法')")
    examine(page, "duty-report-phone")
    look(new_context().new_page(), "/structure/duties/", "duties-public")


def test_a_leader_paired_with_a_community(
    transactional_db: None, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None]
) -> None:
    from gongzhi.packs import public as packs

    town = moved_in("chengcheng")

    def page_of(post: str) -> Any:
        context = new_context()
        sign_in(context, account_of(town.holders[post][0]))
        return context.new_page()

    page = page_of("admin")
    page.goto("/desk/structure/pairing/")
    page.click("summary:has-text('建立包联')")
    page.select_option("#id_leader", index=1)
    page.select_option("#id_place", str(town.places["baota"]))
    follow(page.get_by_role("button", name="建立", exact=True))
    secretary = page_of("secretary")
    secretary.goto(page.url)
    for summary, fields, button in (
        ("登记走访", {"visit-words": "看了九路新村，停车难"}, "登记走访"),
        (
            "走访发现的问题",
            {"problem-words": "九路新村停车难", "problem-due_on": f"{clock.today() + timedelta(days=9)}"},
            "登记问题",
        ),
        ("报送月汇报", {"report-words": "停车位在建"}, "报送"),
    ):
        secretary.click(f"summary:has-text('{summary}')")
        for name, value in fields.items():
            secretary.fill(f"#id_{name}", value)
        if summary.startswith("走访"):
            secretary.select_option("#id_problem-owner", str(town.posts["secretary"]))
        follow(secretary.locator("button:visible", has_text=button).last)
    look(page, "/desk/structure/pairing/", "pairing")
    look(secretary, secretary.url, "pair")
    secretary.set_viewport_size({"width": 1440, "height": 900})
    follow(secretary.locator("a[href*='/pairing/reports/']"))
    look(secretary, secretary.url, "pair-report")
    packs.forget()
