"""A garden from an offer on a phone to the rota of care, at a desk and on a phone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.deliberation.actions import adoptions, care, gardens, pledges
from gongzhi.deliberation.models import Adoption, Garden, Need, Pledge
from gongzhi.packs import public as packs
from tests.browser.conftest import follow
from tests.desks import account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    from gongzhi.stories.public import settle

    manual_clock.set(datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI))
    with entropy.seeded(1):
        packs.install("subdistrict")
        yield settle(packs.active(), random.Random(1))  # noqa: S311 - names of a test
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
