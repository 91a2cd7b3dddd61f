"""A garden from an offer on a phone to the rota of care, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.deliberation.actions import adoptions, care, gardens, pledges
from gongzhi.deliberation.models import Adoption, Garden, Need, Pledge
from gongzhi.packs import public as packs
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
        yield moved_in("subdistrict")
    packs.forget()


def collecting(town: Settled) -> Garden:
    """A garden in public, with what it needs."""
    speaker = town.actor("speaker")
    draft = gardens.GardenDraft(
        town.places["hefeng"], "garden", "谷雨路党建小花园", "谷雨路37号院内空地", "党员带头，把长草的空地建成小花园。"
    )
    made = gardens.begin(draft, actor=speaker)
    gardens.need(made, kind="money", title="铺砖款", quantity=Decimal(3000), actor=speaker)
    gardens.need(made, kind="goods", title="冬青", quantity=Decimal(40), unit="tree", actor=speaker)
    gardens.need(made, kind="labour", title="翻土、铺路", quantity=Decimal(60), actor=speaker)
    gardens.add_member(made, post_id=town.posts["branch-secretary-6"], task="牵头", actor=speaker)
    gardens.add_member(made, name="王大爷", agreed=True, task="选树苗", actor=speaker)
    gardens.open_(made, actor=speaker)
    return Garden.objects.get()


def received(town: Settled, garden: Garden) -> None:
    """The first offer and another came in; some of it was used."""
    speaker, secretary = town.actor("speaker"), town.actor("secretary")
    money, goods, _labour = Need.objects.order_by("id")
    gift = pledges.receive(
        garden, Pledge.objects.get().pk, amount=Decimal(200), on=clock.today(), actor=speaker
    )  # fmt: skip
    pledges.confirm(garden, gift.pk, actor=secretary)
    from gongzhi.deliberation.rules.gardens import PledgeDraft

    more = PledgeDraft(
        goods.pk, Decimal(30), "cooperative", name="禾丰合作社", shown=True, channel="paper", source="认捐单第1页"
    )
    row = pledges.pledge(garden, more, actor=speaker)
    pledges.receive(garden, row.pk, amount=Decimal(30), on=clock.today(), actor=speaker)
    pledges.spend(garden, goods.pk, amount=Decimal(28), on=clock.today(), words="种在花池四周", actor=speaker)
    one = PledgeDraft(money.pk, Decimal(50), "resident", channel="door", source="3月2日上门")
    pledges.receive(
        garden, pledges.pledge(garden, one, actor=speaker).pk, amount=Decimal(50), on=clock.today(), actor=speaker
    )


def test_a_garden_is_given_to_built_and_cared_for(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    garden = collecting(town)
    phone = new_context().new_page()
    look(phone, "/gardens/", "gardens")
    look(phone, f"/gardens/{garden.pk}/", "garden-open")
    look(phone, f"/gardens/{garden.pk}/give/", "garden-give")
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.select_option("#id_need", index=0)
    phone.fill("#id_amount", "200")
    phone.fill("#id_phone", "13985550101")
    follow(phone.locator("main form[method=post] button[type=submit]"))  # a phone without a name
    assert phone.input_value("#id_phone") == "13985550101"  # kept
    phone.fill("#id_name", "张三")
    follow(phone.locator("main form[method=post] button[type=submit]"))
    look(phone, phone.url.split("/", 3)[3].join(["/", ""]), "garden-offer")
    received(town, garden)
    context = new_context()
    sign_in(context, account_of(town.holders["secretary"][0]))
    desk = context.new_page()
    look(desk, "/desk/gardens/", "desk-gardens")
    look(desk, "/desk/gardens/new/", "desk-garden-new")
    look(desk, f"/desk/gardens/{garden.pk}/", "desk-garden")
    follow(desk.locator("form[action$='/confirm/'] button"))
    assert "250" in desk.inner_text("main")
    gardens.built(garden, words="铺了路，种了冬青，分成四个花池。", actor=town.actor("speaker"))
    for name in ("东花池", "西花池", "南花池", "北花池"):
        adoptions.add_plot(Garden.objects.get(), name=name, words="月季、冬青", actor=town.actor("speaker"))
    look(phone, f"/gardens/{garden.pk}/adopt/", "garden-adopt")
    phone.fill("#id_name", "李家")
    phone.fill("#id_phone", "13985550102")
    follow(phone.locator("main form[method=post] button[type=submit]"))
    mine = "/" + phone.url.split("/", 3)[3]
    row = Adoption.objects.get()
    speaker, today = town.actor("speaker"), clock.today()
    adoptions.sign(row.garden, row.pk, signed_on=today, starts_on=today, actor=speaker)
    care.draw_up(row.garden, first=today, weeks=6, tasks=["water", "weed"], actor=speaker)
    look(phone, mine, "garden-adoption")
    phone.locator("summary", has_text="本周已养护").click()
    phone.fill("#id_done-words", "浇水、除草")
    follow(phone.locator("form[action*='/done/'] button[type=submit]"))
    look(desk, f"/desk/gardens/{garden.pk}/care/", "desk-garden-care")
    assert "浇水、除草" in desk.inner_text("main")
    look(phone, f"/gardens/{garden.pk}/", "garden-built")


def test_rounds_of_talks(
    town: Settled, manual_clock: Any, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None],
    look: Callable[..., None],
) -> None:  # fmt: skip
    from gongzhi.deliberation.actions import agreed, talks
    from gongzhi.deliberation.models import Agreed, Guest, Round, Series

    speaker = town.actor("speaker")
    context = new_context()
    sign_in(context, account_of(town.holders["speaker"][0]))
    desk, phone = context.new_page(), new_context().new_page()
    look(desk, "/desk/talks/new/", "desk-talk-new")
    draft = talks.TalksDraft(town.places["hefeng"], "物业费和停车", "大家坐下来商量：物业怎么管、车怎么停。")
    series = talks.begin(draft, actor=speaker)
    home = f"/desk/talks/{series.pk}/"
    look(desk, home, "desk-talk-begun")
    for n in (1, 2):
        talks.call(
            series, starts_at=clock.now() + timedelta(days=4), venue="社区会议室", sides=["heads", "property"],
            posts=[town.posts["property-manager"]], actor=speaker,
        )  # fmt: skip
        manual_clock.advance(timedelta(days=4, minutes=5))
        talks.say(series, side="heads", words="晚上回来没有车位。", actor=speaker)
        talks.say(
            series, side="residents", words="消防通道不能停。", channel="paper", source="意见表第2页", actor=speaker
        )
        if n == 2:
            break
        for title in ("划出二十个车位", "清理消防通道"):
            agreed.agree(
                series, title=title, owner=town.posts["property-manager"], due_on=clock.today() + timedelta(days=9),
                actor=speaker,
            )  # fmt: skip
        came = {g.pk: 3 for g in Guest.objects.filter(round=Round.objects.get())}
        talks.hold(series, came=came, summary="先划车位，再清通道。", actor=speaker)
        first = Agreed.objects.select_related("matter", "series").order_by("pk")[0]
        agreed.report(first, words="划了二十个，贴了告示。", actor=town.actor("property-manager"))
    look(desk, f"/desk/talks/tasks/{first.pk}/", "desk-talk-task")
    look(desk, home, "desk-talk")
    follow(desk.locator("form[action$='/strike/'] button").first)
    look(desk, "/desk/talks/", "desk-talks")
    look(phone, "/talks/", "talks")
    look(phone, f"/talks/{Series.objects.get().pk}/", "talk")


def test_the_discussion_of_a_topic(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None],
) -> None:  # fmt: skip
    from gongzhi.access.public import ANONYMOUS
    from gongzhi.deliberation.actions import forum, topics
    from gongzhi.deliberation.models import Topic
    from gongzhi.deliberation.public import TopicDraft

    speaker = town.actor("speaker")
    context = new_context()
    sign_in(context, account_of(town.holders["speaker"][0]))
    desk, phone = context.new_page(), new_context().new_page()
    topic = topics.propose(TopicDraft("grassroots", town.places["hefeng"], "晚上停车", "晚上没有车位"), actor=ANONYMOUS)
    topics.moderate(topic, actor=speaker, show=True)
    topic = Topic.objects.select_related("matter").get(pk=topic.pk)
    for words in ("建议分时停车", "支持划线"):
        topics.moderate_comment(topics.comment(topic, words, actor=ANONYMOUS), actor=speaker, show=True)
    look(phone, f"/topics/{topic.number}/", "topic-forum")
    follow(phone.get_by_role("link", name="回复").first)
    phone.fill("#say [name=words]", "同意分时停车")
    follow(phone.locator("#say button[type=submit]"))
    reply = topic.comments.get(words="同意分时停车")
    assert reply.reply_to is not None
    topics.moderate_comment(reply, actor=speaker, show=True)
    follow(phone.get_by_role("link", name="举报").first)
    look(phone, "/" + phone.url.split("/", 3)[3], "comment-report")
    phone.fill("#id_words", "看不懂")
    follow(phone.locator("main form button[type=submit]"))
    look(desk, f"/desk/topics/{topic.pk}/forum/", "desk-forum")
    forum.answer(topic, "下一轮商议会专门议这件事。", actor=speaker, reply_to=reply.pk)
    look(phone, f"/topics/{topic.number}/", "topic-answered")
