"""A topic and the meeting that decides it, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock, entropy
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.public import Choice, Signed
from gongzhi.ledger import public as ledger
from gongzhi.procedures import public as procedures
from tests.browser.conftest import follow
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    manual_clock.set(datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI))
    with entropy.seeded(1):
        yield moved_in("guiyang")


def check_by_phone(
    topic: deliberation.Topic, meeting: deliberation.Meeting, desk: Any, new_context: Any, look: Callable[..., None]
) -> None:
    """A resident scans the board's seal and checks the record: yes, and no once it was changed."""
    from playwright.sync_api import expect

    ledger.close_day()
    phone = new_context(viewport={"width": 360, "height": 740}).new_page()
    look(phone, f"/topics/{topic.number}/", "topic-decided")
    look(desk, "/ledger/sheet/", "seal-sheet")
    seal = ledger.printed_seal()
    assert seal
    look(phone, seal.address.removeprefix(settings.SITE_ROOT), "seal-scanned")
    phone.goto(f"/topics/{topic.number}/")
    follow(phone.get_by_role("link", name="会议公开记录与核验"))
    follow(phone.get_by_role("link", name="核验", exact=True))
    expect(phone.locator("main")).to_contain_text("是。与当时公布的一致")
    expect(phone.locator("main")).to_contain_text("与您扫过的签封")
    look(phone, f"/meetings/{meeting.pk}/", "meeting-record")
    look(phone, f"/ledger/document/meeting/{meeting.pk}/", "check-yes")
    assert meeting.minutes
    changed = meeting.minutes | {"motions": [meeting.minutes["motions"][0] | {"agreed": 9}]}
    deliberation.Meeting.objects.filter(pk=meeting.pk).update(minutes=changed)
    look(phone, f"/ledger/document/meeting/{meeting.pk}/", "check-no")
    expect(phone.locator("main")).to_contain_text("不是。现在显示的内容与账本所记不一致")
    expect(phone.locator("main")).to_contain_text("告知居务监督委员会或街道办事处")


def test_a_topic_and_its_meeting(
    town: Settled,
    manual_clock: Any,
    new_context: Callable[..., Any],
    sign_in: Callable[[Any, Any], None],
    look: Callable[..., None],
) -> None:
    convener = town.actor("convener")
    draft = deliberation.TopicDraft("three-meetings", town.places["zhonghua"], "装充电桩", "楼下飞线充电很多。")
    topic = deliberation.propose(draft, actor=ANONYMOUS)
    deliberation.moderate(topic, actor=convener, show=True)
    deliberation.comment(topic, "同意，但要装在室外", actor=ANONYMOUS)

    from playwright.sync_api import expect

    context = new_context()
    sign_in(context, account_of(town.holders["convener"][0]))
    desk = context.new_page()
    look(desk, f"/desk/topics/{topic.pk}/", "topic-collect")
    look(desk, "/desk/topics/comments/", "topic-comments")
    for outcome in ("discuss", "ready"):
        procedures.choose(topic.pk, outcome=outcome, actor=convener, internal_text="已汇总")
    topic.matter.refresh_from_db()
    meeting = deliberation.call(
        actor=convener, body_id=town.bodies["council"], title="三月议事会", venue="社区会议室",
        starts_at=clock.now() + timedelta(days=4),
    )  # fmt: skip
    motion = deliberation.put_topic(meeting, topic, actor=convener, text="在东门内侧装两组")
    look(desk, f"/desk/meetings/{meeting.pk}/", "meeting-agenda")
    deliberation.notify(meeting, actor=convener)
    manual_clock.set(datetime(2026, 3, 6, 14, 0, tzinfo=clock.SHANGHAI))
    deliberation.open_(meeting, actor=convener)
    look(desk, f"/desk/meetings/{meeting.pk}/", "meeting-sits")
    for seat in deliberation.Seat.objects.filter(meeting=meeting).order_by("id"):
        deliberation.sign(meeting, seat.pk, Signed.PAPER, actor=convener)
    hands = {Choice.FOR: 8, Choice.AGAINST: 1, Choice.ABSTAINED: 0}
    deliberation.vote_by_hands(meeting, motion.pk, hands, actor=convener)
    deliberation.close(meeting, notes="", actor=convener)
    look(desk, f"/desk/meetings/{meeting.pk}/", "meeting-closed")
    deliberation.freeze(meeting, actor=convener)
    check_by_phone(topic, meeting, desk, new_context, look)
    deliberation.propose(draft, actor=ANONYMOUS)
    manual_clock.set(datetime(2026, 4, 20, 9, 0, tzinfo=clock.SHANGHAI))
    context = new_context()
    sign_in(context, account_of(town.holders["convener"][0]))
    late = context.new_page()
    look(late, "/desk/topics/loose/", "topics-loose")
    expect(late.get_by_role("cell", name="装充电桩").first).to_be_visible()
