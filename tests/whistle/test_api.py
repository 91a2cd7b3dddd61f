"""The whistle by programs: the same acts, refusals and visibility as the pages."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.exchange.tests.test_api import Api, is_problem, staff
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from tests.whistle.conftest import CITY, HOUSING, PROPERTY

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
Street = Callable[..., requests.Request]
Blown = Callable[..., list[procedures.Part]]


def part_of(api: Api, number: str, post_id: object) -> dict[str, Any]:
    parts = api.get(f"work/{number}/together")[1]["parts"]
    return next(p for p in parts if p["post_id"] == str(post_id))


def test_blow_come_hand_in_accept_and_grade(town: Settled, at_street: Street) -> None:
    whole = at_street()
    street, city, other = staff(town, "coordinator"), staff(town, CITY), staff(town, PROPERTY)
    asks = [{"post_id": str(town.posts[p]), "words": "请到场"} for p in (CITY, PROPERTY)]
    sent = {"asks": asks, "lead_post_id": str(town.posts[HOUSING])}
    is_problem(*street.post(f"work/{whole.number}/join", sent), 422)
    response, _item = street.post(f"work/{whole.number}/join", sent | {"lead_post_id": str(town.posts[CITY])})
    assert response.status_code == 200, response.content
    at = f"parts/{part_of(street, whole.number, town.posts[CITY])['id']}"
    is_problem(*city.post(f"{at}/arrive", {"words": "四个人", "where": "楼顶"}), 403)  # not signed in yet
    assert city.post(f"{at}/sign")[0].status_code == 200
    is_problem(*other.post(f"{at}/arrive", {"words": "四个人", "where": "楼顶"}), 404)
    is_problem(*city.post(f"{at}/arrive", {"words": "四个人"}), 422)
    came = {"words": "四个人", "where": "1栋楼顶", "lon": 109.93, "lat": 35.18}
    for _twice in (1, 2):
        response, part = city.post(f"{at}/arrive", came, **{"Idempotency-Key": "came"})
        assert response.status_code == 200, part
    turn = requests.PartTurn.objects.get(part=int(part["id"]))
    assert (turn.arrived_where, turn.arrived_lon, turn.lead) == ("1栋楼顶", 109.93, True)
    assert city.post(f"{at}/answer", {"words": "已拆除"})[1]["state"] == "handed-in"
    is_problem(*city.post(f"{at}/accept"), 404)
    is_problem(*street.post(f"{at}/accept", {"version": 1}), 409)
    assert street.post(f"{at}/again", {"reason": "垃圾还没有清"})[1]["state"] == "working"
    is_problem(*street.post(f"{at}/grade", {"stars": 5}), 409)
    assert city.post(f"{at}/answer", {"words": "清完了"})[0].status_code == 200
    assert street.post(f"{at}/accept", {"words": "看过"})[1]["state"] == "answered"
    is_problem(*street.post(f"{at}/grade", {"stars": 6}), 422)
    assert street.post(f"{at}/grade", {"stars": 4, "words": "来得快"})[0].status_code == 200
    assert city.post(f"{at}/grade", {"stars": 5})[0].status_code == 200
    turn.refresh_from_db()
    assert (turn.grade, turn.grade_back, turn.again) == (4, 5, 1)
    second = f"parts/{part_of(street, whole.number, town.posts[PROPERTY])['id']}"
    assert other.post(f"{second}/sign")[0].status_code == 200
    assert street.post(f"{second}/lead")[0].status_code == 200
    turn.refresh_from_db()
    assert not turn.lead


def test_a_request_with_an_open_part_does_not_close(town: Settled, blown: Blown) -> None:
    one, two = blown(CITY, PROPERTY)
    street, city = staff(town, "coordinator"), staff(town, CITY)
    assert one.post_id == town.posts[CITY]
    city.post(f"parts/{one.id}/sign")
    city.post(f"parts/{one.id}/arrive", {"words": "两个人", "where": "楼下"})
    city.post(f"parts/{one.id}/answer", {"words": "拆了"})
    assert street.post(f"parts/{one.id}/accept")[1]["state"] == "answered"
    whole = procedures.Matter.objects.get(pk=procedures.Matter.objects.get(pk=one.id).parent_id)
    number = requests.read(whole.pk).number
    definition = procedures.definition(whole.revision_id, whole.procedure)
    for outcome in definition.step(whole.step).outcomes:
        is_problem(*street.post(f"work/{number}/step", {"outcome": outcome.key}), 409)
    answer = {"ending": "solved", "public_text": "拆了"}
    is_problem(*street.post(f"work/{number}/answer", answer), 409)
    whole.refresh_from_db()
    assert (whole.state, whole.open_children) == ("open", 1)
    assert street.post(f"parts/{two.id}/drop", {"reason": "不用到场了"})[0].status_code == 200
    whole.refresh_from_db()
    assert whole.open_children == 0


def test_a_disputed_duty_is_ruled_by_the_arbiter(town: Settled, blown: Blown) -> None:
    (part,) = blown(CITY)
    street, city = staff(town, "coordinator"), staff(town, CITY)
    city.post(f"parts/{part.id}/refuse", {"reason": "是物业的事"})
    is_problem(*city.post(f"parts/{part.id}/dispute", {"reason": "请裁"}), 404)
    assert street.post(f"parts/{part.id}/dispute", {"reason": "清单上是城管"})[1]["state"] == "disputed"
    dispute = requests.Dispute.objects.get()
    name = next(k for k, v in town.posts.items() if v == dispute.matter.holder_post_id)
    arbiter = staff(town, name)
    (row,) = arbiter.get("disputes")[1]["items"]
    assert (row["id"], row["ruled_at"]) == (str(dispute.pk), None)
    assert "城市管理" in row["refused_by"]
    is_problem(*city.get(f"disputes/{dispute.pk}"), 404)
    is_problem(*street.post(f"disputes/{dispute.pk}/rule", {"words": "归城管"}), 403)
    is_problem(*arbiter.post(f"disputes/{dispute.pk}/rule", {"words": " "}), 422)
    ruling = {"words": "按清单归城管", "to_post": str(town.posts[CITY])}
    for _twice in (1, 2):
        response, ruled = arbiter.post(f"disputes/{dispute.pk}/rule", ruling, **{"Idempotency-Key": "ruling"})
        assert response.status_code == 200, ruled
    assert "城市管理" in ruled["ruled_for"]
    assert [d["id"] for d in arbiter.get("disputes?list=done")[1]["items"]] == [str(dispute.pk)]
    is_problem(*city.post(f"parts/{part.id}/refuse", {"reason": "还是不干"}), 409)


def test_calls_back(town: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.requests.actions.calls.entropy", SimpleNamespace(below=lambda n: 0))
    draft = requests.Draft(
        description="楼上半夜搬东西，两家吵起来了", name="欧阳小虎", contact_phone="13850927316",
        place_id=town.places["grid-1"], type_key="noise-life",
    )  # fmt: skip
    taken = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    matter = procedures.Matter.objects.get(pk=taken.matter_id)
    post = town.posts["coordinator"]
    if matter.holder_post_id != post:
        procedures.succeed(matter.pk, from_post=matter.holder_post_id, to_post=post, reason="", actor=SYSTEM)
    actor = town.actor("coordinator")
    for outcome in ("estate", "settled"):
        procedures.choose(matter.pk, outcome=outcome, actor=actor)
    requests.answer(matter.pk, actor=actor, ending="solved", public_text="两家都答应了")
    street = staff(town, "coordinator")
    response, rows = street.get("calls")
    assert "13850927316" not in response.content.decode()
    assert [(c["number"], c["phone"], c["state"]) for c in rows] == [(taken.number, "138****7316", "due")]
    at = f"calls/{rows[0]['id']}"
    is_problem(*staff(town, "mediator").post(at, {"result": "missed"}), 404)
    is_problem(*street.post(at, {"result": "reached"}), 422)
    said = {"result": "reached", "content": 1, "manner": 3, "words": "昨晚又吵"}
    done = street.post(at, said)[1]
    assert (done["state"], done["reopened"]) == ("done", True)
    is_problem(*street.post(at, said), 409)
    assert street.get("calls?list=done")[1][0]["words"] == "昨晚又吵"
