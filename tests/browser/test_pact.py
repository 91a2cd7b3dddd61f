"""A pact from its first draft to the day it holds, by clicks; a hearing from its announcement to its record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.actions import posting
from gongzhi.deliberation.public import Choice, PactVersion, Signed, Topic
from gongzhi.deliberation.rules.hearings import HearingDraft, SpeakerDraft
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from tests.browser.conftest import follow
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[..., None]


def settled(pack: str, manual_clock: Any) -> Settled:
    manual_clock.set(datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI))
    with entropy.seeded(1):
        return moved_in(pack)


@pytest.fixture
def desk(manual_clock: Any, new_context: Callable[..., Any], sign_in: Callable[..., None]) -> Iterator[Any]:
    """`desk(pack)` -> (town, page of its convener)."""

    def opened(pack: str) -> tuple[Settled, Any]:
        town = settled(pack, manual_clock)
        context = new_context()
        sign_in(context, account_of(town.holders["convener"][0]))
        return town, context.new_page()

    yield opened
    packs.forget()


def voted(town: Settled, topic: Topic, manual_clock: Any) -> None:
    """From its draft to the closed vote: consulted for its days, everybody for it."""
    convener = town.actor("convener")

    def on(outcome: str, **words: str) -> None:
        procedures.choose(topic.pk, outcome=outcome, actor=convener, **words)
        topic.matter.refresh_from_db()

    on("ready", internal_text="写好了")
    deliberation.put_up(topic, actor=convener, title="公约草案", text=posting.draft_of(topic))
    manual_clock.set(clock.now() + timedelta(days=16))
    procedures.run_ticks(100)
    topic.matter.refresh_from_db()
    on("decide", public_text="意见都采纳了")
    starts = clock.now() + timedelta(days=4)
    meeting = deliberation.call(
        actor=convener, body_id=town.bodies["council"], title="公约表决", starts_at=starts, venue="会议室"
    )
    motion = deliberation.put_topic(meeting, topic, actor=convener, text="表决公约")
    deliberation.notify(meeting, actor=convener)
    manual_clock.set(starts)
    meeting = deliberation.Meeting.objects.get(pk=meeting.pk)
    deliberation.open_(meeting, actor=convener)
    seats = list(deliberation.Seat.objects.filter(meeting=meeting).order_by("id"))
    for seat in seats:
        deliberation.sign(meeting, seat.pk, Signed.PAPER, actor=convener)
    deliberation.vote_by_hands(
        meeting, motion.pk, {Choice.FOR: len(seats), Choice.AGAINST: 0, Choice.ABSTAINED: 0}, actor=convener
    )
    deliberation.close(meeting, notes="", actor=convener)
    topic.matter.refresh_from_db()
    deliberation.put_up(topic, actor=convener, title="公约公布", text=posting.draft_of(topic))


def test_a_pact_from_its_draft_to_the_day_it_holds(
    desk: Any, manual_clock: Any, new_context: Callable[..., Any], look: Look
) -> None:
    from playwright.sync_api import expect

    town, page = desk("guiyang")
    look(page, "/desk/pacts/", "pacts-desk")
    page.goto("/desk/pacts/?have=no")
    follow(page.get_by_role("button", name="起草 中华社区居民公约"))
    page.get_by_label("再加一条").fill("高空抛物的罚款二百元。")
    page.get_by_label("起草说明（居民会看到）").fill("大家提了不少意见")
    follow(page.get_by_role("button", name="保存").first)
    expect(page.locator("main")).to_contain_text("公约不能设定罚款")
    version = PactVersion.objects.select_related("pact").get()
    here = f"/desk/pacts/{version.pact_id}/{version.pk}/"
    look(page, here, "pact-draft")
    follow(page.get_by_role("button", name="删去 第九条"))
    follow(page.get_by_role("button", name="撤回上一次修改"))
    expect(page.get_by_label("第九条", exact=True)).to_have_value("高空抛物的罚款二百元。")
    follow(page.get_by_role("button", name="删去 第九条"))
    follow(page.get_by_role("button", name="交居民商议"))
    topic = Topic.objects.select_related("matter").get()
    voted(town, topic, manual_clock)
    page.goto(here)
    follow(page.get_by_role("button", name="确定日期"))
    expect(page.locator("main")).to_contain_text("起施行至今")
    look(page, f"/desk/pacts/{version.pact_id}/", "pact-desk")
    follow(page.get_by_role("button", name="开始起草"))
    page.get_by_label("第四条", exact=True).fill("养犬办理登记，出门牵绳、戴口套，及时清理粪便。")
    follow(page.get_by_role("button", name="保存").first)
    follow(page.get_by_role("button", name="交居民商议"))
    second = PactVersion.objects.latest("id")
    phone = new_context(viewport={"width": 360, "height": 740}).new_page()
    look(phone, "/pacts/", "pacts")
    look(phone, f"/pacts/{version.pact_id}/", "pact")
    look(phone, f"/pacts/{version.pact_id}/{second.pk}/", "pact-version")
    follow(phone.get_by_role("link", name="对照两个文本"))
    expect(phone.locator("main")).to_contain_text("〔增：、戴口套〕")
    look(phone, f"/pacts/{version.pact_id}/compare/?a={version.pk}&b={second.pk}", "pact-compare")
    look(phone, f"/pacts/{version.pact_id}/poster/page/", "pact-poster")
    look(phone, f"/pacts/{version.pact_id}/{version.pk}/page/", "pact-paper")


def test_a_pact_in_force_is_entered_with_its_paper(
    desk: Any, manual_clock: Any, new_context: Callable[..., Any], look: Look
) -> None:
    from playwright.sync_api import expect

    _town, page = desk("guiyang")
    png = page.screenshot()  # any picture
    page.goto("/desk/pacts/?have=no")
    follow(page.get_by_role("button", name="录入现行公约 中华社区居民公约"))
    look(page, page.url, "pact-take")
    page.get_by_label("公约正文（每条一行）").fill("楼道不堆杂物。\n夜里十点后不喧哗。")
    page.get_by_label("施行日期").fill("2019-06-01")
    page.get_by_label("由谁、何时通过").fill("居民会议（2019年5月20日）")
    page.get_by_label("书面材料存放处").fill("档案柜三号盒")
    follow(page.get_by_role("button", name="登记", exact=True))
    expect(page.get_by_label("公约正文（每条一行）")).to_have_value("楼道不堆杂物。\n夜里十点后不喧哗。")
    page.get_by_label("纸质文本的照片或PDF").set_input_files(
        {"name": "公约.png", "mimeType": "image/png", "buffer": png}
    )
    follow(page.get_by_role("button", name="登记", exact=True))
    expect(page.locator("main")).to_contain_text("2019-06-01")
    look(page, page.url, "pact-taken")
    version = PactVersion.objects.get()
    look(page, f"/desk/pacts/{version.pact_id}/", "pact-taken-desk")
    phone = new_context(viewport={"width": 360, "height": 740}).new_page()
    look(phone, f"/pacts/{version.pact_id}/", "pact-taken-public")
    expect(phone.locator("main")).to_contain_text("未在平台上表决")


def test_a_hearing_from_its_announcement_to_its_record(
    desk: Any, manual_clock: Any, new_context: Callable[..., Any], look: Look
) -> None:
    from playwright.sync_api import expect

    town, page = desk("yaan")
    convener = town.actor("convener")
    draft = deliberation.TopicDraft("five-steps", town.places["kangzang"], "装充电桩", "楼下飞线充电很多。")
    topic = deliberation.propose(draft, actor=convener)
    deliberation.moderate(topic, actor=convener, show=True)
    procedures.choose(topic.pk, outcome="hearing", actor=convener, internal_text="意见收齐")
    look(page, f"/desk/topics/{topic.pk}/", "topic-hearing")
    follow(page.get_by_role("link", name="公告听证或恳谈"))
    look(page, f"/desk/hearings/new/{topic.pk}/", "hearing-new")
    starts = clock.now() + timedelta(days=4)
    hearing = deliberation.hearings.announce(
        topic, HearingDraft("hearing", starts, "社区会议室", starts - timedelta(days=1), "装在哪里"), actor=convener
    )
    phone = new_context(viewport={"width": 360, "height": 740}).new_page()
    look(phone, "/hearings/", "hearings")
    look(phone, f"/hearings/{hearing.pk}/", "hearing")
    phone.get_by_label("您的姓名或称呼").fill("老周")
    follow(phone.get_by_role("button", name="报名"))
    expect(phone.locator("main")).to_contain_text("您已报名发言")
    on_paper = SpeakerDraft("孙阿姨", channel="paper", source="第一张报名表", about="电费")
    speaker = deliberation.hearings.sign_up(hearing, on_paper, actor=convener)
    look(page, f"/desk/hearings/{hearing.pk}/", "hearing-desk")
    manual_clock.set(starts)
    said = {"statement": "装在东门内侧最好", "source": "当场口述"}
    deliberation.hearings.enter(hearing, actor=convener, speaker_id=speaker.pk, **said)
    deliberation.hearings.answer(hearing, speaker.pk, actor=convener, words="可以", office="居委会")
    look(page, f"/desk/hearings/{hearing.pk}/", "hearing-sits")
    page.get_by_label("概要").fill("大家赞成装在东门内侧。")
    follow(page.get_by_role("button", name="公开记录"))
    look(page, "/desk/hearings/", "hearings-desk")
    look(phone, f"/hearings/{hearing.pk}/", "hearing-record")
    expect(phone.locator("main")).not_to_contain_text("孙阿姨")
