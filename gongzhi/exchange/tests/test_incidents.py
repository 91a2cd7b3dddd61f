"""Levels by programs: read, raised, acknowledged, taken over, once for a key; who may not is told so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.exchange.tests.test_api import is_problem, staff
from gongzhi.incidents import public as incidents
from gongzhi.requests import public as requests
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None, manual_clock: Any) -> Iterator[Settled]:
    yield from settled("yaan")


@pytest.fixture
def reported(town: Settled) -> Any:
    def make(type_key: str) -> requests.Request:
        draft = requests.Draft(
            "楼道里闻到很重的燃气味", type_key=type_key, name="罗雨晴", contact_phone="13850927316",
            place_id=town.places["grid-1"],
        )  # fmt: skip
        made = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
        return requests.read(made.matter_id)

    return make


@pytest.fixture
def number(town: Settled) -> str:
    draft = requests.Draft(
        "井盖不见了", type_key="manhole", name="老陈", contact_phone="13850927316", place_id=town.places["grid-1"]
    )  # fmt: skip
    return requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).number


def test_a_level_is_read_acknowledged_and_raised(town: Settled, number: str) -> None:
    leader = staff(town, "leader-1")
    _response, body = leader.get(f"work/{number}/incident")
    assert (body["level"], body["waits"], body["next_level"]) == ("general", True, "较大事件")
    assert {t["post_id"] for t in body["steps"][0]["told"]} == {
        str(town.posts["liaison-1"]), str(town.posts["leader-1"])
    }  # fmt: skip
    assert "老陈" not in str(body)
    for _n in range(2):
        response, body = leader.post(f"work/{number}/acknowledge", **{"Idempotency-Key": "a"})
        assert (response.status_code, body["waits"]) == (200, False)
    response, body = leader.post(f"work/{number}/level", {"level": "major", "reason": "路面塌陷", "step": 1})
    assert (response.status_code, body["level"], body["steps"][0]["cause"]) == (200, "major", "raised")
    is_problem(*leader.post(f"work/{number}/level", {"level": "grave", "reason": "又塌了", "step": 1}), 409)
    is_problem(*leader.post(f"work/{number}/acknowledge"), 403)
    street = staff(town, "street-director")
    response, body = street.post(f"work/{number}/take-over")
    assert response.status_code == 200
    assert street.get(f"work/{number}")[1]["holder_post_id"] == str(town.posts["street-director"])


def test_what_is_going_on_is_listed_for_the_own_places(town: Settled, number: str) -> None:
    _response, rows = staff(town, "leader-1").get("incidents?waiting=true")
    assert [(r["number"], r["level"], r["waits"]) for r in rows] == [(number, "general", True)]
    assert staff(town, "leader-2").get("incidents")[1] == []
    is_problem(*staff(town, "leader-2").get(f"work/{number}/incident"), 404)


def test_requests_name_their_level_and_are_found_by_it(town: Settled, reported: Any) -> None:
    leader, number = staff(town, "street-director"), reported("gas").number
    plain = reported("bin-full").number
    level = leader.get(f"work/{number}")[1]["level"]
    assert level == leader.get(f"work/{number}/incident")[1]["level"] != ""
    assert leader.get(f"work/{plain}")[1]["level"] == ""
    every = {r["number"]: r["level"] for r in leader.get("work/all")[1]["items"]}
    assert every == {number: level, plain: ""}
    for asked in (level, "any"):
        found = leader.get(f"work/all?level={asked}")[1]
        assert ([r["number"] for r in found["items"]], found["total"]) == ([number], "1")
    other = next(one.key for one in incidents.chain() if one.key != level)
    assert leader.get(f"work/all?level={other}")[1]["items"] == []
    assert leader.get("work/all?level=none")[0].status_code == 422
    assert leader.get("work/all?level=any&type=bin-full")[1]["items"] == []
    first = leader.get("work/all?limit=1&sort=received")[1]
    rest = leader.get(f"work/all?limit=1&sort=received&after={first['after']}")[1]
    assert [r["number"] for r in (*first["items"], *rest["items"])] == [plain, number]
    assert rest["after"] == ""
    assert leader.get("work/all?after=x")[0].status_code == 422
    assert {r["level"] for r in leader.get("work?list=area")[1]["items"]} == {level, ""}


def test_a_request_without_a_level_says_so(town: Settled) -> None:
    draft = requests.Draft(
        "垃圾桶满了", type_key="bin-full", name="老陈", contact_phone="13850927316", place_id=town.places["grid-1"]
    )  # fmt: skip
    plain = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).number
    response, body = staff(town, "leader-1").get(f"work/{plain}/incident")
    assert (response.status_code, body["level"], body["steps"]) == (200, None, [])
