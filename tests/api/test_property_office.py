"""Estates, contracts, jobs and ratings by programs: what the office, the third party and a home can do on the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.exchange.models import Sent
from gongzhi.exchange.tests.test_api import Api
from gongzhi.files import public as files
from gongzhi.property.actions import orders
from gongzhi.property.models import Contract, Dwelling, Estate, Jobs, Rated, Tally
from gongzhi.property.rules import quarters
from gongzhi.property.tests.town import GRADES, Managed, managed, picture
from tests.api.programs import asked, compared, program, said

__all__ = ["managed"]
pytestmark = pytest.mark.django_db
OFFICE, THIRD, COMPANY, OTHERS = "property-inspector", "cooperative-monitor", "property-manager", "grassroots-members"


def key() -> str:
    return quarters.key(quarters.first_of(clock.today()))


def test_an_estate_comes_under_the_office_and_gets_its_contract(managed: Managed) -> None:
    m, api = managed, program(managed.town, OFFICE)
    free = said(api.get("property/places"))
    place = str(m.town.places["grid-2"])
    assert place in [p["id"] for p in free]
    sent = {"place_id": place, "area_m2": 80_000, "households": 800}
    for _twice in range(2):
        sheet = said(api.post("property/estates", sent, **{"Idempotency-Key": "e1"}))
    assert (sheet["contract"], sheet["version"], Estate.objects.count()) == (None, 1, 2)
    said(api.post("property/estates", sent), 409)
    said(api.post("property/estates", sent | {"area_m2": 0, "place_id": str(m.town.places["grid-3"])}), 422)
    assert place not in [p["id"] for p in said(api.get("property/places"))]
    at = f"property/estates/{sheet['id']}"
    corrected = said(api.post(f"{at}/correct", {"area_m2": 81_000, "households": 810, "name": "二区", "version": 1}))
    assert (corrected["name"], corrected["area_m2"], corrected["version"]) == ("二区", 81_000, 2)
    said(api.post(f"{at}/correct", {"area_m2": 82_000, "households": 810, "version": 1}), 409)
    companies = said(api.get(f"{at}/choices"))["companies"]
    company = next(c["id"] for c in companies if c["name"] == "禾丰物业服务公司")
    day = clock.today()
    draft = {
        "company_id": company, "starts_on": str(day), "ends_on": str(day + timedelta(days=700)), "fee_fen": 130,
        "services": ["cleaning"], "version": 2,
    }  # fmt: skip
    said(api.post(f"{at}/contracts", draft | {"services": ["x"]}), 422)
    held = said(api.post(f"{at}/contracts", draft, **{"Idempotency-Key": "c1"}))
    assert said(api.post(f"{at}/contracts", draft, **{"Idempotency-Key": "c1"})) == held
    assert (held["contract"]["fee_fen"], held["contract"]["services"]) == (130, ["cleaning"])
    said(api.post(f"{at}/contracts", draft | {"version": held["version"]}), 422)  # one at a time
    end = f"{at}/contracts/{held['contract']['id']}/end"
    last = str(day + timedelta(days=9))
    said(api.post(end, {"on": str(day - timedelta(days=9)), "reason": "协商"}), 422)
    assert said(api.post(end, {"on": last, "reason": "协商"}))["contracts"][0]["ended_on"] == last
    said(api.post(end, {"on": last, "reason": "协商"}), 409)
    assert Contract.objects.count() == 2
    for other in (THIRD, COMPANY, OTHERS):
        stranger = program(m.town, other)
        said(stranger.get("property/places"), 403)
        said(stranger.post("property/estates", sent), 403)
        one = f"property/estates/{m.estate.pk}"
        for path, body in (("contracts", draft), ("correct", {"area_m2": 1, "households": 1})):
            status = stranger.post(f"{one}/{path}", body)[0].status_code
            assert status in (403, 404), (other, path, status)


def test_jobs_are_numbers_and_who_comes_second_is_told(managed: Managed) -> None:
    api, at = program(managed.town, OFFICE), f"property/estates/{managed.estate.pk}"
    first = {"quarter": key(), "hired": 12, "without_work": 9}
    line = said(api.post(f"{at}/jobs", first))["quarters"][-1]
    assert (line["hired"], line["without_work"]) == (12, 9)
    said(api.post(f"{at}/jobs", first | {"hired": 13}), 409)
    said(api.post(f"{at}/jobs", first | {"hired": 8}), 422)
    said(api.post(f"{at}/jobs", first | {"hired": 13, "was_hired": 12, "was_without_work": 9}))
    assert Jobs.objects.get().hired == 13
    assert said(api.get("property/quarters"))["quarters"][-1]["hired"] == 13
    public = said(Api().get("estates/quarters"))
    assert "hired" not in public["quarters"][-1]  # below ten homes or people nothing small is told
    assert public["years"][-1]["year"] == clock.today().year
    said(program(managed.town, THIRD).post(f"{at}/jobs", first), 403)


def test_a_home_rates_once_by_its_code_or_on_paper_and_nothing_tells_what(managed: Managed) -> None:
    m = managed
    office, third, kiosk = program(m.town, OFFICE), program(m.town, THIRD), program(m.town, OTHERS, ("create",))
    at = f"property/estates/{m.estate.pk}"
    more = said(office.post(f"{at}/homes", {"building": "4栋", "units": 1, "floors": 2, "doors": 2}))
    assert (more["homes"], more["rated"]) == (28, 0)
    said(office.post(f"{at}/homes", {"building": "5栋", "units": 50, "floors": 80, "doors": 40}), 422)
    slips = said(office.post(f"{at}/homes/slips", {"building": "4栋"}))
    assert [len(slips["slips"]), slips["more"], slips["quarter"]] == [4, False, key()]
    for other in (third, program(m.town, COMPANY)):
        said(other.post(f"{at}/homes/slips", {"building": "4栋"}), 403)
    code = slips["slips"][0]["code"]
    said(Api().post("estates/slip", {"code": code}), 401)
    seen = said(kiosk.post("estates/slip", {"code": code}))
    assert (seen["estate_id"], seen["rated"]) == (str(m.estate.pk), False)
    assert {q["key"] for q in seen["questions"]} == set(GRADES)
    said(kiosk.post("estates/rate", {"code": "1234567890 AAAA BBBB", "grades": GRADES}), 404)
    said(kiosk.post("estates/rate", {"code": code, "grades": {"cleaning": 5}}), 422)
    said(kiosk.post("estates/rate", {"code": code, "grades": GRADES}), 204)
    said(kiosk.post("estates/rate", {"code": code, "grades": GRADES}, **{"Idempotency-Key": "k"}), 409)
    assert said(kiosk.post("estates/slip", {"code": code}))["rated"] is True
    said(third.post(f"{at}/ratings", {"home": slips["slips"][0]["home"], "grades": GRADES}), 409)
    said(third.post(f"{at}/ratings", {"home": "9栋9单元999", "grades": GRADES}), 422)
    said(office.post(f"{at}/ratings", {"home": slips["slips"][1]["home"], "grades": GRADES}), 403)
    came = said(third.post(f"{at}/ratings", {"home": slips["slips"][1]["home"], "grades": GRADES}))
    assert (came["rated"], came["results"]) == (2, [])  # the quarter runs
    assert (Rated.objects.count(), sum(Tally.objects.values_list("homes", flat=True))) == (2, 8)
    assert not Sent.objects.filter(about=m.estate.pk, key__isnull=False).exists()  # no digest of what a home said
    assert Dwelling.objects.count() == 28


def test_an_order_tells_what_happened_and_shows_its_proof(managed: Managed) -> None:
    m, order = managed, managed.order()
    stored = files.accept_image(picture(), actor=m.manager)
    orders.reply(order, "修好了", [stored.pk], actor=m.manager)
    api, one = program(m.town, OFFICE), f"property/orders/{order.pk}"
    read = said(api.get(one))
    assert [(p["id"], p["document"]) for p in read["proofs"]] == [(str(stored.pk), False)]
    assert "修好了" in [line["internal_text"] for line in read["lines"]]
    response = api.client.get(f"/api/v1/{one}/proofs/{stored.pk}", headers={"Authorization": f"Bearer {api.secret}"})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/")
    said(api.get(f"{one}/proofs/7"), 404)
    said(program(m.town, "hean-property-manager").get(f"{one}/proofs/{stored.pk}"), 404)


def test_the_keys_that_other_operations_speak_of(managed: Managed) -> None:
    rules = said(Api().get("estates/rules"))
    assert {q["key"] for q in rules["questions"]} == set(GRADES)
    assert (rules["order_working_days"], rules["objection_working_days"]) == (4, 3)
    kinds = [w["kind"] for w in said(Api().get(f"estates/{managed.estate.pk}"))["watchers"]]
    assert len(kinds) >= 2


def test_each_read_answers_as_its_page_in_a_steady_number_of_queries(managed: Managed, steady: None) -> None:
    m, pk = managed, managed.estate.pk
    reads = {
        "/desk/property/": "property/quarters",
        "/desk/property/new/": "property/places",
        f"/desk/property/{pk}/?tab=homes": f"property/estates/{pk}/homes",
    }
    wrong, refused = compared(m.town, (OFFICE, THIRD, COMPANY, OTHERS), reads)
    assert wrong == []
    assert refused >= 4
    api = program(m.town, OFFICE)
    calls: list[Any] = [
        lambda: said(api.get("property/quarters")), lambda: said(api.get(f"property/estates/{pk}/homes")),
        lambda: said(api.get(f"property/estates/{pk}/choices")), lambda: said(api.get("property/places")),
    ]  # fmt: skip
    few = [asked(call) for call in calls]
    for grid in ("grid-2", "grid-3"):
        said(api.post("property/estates", {"place_id": str(m.town.places[grid]), "area_m2": 9, "households": 9}))
    said(api.post(f"property/estates/{pk}/homes", {"building": "6栋", "units": 2, "floors": 6, "doors": 2}))
    assert [asked(call) for call in calls] == few
    assert max(few) <= 12, few
