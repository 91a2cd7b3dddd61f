"""Ways in at a desk and on a phone: a chat looked through, a box emptied, speech recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.channels import public as channels
from gongzhi.channels.tests.test_speech import wav
from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHAT = "张三 10:21\n楼道路灯不亮好几天了\n张三 10:22\n晚上很黑\n李四 10:23\n收到\n王五 10:30\n井盖松了，踩上去响\n"


@pytest.fixture
def town(transactional_db: None) -> Iterator[Settled]:
    yield moved_in("guiyang")
    packs.forget()


def test_pages_of_the_ways_in(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    public = new_context().new_page()
    look(public, "/speak/", "speak")
    draft = requests.Draft("（语音诉求，文字待整理）", type_key="other", name="老周", contact_phone="13800138000",
                           lon=106.7065, lat=26.5895)  # fmt: skip
    receipt = channels.speak(channels.Spoken(wav(9), draft), actor=ANONYMOUS, submission="x")
    key = receipt.link.split("?")[1]
    look(public, f"/speak/{receipt.number}/?{key}", "spoken")
    look(public, f"/behalf/{receipt.number}/?{key}", "behalf")
    director = town.actor("director")
    box = channels.set_up(channels.BoxDraft(town.places["zhonghua"], "opinion_box", "大厅意见箱"), actor=director)
    channels.Box.objects.update(starts_on=clock.today() - timedelta(days=2))
    row = channels.empty(box.pk, day=clock.today(), second_post=town.posts["hotline"], papers=2,
                         actor=town.actor("hall"))  # fmt: skip
    context = new_context()
    sign_in(context, account_of(town.holders["hall"][0]))
    desk = context.new_page()
    look(desk, "/desk/boxes/", "boxes")
    look(desk, f"/desk/boxes/{box.pk}/", "box")
    look(desk, f"/desk/boxes/emptied/{row.pk}/", "emptied")
    look(desk, f"/desk/boxes/emptied/{row.pk}/1/", "paper")
    other = new_context()
    sign_in(other, account_of(town.holders["hotline"][0]))
    second = other.new_page()
    look(second, f"/desk/boxes/emptied/{row.pk}/there/", "emptied-there")
    hall = town.actor("hall")
    alone = channels.empty(box.pk, day=clock.today() - timedelta(days=1), second_post=None, papers=1, actor=hall)
    code = channels.code_of(channels.print_code(alone.pk, actor=hall))
    look(public, "/boxes/", "box-code")
    look(public, f"/boxes/{code}/", "box-say")
    desk.goto(f"{desk.url.split('/desk')[0]}/desk/boxes/emptied/{alone.pk}/")
    desk.click("form[action$='/code/'] button")
    desk.screenshot(path="var/pictures/box-record.png", full_page=True)
    assert "data:image/png" in desk.content()
    public.click("main button[value=yes]")
    assert public.locator("main form").count() == 0
    second.click("main button[value=yes]")
    assert second.locator("main form").count() == 0
    look(desk, "/desk/sounds/", "sounds")
    look(desk, f"/desk/sounds/{channels.Speech.objects.get().pk}/", "sound")
    look(desk, "/desk/chats/", "chats")
    desk.fill("textarea[name=text]", CHAT)
    desk.click("main button[type=submit]")
    assert desk.locator(".c-line").count() == 4
    desk.screenshot(path="var/pictures/channels-review.png", full_page=True)
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.screenshot(path="var/pictures/channels-review-360.png", full_page=True)
    desk.click("main form button[type=submit]")
    assert desk.locator("main tbody tr").count() == 2
