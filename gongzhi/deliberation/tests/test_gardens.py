"""A garden from its plan to its rota: given freely, counted by two, never more used than came in, cared for in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.deliberation.actions import adoptions as adopting
from gongzhi.deliberation.actions import care, pledges
from gongzhi.deliberation.actions import gardens as acts
from gongzhi.deliberation.models import Adoption, Garden, Gift, Need, Pledge, Plot, Spending
from gongzhi.deliberation.queries import gardens as queries
from gongzhi.deliberation.rules.gardens import AdoptDraft, PledgeDraft
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from tests.desks import desk_of, text
from tests.hostile.conftest import picture
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
DESK = "/desk/gardens/"


@pytest.fixture
def town(db: None, manual_clock: Any) -> Iterator[Settled]:
    yield from settled("subdistrict")


def begun(town: Settled) -> Garden:
    """A garden with a purse, holly and digging, opened to the public."""
    speaker = town.actor("speaker")
    made = acts.begin(
        acts.GardenDraft(town.places["hefeng"], "garden", "谷雨路小花园", "谷雨路37号", "把空地建成小花园"),
        actor=speaker,
    )
    acts.need(made, kind="money", title="铺砖款", quantity=Decimal("3000"), actor=speaker)
    acts.need(made, kind="goods", title="冬青", quantity=Decimal(40), unit="tree", actor=speaker)
    acts.need(made, kind="labour", title="翻土", quantity=Decimal(20), actor=speaker)
    acts.add_member(made, name="王大爷", agreed=True, task="种树", actor=speaker)
    acts.open_(made, actor=speaker)
    made.refresh_from_db()
    return made


def needs(garden: Garden) -> tuple[Need, Need, Need]:
    money, goods, labour = Need.objects.filter(garden=garden).order_by("id")
    return money, goods, labour


def offered(garden: Garden, need: Need, amount: str, **more: Any) -> Pledge:
    return pledges.pledge(garden, PledgeDraft(need.pk, Decimal(amount), "resident", **more), actor=ANONYMOUS)


def given(town: Settled, garden: Garden, amount: str) -> None:
    """Money offered, brought and counted by two."""
    money = needs(garden)[0]
    row = offered(garden, money, amount)
    gift = pledges.receive(garden, row.pk, amount=Decimal(amount), on=clock.today(), actor=town.actor("speaker"))
    pledges.confirm(garden, gift.pk, actor=town.actor("secretary"))


def adopted(town: Settled, garden: Garden, n: int) -> list[Adoption]:
    speaker = town.actor("speaker")
    acts.built(garden, words="铺了路，种了树", actor=speaker)
    garden.refresh_from_db()
    made = []
    for i in range(n):
        plot = adopting.add_plot(garden, name=f"{i + 1}号花池", actor=speaker)
        draft = AdoptDraft(plot.pk, "household", f"李家{i}", f"1398555020{i}")
        row = adopting.ask(garden, draft, actor=ANONYMOUS)
        adopting.sign(garden, row.pk, signed_on=clock.today(), starts_on=clock.today(), actor=speaker)
        made.append(row)
    return made


def jpeg() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", picture(), "image/jpeg")


def post(client: Client, path: str, status: int = 302, **data: Any) -> str:
    answer = client.post(path, data)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return str(answer.headers.get("Location") or answer.content.decode())


def test_the_whole_way_by_the_pages(town: Settled, manual_clock: Any) -> None:
    desk = desk_of(town)
    speaker, secretary, anybody = desk("speaker"), desk("secretary"), Client()
    home = post(speaker, f"{DESK}new/", place=town.places["hefeng"], kind="garden", title="小花园", where="谷雨路",
                words="把空地建成小花园", submission="g")  # fmt: skip
    garden = Garden.objects.get()
    assert home == f"{DESK}{garden.pk}/"
    assert anybody.get(f"/gardens/{garden.pk}/").status_code == 404  # nobody sees a plan
    post(speaker, f"{home}open/", 422)  # nothing is needed yet: said beside the form
    post(speaker, f"{home}need/", **{"need-kind": "money", "need-title": "铺砖款", "need-quantity": "100.5"})
    again = post(speaker, f"{home}need/", 422, **{"need-kind": "money", "need-title": "再来", "need-quantity": "1"})
    assert "再来" in again  # what was typed is kept
    refused = post(speaker, f"{home}member/", 422, **{"member-name": "王大爷"})
    assert "王大爷" in refused
    post(speaker, f"{home}member/", **{"member-name": "王大爷", "member-agreed": "on"})
    post(speaker, f"{home}open/")
    need = Need.objects.get()
    page = text(anybody.get(f"/gardens/{garden.pk}/"))
    assert "王大爷" in page
    assert "100.5 元" in page
    own = post(anybody, f"/gardens/{garden.pk}/give/", need=need.pk, amount="60", giver="resident", name="张三",
               phone="13985550101", submission="p")  # fmt: skip
    post(anybody, f"/gardens/{garden.pk}/give/", need=need.pk, amount="60", giver="resident", submission="p")
    row = Pledge.objects.get()
    assert row.name == ""
    assert row.person is not None
    assert anybody.get(own.split("?")[0]).status_code == 404  # without the secret
    assert "60 元" in text(anybody.get(own))
    post(speaker, f"{home}receive/", **{"receive-pledge": row.pk, "receive-amount": "60", "receive-on": "2026-03-02"})
    gift = Gift.objects.get()
    post(speaker, f"{home}confirm/", row=gift.pk)  # the same person: told why, on the page
    need.refresh_from_db()
    assert need.received == 0
    post(secretary, f"{home}confirm/", row=gift.pk)
    need.refresh_from_db()
    assert need.received == 6000
    assert notices.unread_count(row.person_id) == 1
    receipt = own.replace("/?k=", f"/{gift.pk}/page/?k=")
    assert "张三" not in text(anybody.get(receipt))
    no_voucher = post(speaker, f"{home}spend/", 422, **{
        "spend-need": need.pk, "spend-amount": "10", "spend-on": "2026-03-02", "spend-words": "砖"})  # fmt: skip
    assert "凭证" in no_voucher or "voucher" in no_voucher
    answer = speaker.post(f"{home}spend/", {
        "spend-need": need.pk, "spend-amount": "45.5", "spend-on": "2026-03-02", "spend-words": "买砖",
        "spend-photo": jpeg()})  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:900]
    page = text(anybody.get(f"/gardens/{garden.pk}/"))
    assert "买砖" in page
    assert "14.5 元" in page
    assert "张三" not in page
    assert "45.5" in text(speaker.get(home))
    stored = re.search(rf"{DESK}{garden.pk}/photo/\d+/", text(speaker.get(home)))
    assert stored
    assert speaker.get(stored[0]).status_code == 200
    assert desk("worker").get(stored[0]).status_code == 404
    closes(speaker, anybody, garden)


def closes(speaker: Client, anybody: Client, garden: Garden) -> None:
    home = f"{DESK}{garden.pk}/"
    post(speaker, f"{home}built/", **{"built-words": "铺了路"})
    post(speaker, f"{home}settle/", 422, **{"settle-left": ""})  # something is left over
    post(speaker, f"{home}settle/", **{"settle-left": "留作养护"})
    page = text(anybody.get(f"/gardens/{garden.pk}/"))
    assert "留作养护" in page
    garden.refresh_from_db()
    assert "14.5" in text(anybody.get(f"/board/{garden.posting}/"))
    assert ledger.entries_of(garden.pk)


def test_never_more_is_used_than_there_is(town: Settled) -> None:
    garden = begun(town)
    goods = needs(garden)[1]
    speaker = town.actor("speaker")
    row = offered(garden, goods, "10")
    gift = pledges.receive(garden, row.pk, amount=Decimal(10), on=clock.today(), actor=speaker)
    spent = pledges.spend(garden, goods.pk, amount=Decimal(8), on=clock.today(), words="种在东边", actor=speaker)
    with pytest.raises(Invalid, match="only 2 left"):
        pledges.spend(garden, goods.pk, amount=Decimal(3), on=clock.today(), words="种在西边", actor=speaker)
    with pytest.raises(NotAllowed):
        pledges.strike_gift(garden, gift.pk, reason="记错了", actor=speaker)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database holds it too
        Need.objects.filter(pk=goods.pk).update(used=F("used") + 300)
    pledges.strike_spending(garden, spent.pk, reason="记错了", actor=speaker)
    pledges.strike_gift(garden, gift.pk, reason="记错了", actor=speaker)
    goods.refresh_from_db()
    row.refresh_from_db()
    assert (goods.received, goods.used, row.state, row.received) == (0, 0, "offered", 0)
    assert all(r.agrees for r in queries.needs(garden))
    assert Spending.objects.get().struck_at is not None  # struck, never deleted


def test_totals_are_the_sum_of_the_gifts(town: Settled) -> None:
    garden = begun(town)
    for amount in ("100", "0.01", "250.5"):
        given(town, garden, amount)
    money = queries.needs(garden)[0]
    assert money.agrees
    assert money.received.startswith("350.51")
    Need.objects.filter(pk=money.need.pk).update(received=1)
    assert not queries.needs(garden)[0].agrees


def test_more_than_was_offered_is_another_offer(town: Settled) -> None:
    garden = begun(town)
    row = offered(garden, needs(garden)[0], "50")
    speaker = town.actor("speaker")
    pledges.receive(garden, row.pk, amount=Decimal(30), on=clock.today(), actor=speaker)
    with pytest.raises(Invalid, match="20 are to come"):
        pledges.receive(garden, row.pk, amount=Decimal(30), on=clock.today(), actor=speaker)


def test_an_offer_is_taken_back_without_a_reason(town: Settled) -> None:
    garden = begun(town)
    row = offered(garden, needs(garden)[1], "5", name="赵六", phone="13985550109")
    address = f"/gardens/offers/{row.number}/?k={queries.secret_of(row.pk)}"
    post(Client(), address)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    post(Client(), address, 409)


def test_staff_enter_for_others_with_the_source(town: Settled) -> None:
    garden = begun(town)
    client = desk_of(town)("speaker")
    data = {"pledge-need": needs(garden)[2].pk, "pledge-amount": "6", "pledge-giver": "property",
            "pledge-name": "禾丰物业", "pledge-channel": "phone"}  # fmt: skip
    post(client, f"{DESK}{garden.pk}/pledge/", 422, **data)
    post(client, f"{DESK}{garden.pk}/pledge/", **data, **{"pledge-source": "3月2日来电"})
    row = Pledge.objects.get()
    assert row.name == "禾丰物业"
    assert row.registered_by is not None
    assert not row.shown
    pledges.receive(garden, row.pk, amount=Decimal(6), on=clock.today(), actor=town.actor("speaker"))
    assert "禾丰物业" not in text(Client().get(f"/gardens/{garden.pk}/"))  # no consent, no name


def test_who_may_not(town: Settled) -> None:
    garden = begun(town)
    worker = desk_of(town)("worker")
    assert worker.get(DESK).status_code == 403
    assert worker.get(f"{DESK}{garden.pk}/").status_code == 404
    assert worker.post(f"{DESK}{garden.pk}/confirm/", {"row": 5}).status_code == 404
    assert desk_of(town)("hean-speaker").get(f"{DESK}{garden.pk}/").status_code == 404
    assert Client().get(DESK).status_code == 302


def test_a_pack_that_does_not_speak_of_gardens_has_none(city: Settled, desk: Any) -> None:
    assert Client().get("/gardens/").status_code == 404
    assert desk("convener").get(DESK).status_code == 404
    assert "/gardens/" not in text(Client().get("/"))
    assert DESK not in text(desk("convener").get("/desk/topics/"))


def test_the_page_costs_the_same_whatever_is_given(
    town: Settled, django_assert_max_num_queries: Any
) -> None:  # fmt: skip
    garden = begun(town)
    for n in range(12):
        row = offered(garden, needs(garden)[1], "2", name=f"人{n}", shown=True)
        pledges.receive(garden, row.pk, amount=Decimal(2), on=clock.today(), actor=town.actor("speaker"))
        pledges.spend(
            garden, needs(garden)[1].pk, amount=Decimal(1), on=clock.today(), words="种树", actor=town.actor("speaker")
        )
    adopted(town, garden, 4)
    care.draw_up(garden, first=clock.today(), weeks=12, tasks=["water"], actor=town.actor("speaker"))
    Client().get("/gardens/")
    with django_assert_max_num_queries(20):
        text(Client().get(f"/gardens/{garden.pk}/"))
    staff = desk_of(town)("speaker")
    staff.get("/desk/")
    with django_assert_max_num_queries(45):
        text(staff.get(f"{DESK}{garden.pk}/"))
    with django_assert_max_num_queries(32):
        text(staff.get(f"{DESK}{garden.pk}/care/"))
    assert Plot.objects.count() == 4
