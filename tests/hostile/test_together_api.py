"""Joins, questions and holds by the API: the same acts, refusals and visibility as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongzhi.exchange.tests.test_api import is_problem, staff
from gongzhi.requests.models import Request
from gongzhi.requests.tests.test_together import GAS, PHONE, WATER, WORDS, whole

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

__all__ = ["whole"]
pytestmark = pytest.mark.django_db


def test_a_join_by_programs(city: Settled, whole: Request) -> None:
    worker, water, gas = staff(city, "worker-05"), staff(city, WATER), staff(city, GAS)
    path = f"work/{whole.number}"
    asks = [{"post_id": str(city.posts[p]), "words": "看管线"} for p in (WATER, GAS)]
    for wrong in ([], [asks[0], asks[0]], [{"post_id": "5", "words": "看"}]):
        is_problem(*worker.post(f"{path}/join", {"asks": wrong}), 422)
    key = {"Idempotency-Key": "once"}
    for _again in (1, 2):
        response, _item = worker.post(f"{path}/join", {"asks": asks}, **key)
        assert response.status_code == 200, response.content
    _response, found = worker.get(f"{path}/together")
    assert [p["state"] for p in found["parts"]] == ["asked", "asked"]
    _response, mine = water.get("parts")
    (part,) = mine["items"]
    assert (part["number"], part["asked"]) == (whole.number, "看管线")
    assert not any(secret in str(part) for secret in (PHONE, WORDS, "欧阳"))
    is_problem(*water.get(f"{path}/together"), 404)
    is_problem(*gas.get(f"parts/{part['id']}"), 404)
    is_problem(*gas.post(f"parts/{part['id']}/sign"), 404)
    is_problem(*water.post(f"parts/{part['id']}/answer", {"words": "早了"}), 403)
    response, signed = water.post(f"parts/{part['id']}/sign", {"version": part["version"]})
    assert signed["state"] == "working"
    is_problem(*water.post(f"parts/{part['id']}/answer", {"words": "晚了", "version": 1}), 409)
    _response, answered = water.post(f"parts/{part['id']}/answer", {"words": "完好"})
    assert (answered["state"], answered["answer"]) == ("answered", "完好")
    other = gas.get("parts")[1]["items"][0]["id"]
    gas.post(f"parts/{other}/note", {"text": "在路上"})
    assert gas.post(f"parts/{other}/refuse", {"reason": "不是燃气管"})[0].status_code == 200
    power = str(city.posts["liaison-power-company"])
    assert worker.post(f"parts/{other}/ask", {"post_id": power, "words": "看电缆"})[1]["state"] == "asked"
    assert worker.post(f"parts/{other}/withdraw")[1]["state"] == "unasked"
    assert worker.post(f"parts/{other}/drop", {"reason": "不用了"})[1]["why"] == "不用了"
    whole.matter.refresh_from_db()
    assert whole.matter.step == "answer"


def test_questions_and_holds_by_programs(city: Settled, whole: Request) -> None:
    worker, watch, above = staff(city, "worker-05"), staff(city, "duty"), staff(city, "supervisor")
    path = f"work/{whole.number}"
    is_problem(*worker.post(f"{path}/question", {"question": "为何？"}), 403)
    assert watch.post(f"{path}/question", {"question": "为何？"})[0].status_code == 200
    assert worker.get(f"{path}/together")[1]["question"]["words"] == "为何？"
    assert worker.post(f"{path}/reply", {"words": "在办"})[0].status_code == 200
    is_problem(*watch.post(f"{path}/hold", {"reason": "有异议", "days": 9}), 422)
    assert watch.post(f"{path}/hold", {"reason": "有异议"})[0].status_code == 200
    asks = [{"post_id": str(city.posts[WATER]), "words": "看管线"}]
    is_problem(*worker.post(f"{path}/join", {"asks": asks}), 409)
    is_problem(*worker.post(f"{path}/decide", {"reason": "可以"}), 403)
    assert above.post(f"{path}/decide", {"reason": "可以"})[0].status_code == 200
    assert worker.get(f"{path}/together")[1]["hold"] is None
    assert worker.post(f"{path}/join", {"asks": asks})[0].status_code == 200
