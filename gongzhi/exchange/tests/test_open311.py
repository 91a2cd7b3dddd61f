"""The contract of GeoReport v2, in both formats: every call, every code, several mistakes at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.exchange.models import Sent
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

from .conftest import Call

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
LAMP = {
    "service_code": "streetlight",
    "lat": "26.5895",
    "long": "106.7065",
    "description": "锦桥路口的路灯不亮,住在3栋2单元501,电话13800138000",
    "first_name": "伟",
    "last_name": "张",
    "phone": "13800138000",
    "address_string": "花溪苑3栋2单元501",
}
FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def lamp(**changes: object) -> dict[str, Any]:
    return {k: v for k, v in {**LAMP, **changes}.items() if v is not None}


def codes(errors: list[dict[str, Any]]) -> list[int]:
    return [int(e["code"]) for e in errors]


def test_discovery(get: Call, fmt: str) -> None:
    response, found = get("discovery")
    assert response.status_code == 200
    assert response["Content-Type"] == {"xml": "text/xml", "json": "application/json"}[fmt] + "; charset=utf-8"
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    assert W3C.fullmatch(found["changeset"])
    assert len(found["endpoints"]) >= 2
    for endpoint in found["endpoints"]:
        assert set(endpoint) == {"specification", "url", "changeset", "type", "formats"}
        assert endpoint["type"] in ("production", "test")
    assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert found["endpoints"][0]["url"].endswith("/open311/v2")
    assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]


def test_services(get: Call, fmt: str) -> None:
    response, found = get("v2/services", jurisdiction_id="")
    assert response.status_code == 200
    assert response["Content-Type"] == {"xml": "text/xml", "json": "application/json"}[fmt] + "; charset=utf-8"
    assert isinstance(found, list)
    assert len(found) > 10
    for service in found:
        assert set(service) == {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
        assert service["type"] == "realtime"
        assert service["metadata"] in ((True, False) if fmt == "json" else ("true", "false"))
    one = next(s for s in found if s["service_code"] == "streetlight")
    assert str(one["metadata"]).lower() == "true"
    assert "," in one["keywords"]
    assert get("v2/services", jurisdiction_id="guiyang")[0].status_code == 200


def test_definition(get: Call, fmt: str) -> None:
    cover = next(s["service_code"] for s in get("v2/services")[1] if "井盖" in s["service_name"])
    response, found = get(f"v2/services/{cover}")
    assert response.status_code == 200
    assert found["service_code"] == cover
    attribute = found["attributes"][0]
    assert set(attribute) == {
        "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values",
    }  # fmt: skip
    assert attribute["datatype"] == "singlevaluelist"
    assert [int(a["order"]) for a in found["attributes"]] == list(range(1, len(found["attributes"]) + 1))
    assert attribute["values"][0] == {"key": "sewage", "name": "污水"}
    if fmt == "xml":
        assert b"<attributes><attribute>" in response.content
        assert b"<values><value><key>" in response.content
    _, without = get("v2/services/other")
    assert without["attributes"] in ([], "")


WRONG_READS: list[tuple[str, dict[str, str], int]] = [
    ("v2/services/nothing", {}, 404),
    ("v2/requests/1234567890", {}, 404),
    ("v2/requests/x", {}, 404),
    ("v2/tokens/123", {}, 404),
    ("v2/tokens/x", {}, 404),
    ("v2/nowhere", {}, 404),
    ("v2/services", {"jurisdiction_id": "elsewhere"}, 404),
    ("v2/services/streetlight", {"jurisdiction_id": "elsewhere"}, 404),
    ("v2/requests", {"jurisdiction_id": "elsewhere"}, 404),
    ("v2/requests", {"service_code": "nothing"}, 404),
    ("v2/requests", {"api_key": "wrong"}, 403),
    ("v2/requests", {"status": "maybe"}, 400),
    ("v2/requests", {"start_date": "yesterday"}, 400),
    ("v2/requests", {"start_date": "2026-03-01"}, 400),
    ("v2/requests", {"end_date": "2026-03-01T00:00:00"}, 400),
    ("v2/requests", {"end_date": "0001-01-01T00:00:00Z"}, 400),
    ("v2/requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}, 400),
    ("v2/requests", {"start_date": "2026-02-02T00:00:00Z", "end_date": "2026-02-01T00:00:00Z"}, 400),
    ("v2/requests", {"page": "0"}, 400),
    ("v2/requests", {"page_size": "1001"}, 400),
    ("v2/requests", {"status": "open\0"}, 400),
    ("v2/servicerequestupdates", {"start_date": "x"}, 400),
]
WRONG_REPORTS: list[tuple[dict[str, Any], int, str]] = [
    ({"api_key": ""}, 403, "api_key"),
    ({"api_key": "wrong"}, 403, "api_key"),
    ({"service_code": None}, 400, "service_code"),
    ({"service_code": ""}, 400, "service_code"),
    ({"service_code": "nothing"}, 404, "service_code"),
    ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction_id"),
    ({"lat": None, "long": None, "address_string": None}, 400, "location"),
    ({"lat": "", "long": "", "address_string": ""}, 400, "location"),
    ({"lat": None}, 400, "lat and long"),
    ({"lat": "north"}, 400, "lat"),
    ({"lat": "91"}, 400, "lat"),
    ({"long": "1e999"}, 400, "long"),
    ({"long": "nan"}, 400, "long"),
    ({"lat": None, "long": None, "address_string": None, "address_id": "999"}, 400, "address_id"),
    ({"description": "长" * 4001}, 400, "description"),
    ({"description": "<b>路灯</b>不亮"}, 400, "HTML"),
    ({"description": "😀😀😀"}, 400, "description"),
    ({"description": "路灯\0不亮"}, 400, "not allowed"),
    ({"phone": "call-me"}, 400, "phone"),
    ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
    ({"first_name": "名" * 31}, 400, "first_name"),
]


def test_what_is_wrong_has_its_code_and_a_body(get: Call, fmt: str) -> None:
    for path, query, status in WRONG_READS:
        response, errors = get(path, **query)
        assert (response.status_code, codes(errors)) == (status, [status]), (path, query, errors)
        assert errors[0]["description"], path
        assert response["Content-Type"] == {"xml": "text/xml", "json": "application/json"}[fmt] + "; charset=utf-8"


def test_nothing_wrong_is_taken_in(post: Call) -> None:
    for changes, status, said in WRONG_REPORTS:
        response, errors = post(**lamp(**changes))
        assert response.status_code == status, (changes, errors)
        assert said in " ".join(e["description"] for e in errors), (changes, errors)
        assert not requests.Request.objects.exists(), changes


def test_several_mistakes_at_once(post: Call) -> None:
    response, errors = post(description="<i>x</i>", phone="abc")
    assert response.status_code == 400
    said = " ".join(e["description"] for e in errors)
    assert all(word in said for word in ("service_code", "location", "HTML", "phone"))
    response, errors = post(api_key="", service_code="nothing", lat="x", long="1")
    assert response.status_code == 403
    assert {403, 404, 400} <= set(codes(errors))


def test_a_report_is_taken_in_and_read_back(post: Call, get: Call, api_key: str, fmt: str) -> None:
    response, made = post(**lamp(account_id="", attribute__pole="A-17"))
    assert response.status_code == 200
    assert len(made) == 1
    number = made[0]["service_request_id"]
    assert re.fullmatch(r"\d{10}", number)
    assert "token" not in made[0]
    _, found = get(f"v2/requests/{number}", api_key=api_key)
    assert isinstance(found, list)
    mine = found[0]
    assert set(mine) == FIELDS
    assert mine["description"] == LAMP["description"]
    assert mine["address"] == LAMP["address_string"]
    assert float(mine["lat"]) == 26.5895
    assert mine["status"] == "open"
    assert mine["agency_responsible"]
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert W3C.fullmatch(mine[name]), name
    request = requests.Request.objects.get(number=number)
    assert request.channel == "open311"
    assert request.attributes == {"pole": ["A-17"]}
    assert requests.reporters_of(request.pk)[0].person.name == "张伟"
    assert get(f"v2/tokens/{Sent.objects.get().pk}")[1][0]["service_request_id"] == number


def test_a_stranger_sees_neither_person_nor_home(post: Call, get: Call) -> None:
    number = post(**lamp())[1][0]["service_request_id"]
    response, found = get(f"v2/requests/{number}", extensions="true")
    text = response.content.decode()
    assert "13800138000" not in text
    assert "501" not in text.replace(number, "")
    assert "张伟" not in text
    assert "路灯不亮" in found[0]["description"]
    assert (float(found[0]["lat"]), float(found[0]["long"])) != (26.5895, 106.7065)
    assert abs(float(found[0]["lat"]) - 26.5895) < 0.05
    assert "media_url" in found[0]
    assert str(found[0]["extended_attributes"]["masked"]).lower() == "true"


def test_private_ones_are_not_there_for_strangers(post: Call, get: Call, api_key: str) -> None:
    from gongzhi.packs import public as packs

    private = next(t.key for t in packs.active().request_types if t.private)
    made = post(**lamp(service_code=private))[1]
    assert "service_request_id" in made[0], made
    number = made[0]["service_request_id"]
    assert get(f"v2/requests/{number}")[0].status_code == 404
    assert get("v2/requests", service_request_id=number)[1] in ([], "")
    assert get(f"v2/requests/{number}", api_key=api_key)[0].status_code == 200


def test_the_same_again_within_ten_minutes(post: Call, manual_clock: clock.ManualClock) -> None:
    first = post(**lamp())[1][0]["service_request_id"]
    manual_clock.advance(timedelta(minutes=9, seconds=59))
    assert post(**lamp())[1][0]["service_request_id"] == first
    assert post(**lamp(description="另一盏路灯也不亮"))[1][0]["service_request_id"] != first
    manual_clock.advance(timedelta(seconds=2))
    assert post(**lamp())[1][0]["service_request_id"] != first
    assert requests.Request.objects.count() == 3


def test_address_alone_and_outside_every_grid(post: Call, get: Call, api_key: str) -> None:
    number = post(**lamp(lat=None, long=None))[1][0]["service_request_id"]
    assert not requests.Request.objects.get(number=number).located
    far_made = post(**lamp(lat="39.9", long="116.4", description="很远的路灯坏了"))[1]
    assert "service_request_id" in far_made[0], far_made
    far = far_made[0]["service_request_id"]
    assert not requests.Request.objects.get(number=far).located
    assert get(f"v2/requests/{far}")[1][0]["lat"] in (None, "")
    request = requests.Request.objects.select_related("matter").get(number=number)
    by_id = post(**lamp(lat=None, long=None, address_string=None, address_id=str(request.matter.place_id)))
    assert by_id[0].status_code == 200


def test_without_a_description_the_service_speaks(post: Call) -> None:
    number = post(**lamp(description=""))[1][0]["service_request_id"]
    assert requests.Request.objects.get(number=number).description


def test_lists_filter_and_page(post: Call, get: Call, manual_clock: clock.ManualClock) -> None:
    numbers = []
    for n in range(3):
        numbers.append(post(**lamp(description=f"第{n}盏路灯不亮"))[1][0]["service_request_id"])
        manual_clock.advance(timedelta(days=40))
    assert [r["service_request_id"] for r in get("v2/requests")[1]] == [numbers[2], numbers[1]]
    early = {"start_date": "2026-03-01T00:00:00Z", "end_date": "2026-03-03T00:00:00+08:00"}
    assert [r["service_request_id"] for r in get("v2/requests", **early)[1]] == [numbers[0]]
    everything = get("v2/requests", service_request_id=",".join(numbers), status="nonsense", start_date="x")[1]
    assert [r["service_request_id"] for r in everything] == numbers
    assert [r["service_request_id"] for r in get("v2/requests", page=2, page_size=1)[1]] == [numbers[1]]
    assert get("v2/requests", service_code="streetlight,other", status="open,closed")[0].status_code == 200
    assert get("v2/requests", service_code="other")[1] in ([], "")
    assert get("v2/requests", status="closed")[1] in ([], "")
    assert len(get("v2/requests", status="open", start_date="", end_date="")[1]) == 2


def test_an_answer_closes_it(
    post: Call, get: Call, city: Settled, api_key: str, manual_clock: clock.ManualClock
) -> None:
    number = post(**lamp())[1][0]["service_request_id"]
    request = requests.Request.objects.get(number=number)
    clerk = city.actor("hotline")
    procedures.accept(request.pk, actor=clerk)
    manual_clock.advance(timedelta(hours=3))
    requests.answer(request.pk, actor=clerk, ending="solved", public_text="已换灯泡,电话13900139000可查。")
    assert not get("v2/requests", status="closed")[1][0]["status_notes"]  # to strangers only what was released
    assert get("v2/servicerequestupdates")[1] in ([], "")
    _, own = get("v2/requests", status="closed", api_key=api_key)
    assert "13900139000" in own[0]["status_notes"]
    assert get("v2/servicerequestupdates", api_key=api_key)[1][-1]["service_request_id"] == number
    leader = city.actor("director")
    requests.release(request.pk, actor=leader, title="路灯", question="路灯不亮", answer_text="已换灯泡。")
    _, found = get("v2/requests", status="closed", extensions="true")
    assert found[0]["status"] == "closed"
    assert found[0]["status_notes"] == "已换灯泡。"
    assert found[0]["updated_datetime"] == "2026-03-02T04:00:00Z"
    assert found[0]["extended_attributes"]["ending"] == "solved"
    assert len(found[0]["notes"]) == 1
    updates = get("v2/servicerequestupdates")[1]
    assert updates[-1]["service_request_id"] == number
    assert updates[-1]["status"] == "closed"
    assert "13900139000" not in updates[-1]["description"]


def test_words_are_added_by_who_sent_it(post: Call, city: Settled) -> None:
    number = post(**lamp())[1][0]["service_request_id"]
    response, made = post("v2/servicerequestupdates", service_request_id=number, description="今晚还是不亮")
    assert response.status_code == 200
    assert made[0]["service_request_id"] == number
    post("v2/servicerequestupdates", service_request_id=number, description="今晚还是不亮")
    lines = procedures.timeline(requests.Request.objects.get(number=number).pk, public=True)
    assert [line.public_text for line in lines].count("今晚还是不亮") == 1
    other = requests.intake(
        requests.Draft(description="井盖丢了", name="李", contact_phone="13800138001", lon=106.7065, lat=26.5895),
        actor=city.actor("hotline"), channel="hotline",
    )  # fmt: skip
    assert post("v2/servicerequestupdates", service_request_id=other.number, description="别人的")[0].status_code == 404


def test_control_characters_never_break_xml(post: Call, get: Call, api_key: str) -> None:
    number = post(**lamp(description='路灯\x0b不亮 & \ufffe 5 < 6 ]]> "引号"'))[1][0]["service_request_id"]
    text = get(f"v2/requests/{number}", api_key=api_key)[1][0]["description"]
    assert "& " in text
    assert "5 < 6 ]]>" in text


def test_other_verbs_formats_and_bodies(api_key: str) -> None:
    client = Client()
    assert client.put("/open311/v2/requests.xml").status_code == 400
    assert client.delete("/open311/v2/services.json").status_code == 400
    assert client.get("/open311/v2/services.yaml").status_code == 404
    assert (
        client.post(
            "/open311/v2/requests.json", b"x" * 7_000_000, content_type="application/x-www-form-urlencoded"
        ).status_code
        == 400
    )  # noqa: E501
    assert client.post("/open311/v2/requests.json", b'{"a": 1}', content_type="application/json").status_code == 403
    assert client.post("/open311/v2/requests.json", b"broken", content_type="multipart/form-data").status_code == 400
    response = client.get("/open311/v2/requests.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode().startswith("service_request_id,requested_datetime,updated_datetime,closed_date")


def test_calls_are_limited(city: Settled) -> None:
    from gongzhi.access.public import SYSTEM
    from gongzhi.exchange import public as exchange

    key = exchange.issue_token(name="很快", scopes=["read"], actor=SYSTEM, per_minute=1).secret
    client = Client()
    assert client.get("/open311/v2/requests.json", {"api_key": key}).status_code == 200
    response = client.get("/open311/v2/requests.json", {"api_key": key})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert response.json()[0]["code"] == 429


def test_a_list_costs_few_statements(post: Call, get: Call, api_key: str, django_assert_max_num_queries: Any) -> None:
    for n in range(6):
        post(**lamp(description=f"第{n}盏路灯不亮"))
    get("v2/requests")
    with django_assert_max_num_queries(4):
        assert len(get("v2/requests", extensions="true")[1]) == 6
    with django_assert_max_num_queries(5):
        assert len(get("v2/requests", extensions="true", api_key=api_key)[1]) == 6
