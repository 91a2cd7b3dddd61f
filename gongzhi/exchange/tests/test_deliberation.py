"""Topics, meetings and votes by programs: the same way as on the pages, the same refusals with their reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.deliberation import public as deliberation
from gongzhi.exchange import public as exchange
from gongzhi.exchange.models import Token
from gongzhi.exchange.tests.test_api import Api, is_problem
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def of(city: Settled, post: str, seat: int = 0) -> Api:
    issued = exchange.issue_token(name="程序", scopes=["read"], actor=SYSTEM, per_minute=6000)
    scopes = ["read", "create", "act"]
    Token.objects.filter(pk=issued.token_id).update(person=city.holders[post][seat], scopes=scopes)
    return Api(issued.secret)


def program() -> Api:
    return Api(exchange.issue_token(name="小程序", scopes=["read", "create"], actor=SYSTEM, per_minute=6000).secret)


def ok(answer: tuple[Any, Any], status: int = 200) -> Any:
    assert answer[0].status_code == status, answer[1]
    return answer[1]


def proposed(city: Settled, api: Api, **more: Any) -> Any:
    words = {
        "title": "院子里装充电桩",
        "words": "楼下飞线充电很多，想集中充电。",
        "name": "老王",
        "phone": "13985550101",
    }
    sent = {"place_id": str(city.places["zhonghua"]), "kind": "three-meetings", **words, **more}
    return ok(api.post("topics", sent, **{"Idempotency-Key": "p"}), 201)


def at_decision(city: Settled, convener: Api) -> tuple[str, Any]:
    """A topic that waits for the vote: its id at the desk, and the receipt."""
    receipt = proposed(city, program())
    topic = str(deliberation.Topic.objects.get().pk)
    path = f"deliberation/topics/{topic}"
    ok(convener.post(f"{path}/moderate", {"show": True}))
    is_problem(*convener.post(f"{path}/step", {"outcome": "ready", "internal_text": "x"}), 422)  # no step is skipped
    is_problem(*convener.post(f"{path}/step", {"outcome": "discuss"}), 422)  # the outcome needs words
    ok(convener.post(f"{path}/step", {"outcome": "discuss", "internal_text": "收到12条意见"}))
    assert ok(convener.post(f"{path}/step", {"outcome": "ready", "internal_text": "两组"}))["step_key"] == "decide"
    return topic, receipt


def door(path: str) -> str:
    """The number that the screen in the room shows now."""
    return deliberation.door(int(path.rsplit("/", 1)[1]))[1]


def test_a_topic_from_a_program_to_its_rating(city: Settled, manual_clock: Any) -> None:
    convener, anybody = of(city, "convener"), Api()
    topic, receipt = at_decision(city, convener)
    number, link = receipt["number"], {"X-Request-Secret": receipt["secret"]}
    path = f"deliberation/topics/{topic}"
    again = convener.post(f"{path}/step", {"outcome": "passed"})
    is_problem(*again, 409)  # what a meeting decides nobody chooses
    assert again[1]["detail"]
    shown = ok(anybody.get(f"topics/{number}"))
    assert [s["state"] for s in shown["steps"]][:3] == ["done", "done", "current"]
    assert shown["steps"][0]["source"] == "意见收集会广听民声"
    assert "老王" not in str(shown)
    is_problem(*anybody.get(f"topics/{number}/own", **{"X-Request-Secret": "x" * 24}), 404)
    ok(anybody.post(f"topics/{number}/own/comments", {"text": "最好装在东门"}, **link))
    ok(program().post(f"topics/{number}/comments", {"words": "电费由谁收"}))
    assert ok(anybody.get(f"topics/{number}"))["comments"] == []
    waiting = ok(convener.get("deliberation/comments"))["items"]
    is_problem(*convener.post(f"deliberation/comments/{waiting[0]['id']}", {"show": False}), 422)
    ok(convener.post(f"deliberation/comments/{waiting[0]['id']}", {"show": False, "reason": "与议题无关"}))
    ok(convener.post(f"deliberation/comments/{waiting[1]['id']}", {"show": True}))
    mine = ok(anybody.get(f"topics/{number}/own", **link))["mine"]
    assert [c["reason"] for c in mine] == ["与议题无关"]
    ok(anybody.post(f"topics/{number}/own/comments/{mine[0]['id']}/appeal", {"reason": "说的是位置"}, **link))
    is_problem(*convener.post(f"deliberation/comments/{mine[0]['id']}", {"show": True}), 409)  # by somebody else
    ok(of(city, "secretary").post(f"deliberation/comments/{mine[0]['id']}", {"show": True}))
    is_problem(*anybody.post(f"topics/{number}/own/rating", {"stars": 5}, **link), 409)
    decided(city, convener, topic, manual_clock)
    ok(convener.post(f"{path}/posting", {"title": "装充电桩", "text": "议事会决定装两组充电桩。"}))
    manual_clock.advance(timedelta(days=16))
    procedures.run_ticks(100)
    director = of(city, "director")
    ok(director.post(f"{path}/accept", {}))
    assert ok(director.post(f"{path}/step", {"outcome": "done", "public_text": "装好了"}))["step_key"] == "review"
    rated = ok(anybody.post(f"topics/{number}/own/rating", {"stars": 4}, **link))
    assert (rated["ratings"], rated["stars"]) == (1, 4.0)
    assert (rated["decisions"][0]["agreed"], rated["decisions"][0]["passed"]) == (8, True)


def decided(city: Settled, convener: Api, topic: str, manual_clock: Any) -> None:
    """The council meets: nine sign, eight for, one against."""
    starts = clock.now() + timedelta(days=4)
    sent = {
        "body_id": str(city.bodies["council"]),
        "title": "议事会",
        "starts_at": starts.isoformat(),
        "venue": "会议室",
    }
    is_problem(*of(city, "hotline").post("deliberation/meetings", sent), 404)
    meeting = ok(convener.post("deliberation/meetings", sent, **{"Idempotency-Key": "m"}))
    assert ok(convener.post("deliberation/meetings", sent, **{"Idempotency-Key": "m"}))["id"] == meeting["id"]
    assert [t["id"] for t in meeting["topics"]] == [topic]
    path, version = f"deliberation/meetings/{meeting['id']}", meeting["version"]
    member = of(city, "councillors")
    is_problem(*member.post(f"{path}/agenda", {"topic_id": topic}), 403)
    is_problem(*of(city, "hotline").get(path), 404)
    sheet = ok(convener.post(f"{path}/agenda", {"topic_id": topic, "text": "装两组"}))
    motion = sheet["motions"][0]["id"]
    ok(convener.post(f"{path}/notice", {"version": version}))
    is_problem(*convener.post(f"{path}/notice", {"version": version}), 409)
    is_problem(*convener.post(f"{path}/open", {}), 409)  # not its day
    manual_clock.set(starts)
    seats = ok(convener.post(f"{path}/open", {}))["seats"]
    is_problem(*convener.post(f"{path}/motions/{motion}/hands", {"agreed": 0, "against": 0, "abstained": 0}), 409)
    assert ok(member.post(f"{path}/sign", {"code": door(path)}))["quorum"]["present"] == 1
    is_problem(*convener.post(f"{path}/close", {}), 409)  # the list is not complete
    for seat in seats:
        ok(convener.post(f"{path}/seats/{seat['id']}", {"signed": "paper"}))
    is_problem(*convener.post(f"{path}/motions/{motion}/hands", {"agreed": 20, "against": 0, "abstained": 0}), 422)
    voted = ok(convener.post(f"{path}/motions/{motion}/hands", {"agreed": 8, "against": 1, "abstained": 0}))
    assert voted["motions"][0]["passed"] is True
    assert voted["motions"][0]["reasons"]
    ok(convener.post(f"{path}/close", {"notes": "大家还问了电费"}))
    ok(member.post(f"{path}/objections", {"words": "我投了反对票"}))
    assert ok(convener.post(f"{path}/freeze", {}))["digest"]
    assert ok(member.get(f"{path}/minutes"))["objections"][0]["words"] == "我投了反对票"


def test_staff_enter_with_a_source_and_programs_do_not(city: Settled) -> None:
    convener, anybody = of(city, "convener"), program()
    plain = {"place_id": str(city.places["zhonghua"]), "kind": "three-meetings", "title": "修路", "words": "路坏了"}
    is_problem(*convener.post("topics", plain), 422)
    is_problem(*convener.post("topics", plain | {"channel": "paper"}), 422)  # no source
    is_problem(*anybody.post("topics", plain | {"channel": "paper", "source": "意见箱"}), 422)
    is_problem(*of(city, "hotline").post("topics", plain | {"channel": "phone", "source": "来电"}), 403)
    ok(convener.post("topics", plain | {"channel": "paper", "source": "三月意见箱第2张"}), 201)
    is_problem(*anybody.post("topics", plain | {"kind": "x"}), 422)
    is_problem(*Api().get(f"topics/{deliberation.Topic.objects.get().number}"), 404)  # nobody has looked at it
    assert ok(Api().get("topics"))["items"] == []
    is_problem(*of(city, "hotline").get("deliberation/topics"), 403)


def frozen(city: Settled, director: Api) -> str:
    place = str(city.places["zhonghua"])
    made = ok(director.post("voting/registers", {"title": "住户名册", "kind": "households", "place_id": place}))
    path = f"voting/registers/{made['id']}"
    rows = [{"name": f"住户{n}", "household": f"{n}号"} for n in range(12)]
    ok(director.post(f"{path}/rows", {"rows": rows, "version": made["version"]}))
    is_problem(*director.post(f"{path}/rows", {"rows": [{"name": "别人"}], "version": made["version"]}), 409)
    is_problem(*Api().get(f"registers/{made['id']}"), 404)
    is_problem(*director.post(f"{path}/freeze", {}), 409)  # not published
    ok(director.post(f"{path}/publish", {"board": "affairs"}))
    names = ok(Api().get(f"registers/{made['id']}"))["items"]
    assert all("住户" not in row["name"] for row in names)
    made_ = ok(program().post(f"registers/{made['id']}/objections", {"by_name": "周", "text": "漏了我家"}), 201)
    is_problem(*director.post(f"{path}/freeze", {}), 409)
    ok(director.post(f"{path}/objections/{made_['id']}", {"accepted": False, "ruling": "不住在本社区"}))
    assert clock._manual is not None
    clock._manual.advance(timedelta(days=6))
    assert ok(director.post(f"{path}/freeze", {}))["hash"]
    return str(made["id"])


def test_a_vote_by_programs_and_its_gate(city: Settled) -> None:
    director, secretary, hotline = of(city, "director"), of(city, "secretary"), of(city, "hotline")
    register = frozen(city, director)
    is_problem(*hotline.get(f"voting/registers/{register}/rows"), 403)
    rows = ok(director.get(f"voting/registers/{register}/rows"))["items"]
    ok(director.post(f"voting/electors/{rows[1]['id']}/link", {"username": "nobody"}), 422)
    now = clock.now()
    sent = {"register_id": register, "question": "装不装充电桩", "secrecy": "named", "channels": ["online", "paper"],
            "opens_at": now.isoformat(), "closes_at": (now + timedelta(days=7)).isoformat()}  # fmt: skip
    is_problem(*hotline.post("voting/polls", sent), 403)
    poll = ok(director.post("voting/polls", sent, **{"Idempotency-Key": "v"}))
    path = f"voting/polls/{poll['id']}"
    voice = {"elector_id": rows[0]["id"], "choice": ["for"]}
    is_problem(*hotline.post(f"{path}/voices", voice), 403)
    entry = ok(director.post(f"{path}/voices", voice))["entries"][0]
    assert "for" not in entry.values()
    is_problem(*director.post(f"{path}/voices", voice), 409)
    is_problem(*director.post(f"voting/voices/{entry['id']}/confirm", {"choice": ["for"]}), 403)  # another person
    is_problem(*director.post(f"{path}/close", {}), 409)  # one person typed it
    assert ok(secretary.post(f"voting/voices/{entry['id']}/confirm", {"choice": ["for"]}))["entries"] == []
    voting.Elector.objects.filter(pk=int(rows[2]["id"])).update(person=city.holders["hotline"][0])
    assert ok(hotline.post(f"polls/{poll['id']}/vote", {"choice": ["against"]}))["question"] == "装不装充电桩"
    is_problem(*hotline.post(f"polls/{poll['id']}/vote", {"choice": ["for"]}), 409)
    is_problem(*secretary.post(f"polls/{poll['id']}/vote", {"choice": ["for"]}), 404)  # in no register
    assert ok(director.get(path))["turnout"]["voted"] == 2
    is_problem(*Api().get(f"polls/{poll['id']}/result"), 409)
    is_problem(*director.post(f"{path}/release", {}), 409)  # still open
    ok(director.post(f"{path}/close", {"version": poll["version"]}))
    is_problem(*Api().get(f"polls/{poll['id']}/result"), 409)
    assert ok(director.post(f"{path}/release", {}))["state"] == "released"
    lines = ok(Api().get(f"polls/{poll['id']}/result"))["lines"]
    assert [line["heads"] for line in lines] == [1, 1, 0]


def test_a_secret_vote_is_counted_by_two(city: Settled) -> None:
    director, secretary = of(city, "director"), of(city, "secretary")
    register = frozen(city, director)
    rows = ok(director.get(f"voting/registers/{register}/rows"))["items"]
    now = clock.now()
    sent = {"register_id": register, "question": "选楼长", "secrecy": "secret", "channels": ["paper"],
            "opens_at": now.isoformat(), "closes_at": (now + timedelta(days=7)).isoformat(),
            "options": [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}]}  # fmt: skip
    poll = ok(director.post("voting/polls", sent))
    path = f"voting/polls/{poll['id']}"
    for row in rows[:3]:
        ok(director.post(f"{path}/voices", {"elector_id": row["id"]}))
    counts = {"counts": {"a": 2, "b": 1}}
    entry = ok(director.post(f"{path}/counts", counts))["counts"][0]
    is_problem(*director.post(f"{path}/counts", {"counts": {"a": 9}}), 422)
    is_problem(*director.post(f"voting/counts/{entry['id']}/confirm", counts), 403)
    assert ok(secretary.post(f"voting/counts/{entry['id']}/confirm", {"counts": {"a": 1, "b": 2}}))["counts"]
    is_problem(*director.post(f"{path}/close", {}), 409)
    ok(director.post(f"voting/counts/{entry['id']}/recount", {}))
    entry = ok(secretary.post(f"{path}/counts", counts))["counts"][0]
    ok(director.post(f"voting/counts/{entry['id']}/confirm", counts))
    ok(director.post(f"{path}/close", {}))
    ok(director.post(f"{path}/release", {}))
    assert [x["heads"] for x in ok(Api().get(f"polls/{poll['id']}/result"))["lines"]] == [2, 1]
