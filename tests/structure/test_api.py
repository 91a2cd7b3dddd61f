"""The structure by programs: a plan from draft to confirmation, appointments, tasks; the second of two is told."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core.clock import SHANGHAI
from gongzhi.exchange import public as exchange
from gongzhi.exchange.api.operations import api
from gongzhi.exchange.models import Token
from gongzhi.exchange.tests.test_api import Api, is_problem
from gongzhi.exchange.tests.test_fuzz import fuzz_as
from gongzhi.structure import public as structure
from gongzhi.structure.models import Adjustment
from gongzhi.structure.tests.levels import Levels, levels
from gongzhi.structure.tests.zone import known, zone

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

__all__ = ["levels", "zone"]
pytestmark = pytest.mark.django_db


def program(person_id: int, *scopes: str) -> Api:
    issued = exchange.issue_token(name="程序", scopes=["read"], actor=SYSTEM, per_minute=6000)
    Token.objects.filter(pk=issued.token_id).update(person=person_id, scopes=list(scopes or ("read", "act")))
    return Api(issued.secret)


def of(city: Settled, post: str) -> Api:
    return program(city.holders[post][0])


def ok(answer: tuple[Any, Any]) -> Any:
    assert answer[0].status_code == 200, answer[1]
    return answer[1]


def test_a_plan_by_a_program(levels: Levels) -> None:
    admin, other = of(levels.city, "admin"), of(levels.city, "admin")
    yunyan, street = str(levels.city.places["yunyan"]), str(levels.streets[0])
    head = {"title": "撤销两个街道", "basis": "云委〔2026〕3号", "effective_on": "2026-03-05", "place_id": yunyan}
    key = {"Idempotency-Key": "a"}
    plan = ok(admin.post("adjustments", head, **key))
    assert ok(admin.post("adjustments", head, **key))["id"] == plan["id"]
    assert Adjustment.objects.count() == 1
    path = f"adjustments/{plan['id']}"
    new = {"verb": "establish", "kind": "community", "name": "清溪社区", "code": "520103901003", "to": yunyan,
           "bodies": ["community_committee", "service_centre"], "version": plan["version"]}  # fmt: skip
    plan = ok(admin.post(f"{path}/lines", new))
    is_problem(*other.post(f"{path}/lines", new | {"name": "别的社区"}), 409)  # the second of two is told
    for wrong in ({"to": "5"}, {"kind": "grid"}, {"bodies": ["county_gov"]}, {"to": "n9"}, {"kind": ""}):
        is_problem(*admin.post(f"{path}/lines", new | wrong | {"version": plan["version"]}), 422)
    for place in levels.streets:
        sent = {"verb": "abolish", "place": str(place), "to": yunyan, "version": plan["version"]}
        plan = ok(admin.post(f"{path}/lines", sent))
    assert [line["verb"] for line in plan["lines"]] == ["establish", "abolish", "abolish"]
    assert {"label": "撤销的地点", "number": "2"} in plan["preview"]["counts"]
    plan = ok(admin.post(f"{path}/people", {"version": plan["version"], "propose": True}))
    assert any("经办" in post["holders"] for post in plan["preview"]["new_posts"])
    (clerk, *_rest) = plan["preview"]["posts"]
    sent = {"version": plan["version"], "heirs": {clerk["post_id"]: plan["preview"]["new_posts"][0]["key"]}}
    plan = ok(admin.post(f"{path}/heirs", sent))
    is_problem(*admin.post(f"{path}/heirs", sent | {"version": plan["version"], "heirs": {street: street}}), 422)
    assert plan["mistakes"] == []
    is_problem(*admin.post(f"{path}/confirm", {"version": 1}), 409)
    plan = ok(admin.post(f"{path}/confirm", {"version": plan["version"]}))
    assert plan["state"] == "confirmed"
    is_problem(*other.post(f"{path}/confirm", {"version": plan["version"]}), 409)
    sent = {"version": plan["version"], "reason": "日期要改", "to_draft": True}
    assert ok(admin.post(f"{path}/withdraw", sent))["state"] == "draft"
    assert [p["id"] for p in ok(admin.get("adjustments?state=draft"))["items"]] == [plan["id"]]
    is_problem(*of(levels.city, "hotline").get(path), 404)
    is_problem(*program(levels.city.holders["admin"][0], "see").post(f"{path}/confirm", {"version": 9}), 403)


def test_a_plan_carried_out_is_read_and_undone(levels: Levels, manual_clock: Any) -> None:
    row = levels.confirmed(levels.abolishing())
    manual_clock.set(datetime(2026, 3, 5, 0, 1, tzinfo=SHANGHAI))
    structure.run_adjustments(10)
    admin = of(levels.city, "admin")
    done = ok(admin.get(f"adjustments/{row.pk}"))
    assert (done["state"], done["preview"], done["mistakes"]) == ("done", None, [])
    assert {"label": "撤销地点", "number": "2"} in done["outcome"]
    head = {"title": "恢复", "basis": "云委〔2026〕9号", "effective_on": "2026-06-05", "way_back": str(row.pk)}
    assert {line["verb"] for line in ok(admin.post("adjustments", head))["lines"]} >= {"establish", "abolish"}
    then = ok(admin.get(f"structure?at={levels.city.places['yunyan']}&on=2026-03-04"))
    now = ok(admin.get(f"structure?at={levels.city.places['yunyan']}"))
    assert {"望云街道", "松荫街道"} <= {p["name"] for p in then["below"]}
    assert not {"望云街道", "松荫街道"} & {p["name"] for p in now["below"]}


def test_appoint_end_renew(zone: SimpleNamespace) -> None:
    secretary, stranger = program(zone.people["secretary"][0]), program(zone.people["stranger"][0])
    body, seat = zone.bodies["committee"].pk, zone.posts["director"].pk
    known("新主任", "new-director")
    sent = {"person": "new-director", "basis": "elected"}
    is_problem(*stranger.post(f"posts/{seat}/appointments", sent), 403)
    is_problem(*secretary.post(f"posts/{seat}/appointments", sent), 409)  # one seat, and it is taken
    (held,) = [p for p in ok(secretary.get(f"bodies/{zone.bodies['residents'].pk}"))["posts"] if p["id"] == str(seat)]
    old = held["seats"][0]["appointment_id"]
    is_problem(*stranger.post(f"appointments/{old}/end"), 403)
    assert ok(secretary.post(f"appointments/{old}/end"))["ended"] is True
    is_problem(*secretary.post(f"appointments/{old}/end"), 409)
    key = {"Idempotency-Key": "once"}
    new = ok(secretary.post(f"posts/{seat}/appointments", sent, **key))
    assert ok(secretary.post(f"posts/{seat}/appointments", sent, **key)) == new
    known("赵委员", "zhao")
    member = ok(secretary.post(f"bodies/{body}/members", {"person": "zhao", "source": "agency", "unit": "税务局"}))
    assert member["ends_on"] == "2029-03-01"
    is_problem(*secretary.post(f"bodies/{body}/members", {"person": "nobody", "source": "agency"}), 422)
    is_problem(*stranger.post(f"bodies/{body}/members", {"person": "zhao", "source": "agency"}), 403)
    term = {"starts_on": "2026-09-01", "continuing": [member["appointment_id"]]}
    assert ok(secretary.post(f"bodies/{body}/renew", term))["next_election"] == "2029-09-01"
    is_problem(*secretary.post(f"bodies/{body}/renew", term), 409)
    is_problem(*stranger.post(f"bodies/{body}/renew/undo"), 403)
    assert ok(secretary.post(f"bodies/{body}/renew/undo"))["next_election"] is None
    is_problem(*secretary.post(f"bodies/{body}/renew/undo"), 409)
    short = ok(secretary.get("bodies?show=short"))["items"]
    assert [b["id"] for b in short] == [str(body)]


def test_tasks_reported_struck_and_given_back(zone: SimpleNamespace) -> None:
    leader, director = (program(zone.people[p][0]) for p in ("leader", "director"))
    made = structure.meeting_tasks.give(
        actor=zone.actor("leader"), title="修路灯", owner=zone.posts["director"].pk, giver=zone.posts["leader"].pk,
        due_on=date(2026, 3, 20), place_id=zone.area.pk,
    )  # fmt: skip
    path = f"tasks/{made.pk}"
    task = ok(director.get(path))
    assert (task["state"], task["owner_post_id"]) == ("open", str(zone.posts["director"].pk))
    is_problem(*leader.post(f"{path}/strike", {}), 409)
    is_problem(*director.post(f"{path}/report", {"words": "修好了", "version": task["version"] + 7}), 409)
    task = ok(director.post(f"{path}/report", {"words": "修好了", "version": task["version"]}))
    assert (task["state"], task["evidence"]) == ("reported", "修好了")
    is_problem(*director.post(f"{path}/strike", {}), 403)
    task = ok(leader.post(f"{path}/return", {"reason": "三号灯还不亮", "version": task["version"]}))
    assert task["holder_post_id"] == str(zone.posts["director"].pk)
    task = ok(director.post(f"{path}/report", {"words": "都亮了"}))
    seen = {"version": task["version"], "words": ""}
    assert ok(leader.post(f"{path}/strike", seen))["state"] == "struck"
    is_problem(*leader.post(f"{path}/strike", seen), 409)
    is_problem(*program(zone.people["stranger"][0]).get(path), 404)


def test_averages_of_few_people_are_not_told(zone: SimpleNamespace) -> None:
    found = ok(program(zone.people["secretary"][0]).get("staff/figures"))
    assert found["least"] >= 5
    assert all(y["age"] is None for g in found["groups"] for y in g["years"])


def test_a_list_goes_on_where_it_ended(levels: Levels) -> None:
    for n in range(32):
        structure.adjustments.draft(
            title=f"方案{n}", basis="文", effective_on=date(2026, 3, 9), place_id=levels.city.places["yunyan"],
            actor=levels.admin,
        )  # fmt: skip
    admin = of(levels.city, "admin")
    first = ok(admin.get("adjustments"))
    rest = ok(admin.get(f"adjustments?after={first['after']}"))
    assert (len(first["items"]), len(rest["items"]), rest["after"]) == (30, 2, "")
    is_problem(*admin.get("adjustments?after=x"), 422)


def test_no_two_schemas_share_a_name() -> None:
    """The description would tell one of them alone."""
    from gongzhi.exchange import schemas

    kinds: dict[str, set[Any]] = {}
    for kind in _below(schemas.Plain):
        kinds.setdefault(kind.__name__, set()).add(kind.__module__)
    assert {name: where for name, where in kinds.items() if len(where) > 1} == {}
    assert "PlanPreviewOut" in api.get_openapi_schema(path_prefix="/")["components"]["schemas"]


def _below(kind: Any) -> list[Any]:
    return [k for one in kind.__subclasses__() for k in (one, *_below(one))]


def test_random_input_of_who_owns_the_structure(levels: Levels) -> None:
    row = levels.abolishing()
    numbers = [str(row.pk), str(levels.streets[0]), str(levels.city.posts["hall"]), "n1"]
    issued = exchange.issue_token(name="乱试", scopes=["read"], actor=SYSTEM, per_minute=6000)
    Token.objects.filter(pk=issued.token_id).update(
        person=levels.city.holders["admin"][0], scopes=["read", "act"], per_minute=10**9
    )
    wanted = ("adjustments", "structure", "bodies", "posts", "appointments", "staff", "pairs", "premises", "portfolios")
    assert fuzz_as(issued.secret, numbers, rounds=6, seed=3, wanted=wanted) > 100
