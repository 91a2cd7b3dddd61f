"""Orders of 12345 by the interface (C9): in with number and promise, once; answers out, its columns unchanged."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.exchange.models import Door
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.models import ImportRun, OutsideOrder, Request
from tests.standins.orders import headers

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PATH, SECRET = "/hooks/orders", "orders secret"
EXTRA = {"区县代码": "520103", "回访要求": "必须回访", "原工单": {"来电次数": 3, "标签": ["重复", "=1+1"]}}


@pytest.fixture(autouse=True)
def opened(settings: Any) -> None:
    settings.ORDERS_SECRET = SECRET


def order(**more: Any) -> dict[str, Any]:
    return {
        "number": "GY20260302-0017", "received_at": clock.now().isoformat(),
        "due_at": (clock.now() + timedelta(days=5)).isoformat(), "title": "路灯不亮",
        "description": "锦桥路口的路灯不亮好几天了，\n“老人”晚上不敢出门", "name": "周先生", "phone": "13850927316",
        "point": "106.7065,26.5895", "type": "路灯不亮", "fields": EXTRA,
    } | more  # fmt: skip


def send(values: Any, secret: str = SECRET, late: int = 0) -> HttpResponse:
    body = json.dumps(values, ensure_ascii=False).encode()
    signed = headers(secret, body, clock.now().timestamp() - late)
    kind = signed.pop("Content-Type")
    return Client().post(PATH, body, content_type=kind, headers=signed)


def pull(query: str = "") -> Any:
    signed = headers(SECRET, query.encode(), clock.now().timestamp())
    return Client().get(f"{PATH}/answers?{query}", headers=signed)


def test_an_order_comes_once_with_its_number_and_promise(city: Settled, manual_clock: Any) -> None:
    first, again = send(order()), send(order())
    assert (first.status_code, again.status_code) == (201, 200), first.content.decode()
    about = Request.objects.select_related("matter").get()
    assert first.json()["request"] == again.json()["request"] == about.number
    assert (about.source, about.outside_number, about.reported_at) == ("12345", "GY20260302-0017", None)
    assert about.matter.due_at is not None
    assert abs(about.matter.due_at - (clock.now() + timedelta(days=5))) < timedelta(minutes=1)
    assert (about.type_key, about.located) == ("streetlight", True)
    assert "“老人”" in about.description
    assert "13850927316" not in OutsideOrder.objects.get().fields
    assert send(order(description="别的内容，不是同一件事")).status_code == 409
    assert (Request.objects.count(), ImportRun.objects.filter(state="done").count()) == (1, 1)
    assert Door.objects.get(name="orders").taken == 1


def test_what_was_received_long_before_is_after_the_fact(city: Settled, manual_clock: Any) -> None:
    assert send(order(received_at=(clock.now() - timedelta(days=2)).isoformat())).status_code == 201
    assert Request.objects.get().reported_at is not None


def test_the_answer_goes_back_with_the_offices_own_columns(city: Settled, manual_clock: Any) -> None:
    for n in range(3):
        assert send(order(number=f"GY-{n}")).status_code == 201
    assert pull().json() == {"items": [], "after": ""}
    for n, about in enumerate(Request.objects.order_by("outside_number")):
        manual_clock.advance(timedelta(hours=1))
        Request.objects.filter(pk=about.pk).update(
            answer=f"已修好{n}", answered_at=clock.now(), ending="solved", goes_to=""
        )
    page = pull("limit=2").json()
    assert [i["number"] for i in page["items"]] == ["GY-0", "GY-1"]
    assert page["items"][0]["fields"] == EXTRA
    assert (page["items"][0]["answer"], page["items"][0]["ending"]) == ("已修好0", "solved")
    from urllib.parse import urlencode

    rest = pull(urlencode({"after": page["after"], "limit": 2})).json()
    assert ([i["number"] for i in rest["items"]], rest["after"]) == (["GY-2"], "")
    requests.forget(requests.Reporter.objects.get(request__outside_number="GY-0").person_id, actor=SYSTEM)
    assert pull("limit=1").json()["items"][0]["fields"] == {}


def test_what_is_not_ours_goes_back_within_the_window_alone(city: Settled, desk: Any, manual_clock: Any) -> None:
    said = [send(order(number=f"GY-{n}")).json() for n in range(2)]
    closes = datetime(2026, 3, 3, 17, tzinfo=clock.SHANGHAI)  # the end of the next working day
    assert [datetime.fromisoformat(s["return_by"]) for s in said] == [closes] * 2
    first, second = Request.objects.select_related("matter").order_by("outside_number")
    holder = next(key for key, post in city.posts.items() if post == second.matter.holder_post_id)
    actor, page = city.actor(holder), desk(holder)
    elsewhere = {"actor": actor, "ending": "not_ours", "public_text": "属供电公司。", "goes_to": "供电公司 95598"}
    sheet = page.get(f"/desk/requests/{second.number}/").content.decode()
    assert "2026-03-03 17:00" in sheet
    assert "告知去处" in sheet
    requests.answer(first.pk, **elsewhere)
    back = pull().json()["items"]
    assert [(i["number"], i["returned"], i["goes_to"]) for i in back] == [("GY-0", True, "供电公司 95598")]
    manual_clock.set(closes + timedelta(seconds=1))
    sheet = page.get(f"/desk/requests/{second.number}/").content.decode()
    assert "退单时限已过" in sheet
    assert "告知去处" not in sheet
    with pytest.raises(NotAllowed):
        requests.answer(second.pk, **elsewhere)
    requests.answer(second.pk, actor=actor, ending="solved", public_text="已修好。")
    assert [i["returned"] for i in pull().json()["items"]] == [True, False]


def test_refusals(city: Settled, settings: Any, manual_clock: Any) -> None:
    for bad in (
        {"number": ""}, {"description": ""}, {"due_at": "soon"}, {"due_at": "2026-03-05T10:00:00"}, {"fields": [1]},
        {"phone": "12"}, {"due_at": (clock.now() - timedelta(days=9)).isoformat()}, {"description": "长" * 4001},
        {"received_at": (clock.now() + timedelta(days=1)).isoformat()},
    ):  # fmt: skip
        answer = send(order(**bad))
        assert answer.status_code in (422,) or (bad.get("received_at") and answer.status_code == 201), (
            bad,
            answer.content,
        )
    assert send(order(), secret="guessed").status_code == 403
    assert send(order(), late=301).status_code == 403
    assert send([1]).status_code == 422
    for query in ("after=x", "limit=0", "limit=9999", "after=2026-03-02T09:00:00%2B08:00|x"):
        assert pull(query).status_code == 422, query
    assert Client().get(f"{PATH}/answers").status_code == 403
    assert Client().get(PATH).status_code == 405
    settings.ORDERS_SECRET = ""
    assert send(order()).status_code == 404
    assert procedures.Matter.objects.filter(kind="request").count() <= 1


@pytest.mark.django_db(transaction=True)
def test_the_platform_itself(live_server: Any, tmp_path: Path) -> None:
    """A process of its own pushes over HTTP, sends one twice, and fetches the answers."""
    import random

    from gongzhi.packs import public as packs
    from gongzhi.stories.public import settle

    packs.install("guiyang")
    settle(packs.active(), random.Random(1))
    given = [order(number="A-1"), order(number="A-2"), order(number="A-1")]
    given[2] = given[0]
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")

    def run(*more: str) -> list[Any]:
        script = Path(__file__).parents[1] / "standins" / "orders.py"
        asked = [sys.executable, str(script), live_server.url, SECRET, *more]
        said = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - our script
        return [json.loads(line) for line in said.stdout.splitlines()]

    assert [status for status, _said in run("push", str(file))] == [201, 201, 200]
    Request.objects.filter(outside_number="A-2").update(answer="修好了", answered_at=clock.now(), ending="solved")
    (back,) = run("pull")
    assert (back["number"], back["fields"]) == ("A-2", EXTRA)
    packs.forget()
