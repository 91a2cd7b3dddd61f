"""What the acts let through and what not: contracts, money, ratings once a home, orders to closure, the ranking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.property.actions import checks, estates, money, orders, ratings
from gongzhi.property.models import Contract, Dwelling, Estate, Order, Rated, Subsidy, Tally
from gongzhi.property.queries import estates as reads
from gongzhi.property.queries import money as figures
from gongzhi.property.queries import ranking
from gongzhi.property.queries import ratings as results
from gongzhi.property.rules import quarters
from gongzhi.property.tests.town import GRADES, Managed, managed, picture

__all__ = ["managed"]
pytestmark = pytest.mark.django_db
YUAN = 100


def now() -> Any:
    return quarters.first_of(clock.today())


def test_an_estate_has_one_contract_at_a_time(managed: Managed) -> None:
    m, day = managed, clock.today()
    company = m.town.bodies["property-a"]
    draft = estates.ContractDraft(company, day, day + timedelta(days=30), 150)
    with pytest.raises(Invalid, match="Another contract"):
        estates.contract(m.estate, draft, actor=m.office)
    stale = Estate.objects.get(pk=m.estate.pk)
    estates.correct(m.estate, area_m2=91_000, households=910, actor=m.office)
    with pytest.raises(Conflict):
        estates.correct(stale, area_m2=1, households=900, actor=m.office)
    estates.end_contract(m.estate, m.contract.pk, on=day, why="双方协商", actor=m.office)
    with pytest.raises(NotAllowed):
        estates.end_contract(m.estate, m.contract.pk, on=day, why="再来", actor=m.office)
    later = estates.ContractDraft(company, day + timedelta(days=1), day + timedelta(days=40), 150)
    made = estates.contract(m.estate, later, actor=m.office, submission="x")
    assert estates.contract(m.estate, later, actor=m.office, submission="x") == made
    assert Contract.objects.count() == 2
    assert reads.contracts_on([m.estate.pk])[m.estate.pk] == m.contract
    assert reads.contracts_on([m.estate.pk], day + timedelta(days=1))[m.estate.pk] == made


def test_an_estate_is_called_as_people_say_and_not_as_its_grid(managed: Managed) -> None:
    m = managed
    assert (m.estate.place.name, m.estate.name) == ("禾丰家园一区网格", "禾丰家园一区")
    estates.correct(m.estate, area_m2=91_000, households=910, name=" 一区 ", actor=m.office)
    estates.correct(m.estate, area_m2=91_000, households=911, actor=m.office)
    assert Estate.objects.get().name == "一区"
    assert "一区" in m.order().matter.title


def test_the_end_of_a_contract_is_told_at_ninety_thirty_and_zero_days_once_each(
    managed: Managed, manual_clock: Any
) -> None:
    contract = Contract.objects.get()
    sent = apps.get_model("notices", "Message").objects.filter(about=managed.estate.pk)
    told = []
    for left in (91, 90, 89, 30, 3, 0):
        Contract.objects.filter(pk=contract.pk).update(ends_on=clock.today() + timedelta(days=left))
        before = sent.count()
        told.append(estates.tell_endings())
        assert estates.tell_endings() == 0
        assert sent.count() == before + 2 * told[-1]  # the office and the company
    assert told == [0, 1, 0, 1, 0, 1]


def test_a_subsidy_never_mixes_with_income(managed: Managed) -> None:
    m, quarter = managed, now()
    money.enter_income(m.estate, quarter, due=300_000 * YUAN, collected=60_000 * YUAN, actor=m.office)
    draft = money.SubsidyDraft(quarter, m.town.bodies["cooperative"], "fees", 120_000 * YUAN, clock.today())
    given = money.give(m.estate, draft, actor=m.office, submission="s")
    assert money.give(m.estate, draft, actor=m.office, submission="s") == given
    (line,) = figures.by_quarter(m.estate, quarter)
    assert (line.collected, line.subsidies, line.rate) == (60_000 * YUAN, 120_000 * YUAN, 0.2)
    with pytest.raises(Invalid, match="a subsidy"):
        money.enter_income(m.estate, quarter, due=100, collected=101, version=1, actor=m.office)
    with pytest.raises(Invalid):
        money.give(m.estate, money.SubsidyDraft(quarter, m.town.bodies["committee"], "fees", 1, clock.today()),
                   actor=m.office)  # fmt: skip
    money.strike_subsidy(m.estate, given.pk, why="登记错了", actor=m.office)
    with pytest.raises(NotAllowed):
        money.strike_subsidy(m.estate, given.pk, why="登记错了", actor=m.office)
    (line,) = figures.by_quarter(m.estate, quarter)
    assert line.subsidies == 0
    assert Subsidy.objects.get().struck_why == "登记错了"


def test_who_enters_a_quarter_second_is_told(managed: Managed) -> None:
    m, quarter = managed, now()
    money.enter_income(m.estate, quarter, due=100, collected=50, actor=m.office)
    money.enter_income(m.estate, quarter, due=100, collected=50, actor=m.office)  # sent twice
    with pytest.raises(Conflict):
        money.enter_income(m.estate, quarter, due=100, collected=60, actor=m.office)
    money.enter_income(m.estate, quarter, due=100, collected=60, version=1, actor=m.office)
    with pytest.raises(Invalid, match="begun"):
        money.enter_income(m.estate, quarters.following(quarter), due=1, collected=1, actor=m.office)
    codes = [e.codes for e in ledger.entries_of(m.estate.pk) if e.tag == "property:income:entered"]
    assert [(c["collected"], c["was_collected"]) for c in codes] == [(50, None), (60, 50)]


def test_who_enters_jobs_second_is_told(managed: Managed) -> None:
    m, quarter = managed, now()
    for _twice in range(2):
        money.enter_jobs(m.estate, quarter, hired=12, without_work=9, actor=m.office)
    with pytest.raises(Conflict):
        money.enter_jobs(m.estate, quarter, hired=13, without_work=9, actor=m.office)
    with pytest.raises(Conflict):
        money.enter_jobs(m.estate, quarter, hired=13, without_work=9, was=(11, 9), actor=m.office)
    row = money.enter_jobs(m.estate, quarter, hired=13, without_work=9, was=(12, 9), actor=m.office)
    row.refresh_from_db()
    assert (row.hired, row.without_work) == (13, 9)
    told = [e.codes["hired"] for e in ledger.entries_of(m.estate.pk) if e.tag == "property:jobs:entered"]
    assert told == [12, 13]


def test_each_home_rates_once_a_quarter_whatever_way(managed: Managed, manual_clock: Any) -> None:
    m = managed
    code = m.code("3栋1单元101")
    ratings.rate(code, GRADES, actor=ANONYMOUS)
    with pytest.raises(Conflict):
        ratings.rate(code.lower(), GRADES, actor=ANONYMOUS)
    with pytest.raises(Conflict):
        ratings.rate_on_paper(m.estate, "3栋1单元101", GRADES, actor=m.third)
    dwelling = Dwelling.objects.get(label="3栋1单元101")
    with pytest.raises(IntegrityError), transaction.atomic():  # the database says so, too
        Rated.objects.create(dwelling=dwelling, contract=m.contract, quarter=now(), channel="web")
    for wrong in ({}, {**GRADES, "manner": 6}, {**GRADES, "x": 1}):
        with pytest.raises(Invalid):
            ratings.rate(m.code("3栋1单元102"), wrong, actor=ANONYMOUS)
    for strange in ("", "x", code[:-1] + "!", code[:10] + "-AAAAAAAA", "9999999999-AAAAAAAA"):
        with pytest.raises(NotFound):
            ratings.rate(strange, GRADES, actor=ANONYMOUS)
    assert sum(Tally.objects.values_list("homes", flat=True)) == 4
    manual_clock.advance(timedelta(days=92))
    with pytest.raises(Invalid, match="last quarter"):
        ratings.rate(code, GRADES, actor=ANONYMOUS)
    ratings.rate(m.code("3栋1单元101"), GRADES, actor=ANONYMOUS)


def test_no_row_and_no_entry_tells_what_a_home_answered(managed: Managed) -> None:
    assert {f.name for f in Rated._meta.fields} == {"id", "dwelling", "contract", "quarter", "channel"}
    assert not any(f.is_relation and f.related_model is Dwelling for f in Tally._meta.fields)
    ratings.rate(managed.code("3栋1单元101"), GRADES, actor=ANONYMOUS)
    (entry,) = [e for e in ledger.entries_of(managed.estate.pk) if e.tag == "property:rated"]
    assert set(entry.codes) == {"quarter", "channel"}


def _ten(m: Managed, homes: int) -> None:
    for dwelling in Dwelling.objects.order_by("label")[:homes]:
        ratings.rate(results.code_of(dwelling, now()), GRADES, actor=ANONYMOUS)


def test_results_are_shown_from_ten_homes_when_the_quarter_is_over(managed: Managed, manual_clock: Any) -> None:
    _ten(managed, 9)
    assert results.results_of(managed.estate) == []  # it runs
    manual_clock.advance(timedelta(days=92))
    (few,) = results.results_of(managed.estate)
    assert (few.homes, few.means, few.mean) == (9, None, None)
    _ten(managed, 10)
    manual_clock.advance(timedelta(days=92))
    enough = results.results_of(managed.estate)[0]
    assert enough.means == {k: float(v) for k, v in GRADES.items()}
    assert enough.mean == 4.0


def proof(m: Managed) -> list[int]:
    return [files.accept_image(picture(), actor=m.manager).pk]


def test_an_order_runs_to_closure_with_proof_and_a_second_look(managed: Managed, manual_clock: Any) -> None:
    m = managed
    found = {"lights": checks.Found(False, "车库灯不亮"), "lifts": checks.Found(True)}
    check = checks.check(m.estate, clock.today(), found, actor=m.third)
    finding = check.findings.get(fine=False)
    draft = orders.OrderDraft("lights", "车库的灯请修好", 4, finding.pk)
    order = orders.issue(m.estate, draft, actor=m.office, submission="o")
    assert orders.issue(m.estate, draft, actor=m.office, submission="o").pk == order.pk
    with pytest.raises(Invalid, match="already"):
        orders.issue(m.estate, draft, actor=m.office)
    assert order.matter.holder_post_id == m.town.posts["property-manager"]
    with pytest.raises(Invalid, match="photo"):
        orders.reply(order, "修好了", actor=m.manager)
    with pytest.raises(Forbidden):
        orders.reply(order, "修好了", proof(m), actor=m.office)
    orders.reply(order, "修好了", proof(m), actor=m.manager)
    with pytest.raises(Forbidden):
        orders.recheck(order, "closed", "看过", actor=m.manager)
    orders.recheck(order, "back", "还有两盏不亮", actor=m.office)
    order.refresh_from_db()
    assert (order.matter.step, order.rounds, order.matter.holder_post_id) == (
        "mend", 1, m.town.posts["property-manager"],
    )  # fmt: skip
    orders.reply(order, "都换了新灯", proof(m), actor=m.manager)
    orders.recheck(order, "closed", "到现场看过，都亮了", actor=m.office)
    order.refresh_from_db()
    assert (order.result, order.matter.state, order.matter.ending) == ("closed", "archived", "solved")
    with pytest.raises((NotAllowed, Forbidden)):
        orders.recheck(order, "back", "再看", actor=m.office)


def test_companies_are_ranked_by_the_published_numbers(managed: Managed, manual_clock: Any) -> None:
    m, quarter = managed, now()
    _ten(m, 10)
    order = m.order()
    orders.reply(order, "修好了", proof(m), actor=m.manager)
    orders.recheck(order, "closed", "看过", actor=m.office)
    m.order()  # and one that nobody answers
    Order.objects.get(result="").matter.__class__.objects.update(due_at=clock.now() + timedelta(hours=1))
    ((placed, name, served),) = ranking.companies(reads.public(), quarter)
    assert name == "禾丰物业服务公司"
    assert served == [m.estate.name]
    n = placed.numbers
    assert (n.homes, n.rating, n.orders, n.orders_in_time, n.requests) == (10, 4.0, 2, 1, 0)
    assert (placed.place, placed.score) == (1, round((50 * 75 + 30 * 50) / 80, 1))


def test_requests_about_property_count_for_the_company(managed: Managed) -> None:
    from gongzhi.access.public import SYSTEM
    from gongzhi.procedures import public as procedures

    m = managed
    place = next(p for k, p in m.town.places.items() if k == "building-1-1")
    for type_key in ("property-service", "stalls"):
        procedures.open_matter(
            kind="request", procedure="property", place_id=place, title="灯", type_key=type_key,
            holder_post=m.town.posts["property-inspector"], actor=SYSTEM,
        )  # fmt: skip
    ((placed, *_),) = ranking.companies(reads.public(), now())
    assert (placed.numbers.requests, placed.numbers.requests_in_time) == (1, 0)


def test_a_company_sees_its_own_estates_and_nobody_elses_house_is_opened(managed: Managed) -> None:
    m = managed
    other = m.town.actor("hean-property-manager")
    assert reads.visible_to(m.manager).count() == 1
    assert reads.visible_to(other).count() == 0
    for act in (
        lambda: money.enter_income(m.estate, now(), due=1, collected=1, actor=m.manager),
        lambda: ratings.rate_on_paper(m.estate, "3栋1单元101", GRADES, actor=m.office),
        lambda: checks.check(m.estate, clock.today(), {"lights": checks.Found(True)}, actor=m.office),
        lambda: ratings.print_slips(m.estate, "", actor=m.third),
    ):
        with pytest.raises(Forbidden):
            act()
