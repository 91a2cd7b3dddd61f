"""The pages: what the office, the third party, the company and residents do in the browser's forms."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.kit.tables import write_table
from gongzhi.property.models import Check, Contract, Dwelling, Estate, Income, Jobs, Order, Rated, Subsidy
from gongzhi.property.rules import quarters
from gongzhi.property.tests.town import GRADES, Managed, managed, picture
from tests.desks import desk_of, text, words

__all__ = ["managed"]
pytestmark = pytest.mark.django_db


def post(client: Client, address: str, status: int = 302, **data: Any) -> str:
    answer = client.post(address, data)
    assert answer.status_code == status, words(answer, answer.status_code)[:3000]
    return str(answer.get("Location", "")) if status == 302 else words(answer, status)


def test_the_office_enters_what_it_knows(managed: Managed) -> None:
    m = managed
    office = desk_of(m.town)("property-inspector")
    at, key = f"/desk/property/{m.estate.pk}/", quarters.key(quarters.first_of(clock.today()))
    assert "90000" in text(office.get(at))
    assert "32.40万元" in text(office.get("/desk/property/")) or "324000" in text(office.get(f"{at}?tab=money"))
    assert "不能超过应收" in post(office, f"{at}income/", 422, quarter=key, version=0, due="100", collected="101")
    post(office, f"{at}income/", quarter=key, version=0, due="324000", collected="32400.5")
    assert Income.objects.get().collected_fen == 3_240_050
    post(office, f"{at}subsidy/", quarter=key, giver=m.town.bodies["cooperative"], purpose="fees", amount="100000",
         given_on=clock.today(), words="", submission="s1")  # fmt: skip
    page = words(office.get(f"{at}?tab=money"))
    assert "10.0%" in page  # the rate knows no subsidy
    assert "10.00万元" in page
    post(office, f"{at}strike/", 422, subsidy=Subsidy.objects.get().pk, why="")
    post(office, f"{at}strike/", subsidy=Subsidy.objects.get().pk, why="重复登记")
    assert "重复登记" in words(office.get(f"{at}?tab=money"))
    post(office, f"{at}jobs/", quarter=key, hired=12, without_work=9)
    assert Jobs.objects.get().without_work == 9
    assert 'name="was_hired" value="12"' in text(office.get(f"{at}?tab=money&quarter={key}"))
    post(office, f"{at}jobs/", quarter=key, hired=13, without_work=9, was_hired=11, was_without_work=9)  # it was 12
    assert Jobs.objects.get().hired == 12
    post(office, f"{at}jobs/", quarter=key, hired=13, without_work=9, was_hired=12, was_without_work=9)
    assert Jobs.objects.get().hired == 13
    post(office, f"{at}dwellings/", building="4栋", units=1, floors=2, doors=2)
    assert Dwelling.objects.filter(label__startswith="4栋").count() == 4
    slips = words(office.post(f"{at}slips/", {"text": "4栋"}))
    assert "4栋1单元101" in slips
    assert Dwelling.objects.get(label="4栋1单元101").number[:3] in slips
    end = clock.today() + timedelta(days=1)
    post(office, f"{at}end-contract/", contract=m.contract.pk, on=end, why="协商终止")
    assert Contract.objects.get().ended_on == end
    place = m.town.places["grid-2"]
    page = post(office, "/desk/property/new/", place=place, area_m2=80000, households=800)
    assert page == f"/desk/property/{Estate.objects.get(place=place).pk}/"
    assert "没有有效合同" in words(office.get(page))
    assert words(office.get("/desk/property/?contract=none")).count("禾丰家园二区") == 1
    for sort in ("", "rate", "ends"):
        assert office.get(f"/desk/property/?sort={sort}").status_code == 200
    book = load_workbook(io.BytesIO(b"".join(office.get("/desk/property/excel/").streaming_content)))
    assert "禾丰物业服务公司" in [c.value for row in book.active.iter_rows() for c in row]


@pytest.mark.parametrize(("post_", "offered"), [("property-manager", True), ("property-inspector", True),
                                                ("branch-secretary-1", False)])  # fmt: skip
def test_the_menu_leads_a_company_to_its_estates(managed: Managed, post_: str, offered: bool) -> None:
    client = desk_of(managed.town)(post_)
    assert ('href="/desk/property/"' in text(client.get("/desk/"))) is offered
    assert ("禾丰家园一区" in words(client.get("/desk/property/"), 200 if offered else 403)) is offered


def _table(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    out = io.BytesIO()
    write_table("xlsx", [("小区", "季度", "应收", "实收"), *rows], out)
    return SimpleUploadedFile("x.xlsx", out.getvalue())


def test_a_table_is_looked_at_before_it_is_taken_over(managed: Managed) -> None:
    m = managed
    office = desk_of(m.town)("property-inspector")
    name, key = m.estate.name, quarters.key(quarters.first_of(clock.today()))
    page = text(office.post("/desk/property/import/", {"file": _table((name, key, "1,000", 200), ("没有", key, 1, 1))}))
    assert "没有这个小区" in page
    assert 'name="rows"' not in page
    answer = office.post("/desk/property/import/", {"file": _table((name, key, "1,000", 200))})
    assert not Income.objects.exists()
    signed = answer.context["take"].initial["rows"]
    assert "重新选择" in words(office.post("/desk/property/import/take-over/", {"rows": signed + "x"}, follow=True))
    assert post(office, "/desk/property/import/take-over/", rows=signed) == "/desk/property/"
    row = Income.objects.get()
    assert (row.due_fen, row.collected_fen) == (100_000, 20_000)
    post(office, "/desk/property/import/take-over/", rows=signed)  # the button twice
    assert Income.objects.get().version == 1
    other = desk_of(m.town)("cooperative-monitor")
    assert other.get("/desk/property/import/").status_code == 403


def test_third_party_company_and_office_bring_an_order_to_closure(managed: Managed) -> None:
    m = managed
    third, office, company = (desk_of(m.town)(p) for p in ("cooperative-monitor", "property-inspector",
                                                          "property-manager"))  # fmt: skip
    at = f"/desk/property/{m.estate.pk}/"
    day = clock.today()
    assert "请写明哪里不合格" in post(third, f"{at}check/", 422, on=day, found_lights="wrong", submission="c")
    post(third, f"{at}check/", on=day, found_lights="wrong", words_lights="车库一半不亮", submission="c")
    finding = Check.objects.get().findings.get()
    post(third, f"{at}order/", 403, about="lights", words="请修好车库的灯", days=4)
    assert "车库一半不亮" in words(office.get(f"{at}?tab=watch"))
    post(office, f"{at}order/", finding=finding.pk, about="lights", words="请修好车库的灯", days=4, submission="o")
    order = Order.objects.get()
    page = f"/desk/property/orders/{order.pk}/"
    assert "请修好车库的灯" in words(company.get(page))
    assert page in text(company.get("/desk/"))
    photo = SimpleUploadedFile("灯.jpg", picture())
    assert "照片" in post(company, f"{page}reply/", 422, words="修好了")
    post(company, f"{page}reply/", words="换了灯", photo1=photo)
    proof = text(office.get(page)).split("/files/")[1].split("/")[0]
    assert office.get(f"{page}files/{proof}/").status_code == 200
    post(office, f"{page}recheck/", outcome="back", words="还有两盏")
    post(company, f"{page}reply/", words="都换了", photo1=SimpleUploadedFile("灯.jpg", picture("PNG")))
    post(office, f"{page}recheck/", outcome="closed", words="都亮了")
    assert "整改到位，已销号" in words(office.get("/desk/property/orders/?state=over"))
    assert "整改通知" in words(office.get(f"{page}paper/page/"))
    assert office.get(f"{page}paper/word/").status_code == 200
    assert office.get("/desk/property/orders/excel/").status_code == 200
    stranger = desk_of(m.town)("hean-property-manager")
    assert stranger.get(page).status_code == 404
    assert stranger.get(at).status_code == 404


def test_a_resident_rates_with_the_slip_and_reads_the_ranking(managed: Managed, manual_clock: Any) -> None:
    m, public = managed, Client()
    code = m.code("3栋1单元101")
    assert "没有这个评议码" in post(public, "/property/rate/", 422, code="1234")
    at = post(public, "/property/rate/", code=f" {code[:10]} {code[10:]} ")
    assert at == f"/property/rate/{code}/"
    assert "请选择" in post(public, at, 422, grade_cleaning=5)
    given = {f"grade_{k}": v for k, v in GRADES.items()}
    assert post(public, at, **given) == f"/property/{m.estate.pk}/"
    assert "已经评议过" in post(public, at, 409, **given)
    third = desk_of(m.town)("cooperative-monitor")
    post(third, f"/desk/property/{m.estate.pk}/paper/", label="3栋 1单元102", **given)
    post(third, f"/desk/property/{m.estate.pk}/paper/", label="3栋1单元102", **given)
    assert Rated.objects.count() == 2
    page = words(public.get(f"/property/{m.estate.pk}/"))
    assert "4.0" not in page
    manual_clock.advance(timedelta(days=92))
    assert "不足10户，不显示" in words(public.get(f"/property/{m.estate.pk}/"))
    page = words(public.get("/property/"))
    assert "禾丰物业服务公司" in page
    assert "&lt;10" in page


def test_pages_ask_a_bounded_number_of_queries(managed: Managed, django_assert_max_num_queries: Any) -> None:
    from gongzhi.property.actions import estates, money

    m = managed
    for n in range(2, 8):
        e = estates.take_in(m.town.places[f"grid-{n}"], area_m2=80_000, households=800, actor=m.office)
        draft = estates.ContractDraft(m.town.bodies["property-a"], m.contract.starts_on, m.contract.ends_on, 120)
        estates.contract(e, draft, actor=m.office)
        money.enter_income(e, quarters.first_of(clock.today()), due=100, collected=n, actor=m.office)
    office = desk_of(m.town)("property-inspector")
    for address, most in (
        ("/desk/property/", 30), ("/desk/property/orders/", 25), (f"/desk/property/{m.estate.pk}/?tab=money", 35),
        ("/property/", 25), (f"/property/{m.estate.pk}/", 25),
    ):  # fmt: skip
        office.get(address)
        with django_assert_max_num_queries(most):
            text(office.get(address))
