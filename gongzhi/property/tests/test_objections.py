"""An objection to an order: once, in time, with the clock waiting, decided by somebody else than the issuer."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from openpyxl import load_workbook

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.property.actions import estates, objections, orders
from gongzhi.property.models import Order, OrderObjection
from gongzhi.property.queries import estates as estate_reads
from gongzhi.property.queries import objections as reads
from gongzhi.property.queries import orders as order_reads
from gongzhi.property.queries import ranking
from gongzhi.property.rules import quarters
from gongzhi.property.rules.objections import decider
from gongzhi.property.tests.town import Managed, managed, picture
from tests.desks import desk_of
from tests.towns import settled

__all__ = ["managed"]
pytestmark = pytest.mark.django_db
WHY = "灯是供电公司的，不归物业修"


def leader(m: Managed, order: Order) -> Actor:
    """Whoever the objection lies with."""
    post = OrderObjection.objects.get(pk=order.pk).decider_id
    return m.town.actor(next(k for k, pk in m.town.posts.items() if pk == post))


def fresh(order: Order) -> Order:
    return order_reads.get(order.pk, SYSTEM)


def told(order: Order) -> list[str]:
    rows = apps.get_model("notices", "Message").objects.filter(about=order.pk).order_by("id")
    return [m.text for m in rows]


def test_who_decides_is_never_who_issued_it() -> None:
    assert decider([(1, 11), (2, 12)], 1, 11) == 2  # not the post
    assert decider([(2, 11), (3, 13)], 1, 11) == 3  # nor the person in another post
    assert decider([(2, None), (3, 13)], 1, 11) == 3  # somebody before nobody
    assert decider([(2, None), (3, 11)], 1, 11) == 2
    assert decider([(1, 12), (2, 11)], 1, 11) is None
    assert decider([], 1, None) is None


def test_the_time_to_mend_waits_and_runs_on_when_the_order_stands(managed: Managed, manual_clock: Any) -> None:
    m, order = managed, managed.order()
    due = order.matter.due_at
    assert due is not None
    objections.object_to(order, WHY, actor=m.manager, submission="s")
    waiting = fresh(order)
    boss = leader(m, order)
    assert (waiting.matter.step, waiting.matter.holder_post_id in boss.post_ids) == ("objection", True)
    assert m.office.post_ids.isdisjoint({waiting.matter.holder_post_id})
    manual_clock.advance(timedelta(days=30))  # nobody decides for a month
    procedures.run_ticks(50)
    lights = dict(procedures.Clock.objects.filter(matter=order.pk).values_list("name", "light"))
    assert lights == {"matter": "green", "step": "red"}  # the leader is late, the company is not
    secretary = m.town.actor("street-secretary")
    assert order_reads.get(order.pk, secretary).pk == order.pk  # was told, and can read what of
    with pytest.raises(NotFound):
        order_reads.get(m.order().pk, secretary)
    objections.decide(waiting, "upheld", "合同写明由物业维护", actor=boss)
    back = fresh(order)
    assert (back.matter.step, back.result, back.objection.decision) == ("mend", "", "upheld")
    assert back.matter.holder_post_id in m.manager.post_ids
    calendar = procedures.calendar_for(order.matter.place_id)
    left = calendar.minutes_between(order.matter.opened_at, due)
    assert calendar.minutes_between(clock.now(), back.matter.due_at) == left  # none of it was lost
    assert sum("不成立" in text or "合同写明" in text for text in told(order)) == 2  # company and office
    assert [e.tag for e in ledger.entries_of(order.pk) if e.tag.startswith("property:")] == [
        "property:order:issued", "property:order:objected", "property:order:objection-decided",
    ]  # fmt: skip
    proof = [files.accept_image(picture(), actor=m.manager).pk]
    orders.reply(back, "修好了", proof, actor=m.manager)
    orders.recheck(back, "closed", "看过", actor=m.office)
    assert fresh(order).result == "closed"


def test_it_is_possible_once_in_time_by_the_company_alone(managed: Managed, manual_clock: Any) -> None:
    m, order = managed, managed.order()
    with pytest.raises(Forbidden):
        objections.object_to(order, WHY, actor=m.office)
    with pytest.raises(Forbidden):
        objections.object_to(order, WHY, actor=m.town.actor("hean-property-manager"))
    with pytest.raises(Invalid):
        objections.object_to(order, " 不 ", actor=m.manager)
    made = objections.object_to(order, WHY, actor=m.manager, submission="s")
    assert objections.object_to(order, WHY, actor=m.manager, submission="s") == made
    with pytest.raises(NotAllowed, match="once"):
        objections.object_to(order, WHY, actor=m.manager, submission="t")
    objections.decide(fresh(order), "upheld", "维持", actor=leader(m, order))
    with pytest.raises(NotAllowed, match="once"):
        objections.object_to(fresh(order), WHY, actor=m.manager)
    assert OrderObjection.objects.count() == 1

    other = m.order()
    with pytest.raises(Conflict):
        objections.object_to(other, WHY, actor=m.manager, submission="s")
    last = reads.until(fresh(other))
    assert last is not None
    assert last <= other.matter.due_at  # type: ignore[operator]
    manual_clock.advance(last - clock.now() + timedelta(minutes=1))
    assert not reads.may_be_raised(fresh(other))
    with pytest.raises(NotAllowed, match="over"):
        objections.object_to(fresh(other), WHY, actor=m.manager)


def test_after_the_first_reply_nobody_objects(managed: Managed) -> None:
    m, order = managed, managed.order()
    orders.reply(order, "修好了", [files.accept_image(picture(), actor=m.manager).pk], actor=m.manager)
    orders.recheck(fresh(order), "back", "还有两盏", actor=m.office)
    with pytest.raises(NotAllowed, match="over"):
        objections.object_to(fresh(order), WHY, actor=m.manager)


def test_a_lifted_order_counts_nowhere(managed: Managed) -> None:
    m, order = managed, managed.order()
    quarter = quarters.first_of(clock.local(order.matter.due_at).date())  # type: ignore[arg-type]

    def counted() -> int:
        return sum(p.numbers.orders for p, *_ in ranking.companies(estate_reads.public(), quarter))

    assert counted() == 1
    objections.object_to(order, WHY, actor=m.manager)
    assert counted() == 0  # not while it is being decided
    assert order_reads.tallied(m.estate) == order_reads.Tallied(issued=1, closed=0, objected=1, lifted=0)
    with pytest.raises(Invalid, match="Say why"):
        objections.decide(fresh(order), "lifted", " ", actor=leader(m, order))
    with pytest.raises(Invalid, match="stands"):
        objections.decide(fresh(order), "closed", "x", actor=leader(m, order))
    objections.decide(fresh(order), "lifted", "确属供电设施", actor=leader(m, order))
    over = fresh(order)
    assert (over.result, over.matter.state, over.matter.ending) == ("lifted", "archived", "withdrawn")
    assert counted() == 0
    assert order_reads.tallied(m.estate) == order_reads.Tallied(issued=0, closed=0, objected=0, lifted=1)
    assert sum("确属供电设施" in text for text in told(order)) == 2
    with pytest.raises((NotAllowed, Forbidden)):
        objections.decide(over, "upheld", "再想想", actor=leader(m, order))


def test_the_issuer_does_not_decide_even_when_it_comes_to_the_own_desk(managed: Managed) -> None:
    m, order = managed, managed.order()
    assert reads.issuing_person(order) == m.office.person_id is not None
    objections.object_to(order, WHY, actor=m.manager)
    held = OrderObjection.objects.get(pk=order.pk).decider_id
    procedures.succeed(order.pk, from_post=held, to_post=m.town.posts["property-inspector"], reason="x", actor=SYSTEM)
    with pytest.raises(Forbidden, match="issued"):
        objections.decide(fresh(order), "upheld", "维持", actor=m.office)
    with pytest.raises(Forbidden):
        objections.decide(fresh(order), "upheld", "维持", actor=m.manager)


def test_an_order_of_rules_without_objections_knows_none(managed: Managed, monkeypatch: Any) -> None:
    m, order = managed, managed.order()
    rules = packs.active().property_rules.model_copy(update={"objection": None})  # type: ignore[union-attr]
    monkeypatch.setattr(estate_reads, "rules", lambda: rules)
    assert reads.until(order) is None
    with pytest.raises(NotAllowed, match="over"):
        objections.object_to(order, WHY, actor=m.manager)


def test_the_other_city_names_its_own_decider(db: None, manual_clock: Any) -> None:
    for town in settled("guangyuan"):
        office, manager = town.actor("director"), town.actor("property-4")
        estate = estates.take_in(town.places["estate-4"], area_m2=9_000, households=90, actor=office)
        day = clock.today()
        draft = estates.ContractDraft(town.bodies["estate-4-property"], day, day.replace(year=day.year + 1), 120)
        estates.contract(estate, draft, actor=office)
        order = orders.issue(estate, orders.OrderDraft("cleaning", "楼道三天没有打扫", 5), actor=office)
        raised = objections.object_to(order, "合同约定隔天打扫一次", actor=manager)
        assert raised.decider_id == town.posts["town-leader"]
        objections.decide(fresh(order), "lifted", "合同确实这样约定", actor=town.actor("town-leader"))
        assert fresh(order).result == "lifted"


def test_each_side_opens_an_order_with_a_bounded_number_of_queries(
    managed: Managed, django_assert_max_num_queries: Any
) -> None:
    m, order = managed, managed.order()
    desk, at = desk_of(m.town), f"/desk/property/orders/{order.pk}/"
    for client, most in ((desk("property-manager"), 24), (desk("property-inspector"), 18)):
        client.get(at)
        with django_assert_max_num_queries(most):
            assert client.get(at).status_code == 200


def test_the_pages_from_the_objection_to_the_decision(managed: Managed) -> None:
    m, order = managed, managed.order()
    at = f"/desk/property/orders/{order.pk}/"
    desk = desk_of(m.town)
    company, office = desk("property-manager"), desk("property-inspector")
    page = company.get(at).content.decode()
    assert "提出异议" in page
    assert "提出异议" not in office.get(at).content.decode()
    empty = company.post(f"{at}object/", {"words": "", "submission": "a"})
    assert empty.status_code == 422
    sent = {"words": WHY, "submission": "a"}
    assert [company.post(f"{at}object/", sent).status_code for _twice in range(2)] == [302, 302]
    again = company.post(f"{at}object/", {"words": "再说一遍也不归我们修", "submission": "b"})
    assert again.status_code == 409
    assert "再说一遍也不归我们修" in again.content.decode()  # what was typed is kept
    assert "正在复核异议" in office.get("/desk/property/orders/?state=objected").content.decode()
    assert office.post(f"{at}decide/", {"outcome": "upheld", "words": "维持"}).status_code == 403
    key = next(k for k, pk in m.town.posts.items() if pk == OrderObjection.objects.get().decider_id)
    boss = desk(key)
    assert WHY in boss.get(at).content.decode()
    assert boss.post(f"{at}decide/", {"outcome": "lifted", "words": ""}).status_code == 422
    assert boss.post(f"{at}decide/", {"outcome": "lifted", "words": "确属供电设施"}).status_code == 302
    for client in (company, office, boss):
        page = client.get(at).content.decode()
        assert "确属供电设施" in page
        assert "异议成立" in page
    assert WHY not in (public := company.get(f"/property/{m.estate.pk}/").content.decode())
    assert "撤销" in public
    assert "异议" in office.get(f"{at}paper/page/").content.decode()
    m.order()
    book = office.get("/desk/property/orders/excel/")
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content)))  # type: ignore[arg-type]
    told = [str(row[9] or "") for row in sheet.active.iter_rows(min_row=3, values_only=True)]  # type: ignore[union-attr]
    assert [words for words in told if words] == ["物业公司的异议", "异议成立，通知已撤销"]
