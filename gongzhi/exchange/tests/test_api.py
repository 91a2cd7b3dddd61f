"""Our own API: the same acts and the same visibility as the pages, problems as RFC 9457, repeats done once."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from gongzhi.access.public import SYSTEM
from gongzhi.exchange import public as exchange
from gongzhi.exchange.models import Token
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
LAMP = {"description": "锦桥路口的路灯不亮", "lon": 106.7065, "lat": 26.5895, "phone": "13800138000", "name": "老周"}


class Api:
    """A program with a token."""

    def __init__(self, secret: str = "") -> None:
        self.client, self.secret = Client(enforce_csrf_checks=True), secret

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[HttpResponse, Any]:
        if self.secret:
            headers.setdefault("Authorization", f"Bearer {self.secret}")
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        sent = {} if method == "GET" else {"data": raw, "content_type": "application/json"}
        response = self.client.generic(method, f"/api/v1/{path}", headers=headers, **sent)  # type: ignore[arg-type]
        text = response.content.decode()
        return response, json.loads(text) if text and "json" in response["Content-Type"] else text

    def post(self, path: str, body: Any = None, **headers: str) -> tuple[HttpResponse, Any]:
        return self.call("POST", path, {} if body is None else body, **headers)

    def get(self, path: str, **headers: str) -> tuple[HttpResponse, Any]:
        return self.call("GET", path, **headers)


@pytest.fixture
def program(city: Settled) -> Api:
    return Api(exchange.issue_token(name="程序", scopes=["read", "create"], actor=SYSTEM, per_minute=6000).secret)


def staff(city: Settled, post: str) -> Api:
    """A token bound to the holder of a post, as its issuer would have made it."""
    issued = exchange.issue_token(name="岗位", scopes=["read", "create"], actor=SYSTEM, per_minute=6000)
    Token.objects.filter(pk=issued.token_id).update(person=city.holders[post][0], scopes=["read", "create", "act"])
    return Api(issued.secret)


def is_problem(response: HttpResponse, body: Any, status: int) -> None:
    assert response.status_code == status, body
    assert response["Content-Type"].startswith("application/problem+json")
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert body["status"] == status


def test_open_reads_need_no_token(city: Settled) -> None:
    api = Api()
    assert any(t["key"] == "streetlight" for t in api.get("types")[1])
    assert api.get("types/suggest?text=路灯不亮")[1][0]["key"] == "streetlight"
    at = api.get("places/at?lon=106.7065&lat=26.5895")[1]
    assert isinstance(at["grid"]["id"], str)
    assert api.get("places?q=网格")[1]
    assert api.get("board")[1] == {"items": [], "after": ""}
    assert "size" in api.get("ledger/head")[1]
    assert api.get("openapi.json")[1]["openapi"].startswith("3.")
    assert api.client.get("/api/v1/docs").status_code == 200
    is_problem(*api.get("ledger/inclusion?index=5&size=900000000"), 404)
    is_problem(*api.get("places/at?lon=500&lat=nan"), 422)


def test_a_request_through_all_hands(city: Settled, program: Api) -> None:
    response, made = program.post("requests", LAMP)
    assert response.status_code == 201, made
    number, secret = made["number"], made["secret"]
    clerk = staff(city, "hotline")
    assert clerk.get("work")[1]["items"][0]["number"] == number
    item = clerk.post(f"work/{number}/accept")[1]
    is_problem(*clerk.post(f"work/{number}/note", {"text": "x", "more": 1}), 422)
    is_problem(*clerk.post(f"work/{number}/accept", {"version": item["version"] - 1}), 409)
    offered = {p["id"] for p in clerk.get(f"work/{number}/posts")[1]}
    worker_key = next(k for k, v in sorted(city.posts.items()) if k.startswith("worker-") and str(v) in offered)
    worker = staff(city, worker_key)
    clerk.post(f"work/{number}/offer", {"to_post": str(city.posts[worker_key]), "note": "请看"})
    assert worker.get("work?list=offered")[1]["items"][0]["number"] == number
    assert worker.post(f"work/{number}/take")[1]["holder_post_id"] == str(city.posts[worker_key])
    assert worker.post(f"work/{number}/ask", {"question": "哪一盏?"})[1]["state"] == "waiting"
    own = {"X-Request-Secret": secret}
    assert Api().post(f"own/{number}/words", {"words": "东边第二盏"}, **own)[1]["state"] == "open"
    worker.post(f"work/{number}/extend", {"working_days": 2, "reason": "等配件"})
    worker.post(f"work/{number}/retype", {"type": "other"})
    answer = {"ending": "solved", "public_text": "已换灯泡。", "internal_text": "30元"}
    assert worker.post(f"work/{number}/answer", answer)[1]["ending"] == "solved"
    seen = Api().get(f"own/{number}", **own)[1]
    assert seen["may_rate"]
    assert "30元" not in json.dumps(seen, ensure_ascii=False)
    assert Api().post(f"own/{number}/rating", {"stars": 2, "solved": False}, **own)[0].status_code == 200
    assert Api().post(f"own/{number}/reopen", {"reason": "还是不亮"}, **own)[1]["state"] == "open"


def test_who_may_not_sees_nothing(city: Settled, program: Api) -> None:
    number = program.post("requests", LAMP)[1]["number"]
    covering = [k for k in sorted(city.posts) if k.startswith("worker-")]
    refused = [k for k in covering if staff(city, k).get(f"work/{number}")[0].status_code == 404]
    assert len(refused) >= len(covering) - 1
    stranger = staff(city, refused[0])
    for verb in ("accept", "take", "withdraw", "resume"):
        is_problem(*stranger.post(f"work/{number}/{verb}"), 404)
    is_problem(*program.get("work"), 403)
    is_problem(*program.post(f"work/{number}/accept"), 403)
    is_problem(*Api().get("work"), 401)
    assert Api().get("work")[1]["detail"] == "没有令牌，或者令牌已经失效。"
    is_problem(*Api("gz_wrong").post("requests", LAMP), 401)
    assert Api().get("work")[0]["WWW-Authenticate"] == "Bearer"
    is_problem(*Api().get(f"own/{number}", **{"X-Request-Secret": "0" * 16}), 404)


def test_the_same_key_is_the_same_request(program: Api) -> None:
    first = program.post("requests", LAMP, **{"Idempotency-Key": "k1"})
    again = program.post("requests", LAMP, **{"Idempotency-Key": "k1"})
    assert (again[0].status_code, again[1]["number"], again[1]["secret"]) == (
        201,
        first[1]["number"],
        first[1]["secret"],
    )
    is_problem(*program.post("requests", {**LAMP, "description": "别的事情"}, **{"Idempotency-Key": "k1"}), 409)
    assert program.post("requests", LAMP)[1]["number"] != first[1]["number"]
    assert requests.Request.objects.count() == 2


def test_joining_and_photos(program: Api) -> None:
    number = program.post("requests", LAMP)[1]["number"]
    near = program.get("nearby?lon=106.7065&lat=26.5895")[1]
    assert near[0]["number"] == number
    joined = program.post(f"requests/{number}/join", {"description": "我也看到了", "name": "小李"})[1]
    assert joined["number"] == number
    assert Api().get(f"own/{number}", **{"X-Request-Secret": joined["secret"]})[0].status_code == 200
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    head = {"Authorization": f"Bearer {program.secret}"}
    file = io.BytesIO(out.getvalue())
    file.name = "a.jpg"
    photo = program.client.post("/api/v1/photos", {"photo": file}, headers=head)
    assert photo.status_code == 201, photo.content
    made = program.post("requests", {**LAMP, "photo_ids": [photo.json()["id"]]})
    assert made[0].status_code == 201
    not_one = io.BytesIO(b"no photo")
    not_one.name = "b.jpg"
    refused = program.client.post("/api/v1/photos", {"photo": not_one}, headers=head)
    is_problem(refused, refused.json(), 422)


def test_staff_register_by_their_own_way(city: Settled) -> None:
    clerk = staff(city, "hotline")
    is_problem(*clerk.post("requests", LAMP), 422)
    made = clerk.post("requests", {**LAMP, "channel": "hotline"})[1]
    request = requests.Request.objects.select_related("matter").get(number=made["number"])
    assert request.matter.holder_post_id == city.posts["hotline"]


def test_bad_input_is_a_problem(program: Api) -> None:
    is_problem(*program.post("requests", b"{" + b" " * 20_000_000), 413)
    for raw, status in [
        ("{", 400),
        ("[" * 100_000, 400),
        ('{"lon": NaN}', 400),
        ("[]", 422),
        ('"x"', 422),
        (b"\xff", 400),
    ]:
        is_problem(*program.post("requests", raw), status)
    wrong = [
        {"title": "😀😀"}, {"phone": "call me"}, {"lon": 1e9}, {"lat": None}, {"type": "nothing"}, {"place_id": 5},
        {"place_id": "9" * 30}, {"description": ""}, {"description": "x" * 4001}, {"description": "灯\0坏"},
        {"description": "灯坏\ud800了"}, {"photo_ids": ["1", "2", "3", "4"]}, {"offer": 1}, {"channel": "hotline"},
    ]  # fmt: skip
    for change in wrong:
        is_problem(*program.post("requests", {**LAMP, **change}), 422)
    is_problem(*program.post("requests", {**LAMP, "photo_ids": ["12345"]}), 404)
    response = program.client.post("/api/v1/requests", "a=1", content_type="application/x-www-form-urlencoded",
                                   headers={"Authorization": f"Bearer {program.secret}"})  # fmt: skip
    is_problem(response, response.json(), 415)
    is_problem(*program.call("DELETE", "requests"), 405)
    is_problem(*program.get("nowhere"), 404)
    _, body = program.post("requests", {**LAMP, "phone": "call me", "title": "😀😀"})
    assert {e["field"] for e in body["errors"]} >= {"title"}
    assert requests.Request.objects.count() == 0


def test_a_create_costs_few_statements(program: Api, django_assert_max_num_queries: Any) -> None:
    program.post("requests", LAMP)
    with django_assert_max_num_queries(22):
        program.post("requests", LAMP)


def test_a_number_that_is_taken_is_drawn_again(program: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine digits of chance meet again now and then; nobody but the draw hears of it."""
    _response, first = program.post("requests", LAMP)
    drawn = iter([first["number"], first["number"], "1234567897"])
    monkeypatch.setattr("gongzhi.requests.rules.new_number", lambda: next(drawn))
    response, second = program.post("requests", LAMP)
    assert (response.status_code, second["number"]) == (201, "1234567897")
    assert requests.Request.objects.count() == 2
