"""A whole meeting of residents' representatives: demanded, called, told, signed by QR and on paper, counted by two,
released, closed, frozen, on record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.deliberation import public as deliberation
from gongzhi.people import public as people
from gongzhi.voting import public as voting
from tests.browser.conftest import examine, follow
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = [f"代表{n:02d}" for n in range(1, 61)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    manual_clock.set(datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI))
    with entropy.seeded(1):
        yield moved_in("guiyang")


def register_of(town: Settled, manual_clock: Any) -> tuple[Any, int]:
    """A frozen register of sixty representatives; the first one has an account: (register, person)."""
    director = town.actor("director")
    person = people.create_person(name=NAMES[0]).pk
    made = voting.open_register(
        place_id=town.places["zhonghua"], kind="representatives", title="中华社区居民代表名册", actor=director
    )
    rows = [voting.RowDraft(name, f"{n:02d}栋", person_id=person if n == 0 else None) for n, name in enumerate(NAMES)]
    voting.add_rows(made.pk, rows, actor=director)
    voting.publish_register(made.pk, board="affairs", actor=director)
    manual_clock.advance(timedelta(days=6))
    voting.freeze_register(made.pk, actor=director)
    return made, person


def demand_and_call(desk: Any, register: int) -> None:
    """Eleven of sixty are too few, twelve a fifth; then the agenda, and everybody is told."""
    starts = clock.local(clock.now()) + timedelta(days=8)
    desk.get_by_label("投票人名册").select_option(str(register))
    desk.get_by_label("会议规则").select_option("residents-representatives")
    desk.get_by_label("标题").fill("三月居民代表会议")
    desk.get_by_label("开会时间").fill(f"{starts:%Y-%m-%dT%H:%M}")
    desk.get_by_label("地点").fill("社区会议室")
    desk.get_by_label("提议召集的").select_option("representatives")
    desk.get_by_label("提议人数").fill("11")
    desk.get_by_label("总数").fill("60")
    desk.get_by_label("签名存放在哪里").fill("档案柜三层")
    follow(desk.get_by_role("button", name="召集"))
    assert "少于 1/5" in desk.inner_text("main")
    desk.get_by_label("提议人数").fill("12")
    follow(desk.get_by_role("button", name="召集"))
    desk.get_by_text("另加表决事项").click()
    desk.get_by_label("表决事项", exact=True).fill("修缮院墙")
    desk.get_by_label("表决规则").select_option("residents-representatives")
    follow(desk.locator("form[action$='/motion/']").get_by_role("button", name="列入议程"))
    follow(desk.get_by_role("button", name="通知成员"))


def sign_and_count(desk: Any, second: Any, base: str, look: Callable[..., None]) -> None:
    """Forty signed the list; two count the hands."""
    desk.goto(base + "roll/")
    for name in NAMES[1:41]:
        desk.get_by_label(name).check()
    follow(desk.get_by_role("button", name="勾选的人已在纸面签到"))
    look(desk, base + "roll/", "assembly-roll")
    desk.goto(base)
    follow(desk.get_by_role("button", name="开始表决"))
    for page in (desk, second):
        page.goto(base)
        page.locator("details:has(form[action$='/count/']) > summary").click()
        for label, number in (("赞成", "31"), ("反对", "7"), ("弃权", "3")):
            page.get_by_label(label, exact=True).fill(number)
        examine(page, "assembly-count")
        follow(page.get_by_role("button", name="录入清点数"))


def test_a_meeting_of_representatives(
    town: Settled, manual_clock: Any, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None],
    look: Callable[..., None],
) -> None:  # fmt: skip
    register, person = register_of(town, manual_clock)
    desks = []
    for post in ("director", "secretary"):
        context = new_context()
        sign_in(context, account_of(town.holders[post][0]))
        desks.append(context.new_page())
    desk, second = desks
    look(desk, "/desk/meetings/electorate/", "assembly-call")
    demand_and_call(desk, register.pk)
    meeting = deliberation.Meeting.objects.get()
    base = f"/desk/meetings/{meeting.pk}/"
    phone_context = new_context(viewport={"width": 360, "height": 740})
    phone = phone_context.new_page()
    look(phone, f"/assemblies/{meeting.pk}/", "assembly-announced")
    look(desk, base + "sheet/page/", "assembly-sheet")
    look(desk, base + "poster/page/", "assembly-poster")
    manual_clock.advance(timedelta(days=8))
    desk.goto(base)
    follow(desk.get_by_role("button", name="宣布开会"))
    look(desk, base + "door/", "assembly-door")
    desk.goto(base + "door/")
    number = desk.locator(".m-digits").inner_text()
    sign_in(phone_context, account_of(person))
    look(phone, f"/meetings/{meeting.pk}/here/", "assembly-here")
    phone.get_by_label("会场屏幕上的数字").fill(number)
    follow(phone.get_by_role("button", name="下一步"))
    examine(phone, "assembly-here-seen")
    follow(phone.locator("main form").first.get_by_role("button"))
    assert "您已列入到会名单" in phone.inner_text("main")
    sign_and_count(desk, second, base, look)
    look(second, base, "assembly-counted")
    look(phone, f"/assemblies/{meeting.pk}/", "assembly-before-release")
    assert not re.search(r"(?<!\d)31(?!\d|日)", phone.inner_text("main"))
    desk.goto(base)
    follow(desk.get_by_role("button", name="结束表决并当场公布"))
    assert "赞成 31" in desk.inner_text("main")
    follow(desk.get_by_role("button", name="结束会议"))
    look(desk, base, "assembly-closed")
    follow(desk.get_by_role("button", name="会议记录定稿"))
    look(desk, base + "minutes/page/", "assembly-minutes")
    look(phone, f"/assemblies/{meeting.pk}/", "assembly-over")
    look(phone, f"/meetings/{meeting.pk}/", "assembly-record")
    meeting.refresh_from_db()
    assert meeting.minutes is not None
    assert (meeting.minutes["present"], meeting.minutes["motions"][0]["passed"]) == (41, True)
