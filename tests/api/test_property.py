"""Estates, their money and orders to mend by programs: the same acts and the same visibility as the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.exchange.tests.test_api import Api
from gongzhi.property.actions import estates as acts
from gongzhi.property.models import Check, Income, Order, Subsidy
from gongzhi.property.rules import quarters
from gongzhi.property.tests.town import Managed, managed, picture
from tests.api.programs import asked, compared, program, said

__all__ = ["managed"]
pytestmark = pytest.mark.django_db
OFFICE, THIRD, COMPANY, OTHERS = "property-inspector", "cooperative-monitor", "property-manager", "grassroots-members"


def key() -> str:
    return quarters.key(quarters.first_of(clock.today()))


def photo(api: Api) -> str:
    sent = {"photo": _upload()}
    response = api.client.post("/api/v1/photos", sent, headers={"Authorization": f"Bearer {api.secret}"})
    assert response.status_code == 201, response.content
    return str(response.json()["id"])


def _upload() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("x.jpg", picture(), "image/jpeg")


def test_what_everybody_reads(managed: Managed) -> None:
    api, pk = Api(), managed.estate.pk
    row = said(api.get("estates"))["items"][0]
    assert row["id"] == str(pk)
    assert row["contract"]["fee_fen"] == 120
    assert said(api.get("estates?q=没有"))["items"] == []
    sheet = said(api.get(f"estates/{pk}"))
    assert sheet["hired"] == "0"
    assert "checks" not in sheet
    ranking = said(api.get("estates/ranking"))
    assert sum(part["weight"] for part in ranking["formula"]) == 100
    assert said(api.get("estates/ranking?quarter=x"), 422)["errors"][0]["field"] == "quarter"
    said(api.get("estates/7"), 404)


def test_a_table_of_fees_is_looked_at_and_taken_over_whole(managed: Managed) -> None:
    m, name = managed, managed.estate.name
    api = program(m.town, OFFICE)
    rows = [
        {"estate": name, "quarter": key(), "due": "3.24万", "collected": "1,000.50"},
        {"estate": "没有", "quarter": key(), "due": "1", "collected": "1"},
        {"estate": name, "quarter": "2025年第四季度", "due": "100", "collected": "101"},
    ]
    seen = said(api.post("property/fees/look", {"rows": rows}))
    assert seen["wrong"] == 2
    assert Income.objects.count() == 0
    take = seen["rows"][0]["take"]
    assert take == {
        "estate_id": str(m.estate.pk), "quarter": key(), "due_fen": 3_240_000, "collected_fen": 100_050, "version": 0,
    }  # fmt: skip
    assert [bool(r["wrong"]) for r in seen["rows"]] == [False, True, True]
    wrong = take | {"quarter": "2025-Q4", "collected_fen": 10**9}
    said(api.post("property/fees", {"rows": [take, wrong]}), 422)
    assert Income.objects.count() == 0  # all or nothing
    for _twice in range(2):
        assert said(api.post("property/fees", {"rows": [take]}, **{"Idempotency-Key": "k1"})) == {"rows": 1}
    assert Income.objects.get().collected_fen == 100_050
    again = said(api.post("property/fees/look", {"rows": rows[:1]}))["rows"][0]
    assert (again["same"], again["was_collected_fen"], again["take"]["version"]) == (True, 100_050, 1)
    said(api.post("property/fees", {"rows": [take | {"due_fen": 4_000_000}]}), 409)  # of version 0
    line = said(api.get("property/estates"))["items"][0]["money"]
    assert (line["collected_fen"], line["subsidies_fen"]) == (100_050, 0)
    for other in (THIRD, COMPANY, OTHERS):
        said(program(m.town, other).post("property/fees/look", {"rows": rows[:1]}), 403)
        said(program(m.town, other).post("property/fees", {"rows": [take]}), 403)


def test_a_subsidy_stands_apart_and_is_struck_with_its_reason(managed: Managed) -> None:
    m = managed
    api, at = program(m.town, OFFICE), f"property/estates/{managed.estate.pk}/subsidies"
    giver = str(m.town.bodies["cooperative"])
    sent = {"quarter": key(), "giver_id": giver, "purpose": "fees", "amount_fen": 500, "given_on": str(clock.today())}
    for _twice in range(2):
        sheet = said(api.post(at, sent, **{"Idempotency-Key": "k2"}))
    assert [s["amount_fen"] for s in sheet["subsidies"]] == [500]
    assert sheet["quarters"][0]["collected_fen"] == 0
    said(api.post(at, sent | {"purpose": "x"}), 422)
    said(program(m.town, THIRD).post(at, sent), 403)
    strike = f"{at}/{Subsidy.objects.get().pk}/strike"
    sheet = said(api.post(strike, {"reason": "重复登记"}))
    assert sheet["subsidies"][0]["struck_why"] == "重复登记"
    assert said(Api().get(f"estates/{m.estate.pk}"))["subsidies"] == []


def test_from_a_check_to_an_order_that_is_mended(managed: Managed) -> None:
    m = managed
    office, third, company = (program(m.town, post) for post in (OFFICE, THIRD, COMPANY))
    at = f"property/estates/{m.estate.pk}"
    found = {"on": str(clock.today()), "findings": [{"about": "lights", "fine": False, "words": "3栋地下车库一半不亮"}]}
    said(company.post(f"{at}/checks", found), 403)
    said(third.post(f"{at}/checks", found | {"findings": found["findings"] * 2}), 422)
    sheet = said(third.post(f"{at}/checks", found))
    finding = sheet["checks"][0]["findings"][0]
    assert (finding["fine"], finding["order_id"]) == (False, "")
    draft = {
        "about": "lights", "words": "修好地下车库的灯", "working_days": 4, "finding_id": finding["id"],
    }  # fmt: skip
    said(third.post(f"{at}/orders", draft), 403)
    order = said(office.post(f"{at}/orders", draft))
    assert said(third.get(at))["checks"][0]["findings"][0]["order_id"] == order["id"]
    one = f"property/orders/{order['id']}"
    said(office.post(f"{one}/reply", {"words": "修好了", "photo_ids": ["1"]}), 403)  # the company holds it
    proof = [photo(company)]
    version = order["version"]
    said(company.post(f"{one}/reply", {"words": "修好了", "photo_ids": proof, "version": version + 5}), 409)
    replied = said(company.post(f"{one}/reply", {"words": "修好了", "photo_ids": proof, "version": version}))
    assert (replied["step"], replied["reply"]) == ("recheck", "修好了")
    said(company.post(f"{one}/recheck", {"outcome": "closed", "words": "好了"}), 403)
    assert said(office.post(f"{one}/recheck", {"outcome": "back", "words": "还有两盏不亮"}))["rounds"] == 1
    said(company.post(f"{one}/reply", {"words": "两盏也修好了", "photo_ids": [photo(company)]}))
    over = said(office.post(f"{one}/recheck", {"outcome": "closed", "words": "都亮了"}))
    assert (over["result"], over["step"]) == ("closed", "")
    assert [r["id"] for r in said(company.get("property/orders?state=over"))["items"]] == [order["id"]]
    assert said(company.get("property/orders?state=open"))["items"] == []
    assert Check.objects.count() == Order.objects.count() == 1


def test_a_company_objects_and_somebody_else_decides(managed: Managed) -> None:
    m, order = managed, managed.order()
    office, company = program(m.town, OFFICE), program(m.town, COMPANY)
    one, why = f"property/orders/{order.pk}", "灯是供电公司的，不归物业修"
    read = said(company.get(one))
    assert (read["objection"], bool(read["object_until"])) == (None, True)
    said(office.post(f"{one}/object", {"words": why}), 403)
    said(company.post(f"{one}/object", {"words": "不"}), 422)
    said(company.post(f"{one}/object", {"words": why, "version": read["version"] + 7}), 409)
    for _twice in range(2):
        raised = said(company.post(f"{one}/object", {"words": why}, **{"Idempotency-Key": "o1"}))
    assert (raised["step"], raised["objection"]["words"], raised["object_until"]) == ("objection", why, None)
    said(company.post(f"{one}/object", {"words": why}), 409)  # once
    assert [r["id"] for r in said(office.get("property/orders?state=objected"))["items"]] == [str(order.pk)]
    assert said(Api().get(f"estates/{m.estate.pk}"))["orders_objected"] == 1
    for other in (office, company):
        said(other.post(f"{one}/decide", {"decision": "upheld", "words": "维持"}), 403)
    post = next(k for k, pk in m.town.posts.items() if str(pk) == raised["objection"]["decider_post_id"])
    above = program(m.town, post)
    said(above.post(f"{one}/decide", {"decision": "closed", "words": "x"}), 422)
    over = said(above.post(f"{one}/decide", {"decision": "lifted", "words": "确属供电设施"}))
    assert (over["result"], over["objection"]["decision"], over["objection"]["answer"]) == (
        "lifted", "lifted", "确属供电设施",
    )  # fmt: skip
    said(above.post(f"{one}/decide", {"decision": "upheld", "words": "x"}), 409)  # it is over
    sheet = said(Api().get(f"estates/{m.estate.pk}"))
    assert (sheet["orders_issued"], sheet["orders_objected"], sheet["orders_lifted"]) == (0, 0, 1)


def test_each_read_answers_as_its_page(managed: Managed) -> None:
    m = managed
    order = m.order()
    reads = {
        "/desk/property/": "property/estates",
        f"/desk/property/{m.estate.pk}/": f"property/estates/{m.estate.pk}",
        "/desk/property/7/": "property/estates/7",
        "/desk/property/orders/": "property/orders",
        f"/desk/property/orders/{order.pk}/": f"property/orders/{order.pk}",
    }
    wrong, refused = compared(m.town, (OFFICE, THIRD, COMPANY, OTHERS), reads)
    assert wrong == []
    assert refused >= 8


def test_lists_page_by_key_with_a_steady_number_of_queries(managed: Managed, steady: None) -> None:
    m = managed
    api, everybody = program(m.town, OFFICE), Api()
    calls = (
        lambda: said(api.get("property/estates")), lambda: said(api.get("property/orders")),
        lambda: said(everybody.get("estates")), lambda: said(everybody.get("estates/ranking?quarter=2025-Q4")),
    )  # fmt: skip
    _another(m, "grid-2")
    m.order()
    few = [asked(call) for call in calls]
    _another(m, "grid-3")
    _another(m, "grid-4")
    m.order()
    assert [asked(call) for call in calls] == few
    assert max(few) <= 12, few
    assert len(said(api.get("property/estates"))["items"]) == 4


def _another(m: Managed, grid: str) -> None:
    estate = acts.take_in(m.town.places[grid], area_m2=900, households=9, actor=m.office)
    until = clock.today() + timedelta(days=99)
    acts.contract(estate, acts.ContractDraft(m.town.bodies["property-a"], date(2025, 1, 1), until, 100), actor=m.office)
