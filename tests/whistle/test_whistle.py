"""Whistle (row C4): the street asks, departments sign in, come, answer; accepted, graded, measured; disputes ruled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed, NotFound
from gongzhi.notices import public as notices
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.models import Dispute, PartTurn
from tests.desks import Desk, text
from tests.whistle.conftest import CITY, HOUSING, PROPERTY

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
Blown = Callable[..., list[procedures.Part]]


def fresh(part: Any) -> procedures.Matter:
    return procedures.Matter.objects.get(pk=getattr(part, "id", part))


def at(client: Any, part: Any, verb: str, **fields: Any) -> Any:
    data = {f"{verb}-{name}": value for name, value in fields.items()} | {"version": fresh(part).version}
    return client.post(f"/desk/parts/{part.id}/{verb}/", data)


def turn_of(part: Any) -> PartTurn:
    return PartTurn.objects.filter(part=part.id).order_by("-id")[0]


def told(town: Settled, post: str) -> list[str]:
    return [m.text for m in notices.inbox(town.holders[post][0]).items][::-1]


def test_a_department_signs_in_comes_answers_and_is_accepted(
    town: Settled, desk: Desk, blown: Blown, manual_clock: Any
) -> None:
    one, two = blown(CITY, PROPERTY)
    city, street = desk(CITY), desk("coordinator")
    assert (turn_of(one).lead, turn_of(two).lead) == (True, False)
    manual_clock.advance(timedelta(hours=1))
    assert at(city, one, "sign").status_code == 302
    assert (fresh(one).step, turn_of(one).lost_minutes, turn_of(one).sign_late) == ("arrive", 60, False)
    assert at(street, one, "note", note="带上梯子").status_code == 302  # who asked, though the body has it in hand
    page = text(city.get(f"/desk/parts/{one.id}/"))
    assert "带上梯子" in page
    assert "已到现场" in page
    assert "物业" in page  # who leads sees what the others do
    assert at(city, one, "answer", answer="先答复").status_code == 422
    assert at(city, one, "arrive", where="", words="四个人").status_code == 422
    assert at(city, one, "arrive", where="1栋楼顶", words="四个人", lon="109.93", lat="35.18").status_code == 302
    kept = turn_of(one)
    assert (kept.arrived_person_id, kept.arrived_where, kept.arrived_lon) == (town.holders[CITY][0], "1栋楼顶", 109.93)
    assert at(city, one, "answer", answer="已当场拆除").status_code == 302
    assert (fresh(one).step, fresh(one).holder_post_id) == ("accept", town.posts["coordinator"])
    assert "待验收" in told(town, "coordinator")[-1]
    assert at(street, one, "again", reason="").status_code == 422
    assert at(street, one, "again", reason="垃圾还没有清").status_code == 302
    assert "未通过验收" in told(town, CITY)[-1]
    assert "垃圾还没有清" in text(city.get(f"/desk/parts/{one.id}/"))
    assert at(city, one, "answer", answer="垃圾清完了").status_code == 302
    assert at(city, one, "accept", note="").status_code == 422  # not by the body itself
    assert at(street, one, "accept", note="现场看过").status_code == 302
    (done, _other) = procedures.parts_of(kept.request_id)
    assert (done.state, done.answer, done.body) == ("answered", "垃圾清完了", done.body)
    assert "城市管理" in done.body
    assert (turn_of(one).again, turn_of(one).state) == (1, "ended")
    assert at(street, one, "grade", stars=4, words="来得快").status_code == 302
    assert at(city, one, "grade", stars=5, words="").status_code == 302
    assert (turn_of(one).grade, turn_of(one).grade_back) == (4, 5)
    manual_clock.advance(timedelta(days=16))
    with pytest.raises(NotAllowed):
        requests.grade(one.id, stars=1, actor=town.actor("coordinator"))
    with pytest.raises(NotFound):
        requests.grade(one.id, stars=1, actor=town.actor(HOUSING))


def test_only_the_post_of_the_pack_blows(town: Settled, at_street: Any) -> None:
    whole = at_street()
    other, street = town.posts["secretary"], town.posts["coordinator"]
    procedures.succeed(whole.pk, from_post=street, to_post=other, reason="", actor=SYSTEM)
    with pytest.raises(NotAllowed, match="Only"):
        requests.blow(whole.pk, asks=[(town.posts[CITY], "请到场")], actor=town.actor("secretary"))
    procedures.succeed(whole.pk, from_post=other, to_post=street, reason="", actor=SYSTEM)
    with pytest.raises(Invalid):
        requests.blow(
            whole.pk, asks=[(town.posts[CITY], "看")], lead=town.posts[HOUSING], actor=town.actor("coordinator")
        )


def test_a_duty_refused_twice_goes_to_the_arbiter_whose_ruling_nobody_refuses(
    town: Settled, desk: Desk, blown: Blown, manual_clock: Any
) -> None:
    (part,) = blown(CITY)
    city, housing, street, arbiter = desk(CITY), desk(HOUSING), desk("coordinator"), desk("supervisor")
    assert at(city, part, "refuse", reason="不在职责清单里").status_code == 302
    assert not Dispute.objects.exists()
    assert at(street, part, "ask", to_post=town.posts[HOUSING], asked="请住建到场").status_code == 302
    manual_clock.advance(timedelta(hours=2))
    assert at(housing, part, "refuse", reason="违建归城管").status_code == 302
    dispute = Dispute.objects.get()
    assert (dispute.forced, fresh(part).open_children) == (True, 1)
    assert procedures.parts_of(part_whole(part))[0].state == "disputed"
    assert "待裁定" in told(town, "supervisor")[-1]
    with pytest.raises(NotAllowed, match="arbiter"):
        procedures.ask_other(part.id, to_post=town.posts[CITY], words="再请", actor=town.actor("coordinator"))
    with pytest.raises(NotAllowed):
        procedures.drop_part(part.id, reason="不要了", actor=town.actor("coordinator"))
    page = text(arbiter.get(f"/desk/whistle/disputes/{dispute.pk}/"))
    assert "违建归城管" in page
    assert "13800138000" not in page
    assert desk("worker-2").get(f"/desk/whistle/disputes/{dispute.pk}/").status_code == 404
    address = f"/desk/whistle/disputes/{dispute.pk}/rule/"
    assert arbiter.post(address, {"rule-to_post": town.posts[CITY], "rule-words": ""}).status_code == 422
    assert street.post(address, {"rule-to_post": town.posts[CITY], "rule-words": "归城管"}).status_code == 422
    manual_clock.advance(timedelta(hours=1))
    answer = arbiter.post(address, {"rule-to_post": town.posts[CITY], "rule-words": "按清单归城管"})
    assert answer.status_code == 302
    assert (fresh(part).holder_post_id, fresh(part).step) == (town.posts[CITY], "arrive")
    assert "不能再退" in told(town, CITY)[-1]
    with pytest.raises(NotAllowed):
        procedures.refuse_part(part.id, reason="还是不归我", actor=town.actor(CITY))
    assert arbiter.post(address, {"rule-to_post": 0, "rule-words": "改主意"}).status_code == 422
    refused = PartTurn.objects.filter(part=part.id, state="refused").order_by("id")[0]
    assert refused.lost_minutes == 60  # of the dispute: it was its duty all the time
    other = blown(HOUSING)[0]
    inbox = text(housing.get("/desk/whistle/"))
    assert "按清单归城管" in inbox  # the last ruling on the same kind of dispute
    assert f"/desk/parts/{other.id}/" in inbox


def part_whole(part: Any) -> int:
    parent = fresh(part).parent_id
    assert parent is not None
    return parent


def test_the_street_may_ask_for_a_ruling_and_be_told_to_do_it_alone(town: Settled, blown: Blown) -> None:
    (part,) = blown(CITY)
    street, arbiter = town.actor("coordinator"), town.actor("supervisor")
    with pytest.raises(NotAllowed):
        requests.open_dispute(part.id, reason="说不清", actor=street)
    procedures.refuse_part(part.id, reason="不归我管", actor=town.actor(CITY))
    with pytest.raises(NotFound):
        requests.open_dispute(part.id, reason="说不清", actor=town.actor(CITY))
    dispute = requests.open_dispute(part.id, reason="职责清单写得不清", actor=street)
    with pytest.raises(NotAllowed):
        requests.open_dispute(part.id, reason="再来一次", actor=street)
    assert dispute.matter.due_at is not None  # its own clock
    requests.rule(dispute.pk, to_post=None, words="街道自办", actor=arbiter)
    assert (fresh(part).state, fresh(part).ending) == ("archived", "dropped")
    assert turn_of(part).state == "refused"


def test_nothing_closes_the_whole_over_an_open_part(town: Settled, desk: Desk, blown: Blown) -> None:
    part = blown(CITY)[0]
    whole = requests.read(part_whole(part))
    street = town.actor("coordinator")
    page = text(desk("coordinator").get(f"/desk/requests/{whole.number}/"))
    assert 'id="do-answer"' not in page
    with pytest.raises(NotAllowed):
        requests.answer(whole.pk, actor=street, ending="solved", public_text="好了")
    with pytest.raises(NotAllowed):
        procedures.choose(whole.pk, outcome="alone", actor=street)
    for state in procedures.OVER:
        with pytest.raises(DatabaseError), transaction.atomic():
            procedures.Matter.objects.filter(pk=whole.pk).update(state=state, open_children=0)


def test_batches_of_a_liaison_officer(
    town: Settled, desk: Desk, steady: None, blown: Blown, django_assert_max_num_queries: Any
) -> None:
    parts = [blown(CITY)[0] for _n in range(3)]
    city = desk(CITY)
    assert city.post("/desk/whistle/batch/", {"sign": "1"}).status_code == 422
    answer = city.post("/desk/whistle/batch/", {"sign": "1", "part": [p.id for p in parts]})
    assert answer["Location"].endswith("tab=mine")
    assert {fresh(p).step for p in parts} == {"arrive"}
    for part in parts[:2]:
        requests.arrive(part.id, requests.Arrival("二人", where="门口"), actor=town.actor(CITY))
    assert (
        city.post("/desk/whistle/batch/", {"tab": "mine", "part": [parts[0].id], "batch-answer": ""}).status_code == 422
    )
    city.post("/desk/whistle/batch/", {"tab": "mine", "part": [p.id for p in parts], "batch-answer": "一并处理完"})
    assert [fresh(p).step for p in parts] == ["accept", "accept", "arrive"]
    city.get("/desk/whistle/?tab=mine")
    with django_assert_max_num_queries(40) as seen:
        city.get("/desk/whistle/?tab=mine")
        budget = len(seen)
    for _n in range(2):
        procedures.take_offer(blown(CITY)[0].id, actor=town.actor(CITY))
    with django_assert_max_num_queries(budget):
        city.get("/desk/whistle/?tab=mine")


def test_the_leader_sees_time_lost_by_department(
    town: Settled, desk: Desk, blown: Blown, manual_clock: Any, django_assert_max_num_queries: Any
) -> None:
    one, two = blown(CITY, HOUSING)
    manual_clock.advance(timedelta(hours=2))
    procedures.take_offer(one.id, actor=town.actor(CITY))
    procedures.refuse_part(two.id, reason="不归我", actor=town.actor(HOUSING))
    today = clock.today()
    rows = requests.coordination(None, today, today)
    assert [(r.asked, r.signed, r.refused, r.lost) for r in rows] == [(1, 0, 1, 120), (1, 1, 0, 120)]
    leader = desk("county-leader")
    with django_assert_max_num_queries(25):
        page = text(leader.get("/desk/coordination/"))
    assert "2.0" in page
    assert "10" in page
    assert leader.get("/desk/coordination/export.xlsx").status_code == 200
    assert desk(CITY).get("/desk/coordination/").status_code == 403
    assert "没有" in text(leader.get("/desk/coordination/?since=2020-01-01&until=2020-01-02"))
