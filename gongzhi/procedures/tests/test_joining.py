"""Joins and holds with rows: who may, what the lists and the ledger say, two at once, succession, time."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.ledger.public import entries_of
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as engine
from gongzhi.procedures.tests.conftest import open_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(town: SimpleNamespace) -> SimpleNamespace:
    for kind in ("water", "power", "council", "street"):
        setattr(town, kind, town.post(kind, kind, town.area))
    return town


def fresh(matter: engine.Matter) -> engine.Matter:
    return engine.Matter.objects.get(pk=matter.pk)


def whistle(city: SimpleNamespace, as_: Any, *bodies: str) -> tuple[engine.Matter, list[engine.Matter]]:
    matter = open_one(city, procedure="together")
    engine.choose(matter.pk, outcome="whistle", actor=as_(city.worker))
    asks = [(getattr(city, body).id, f"请{body}看现场") for body in bodies]
    engine.join(matter.pk, asks=asks, actor=as_(city.worker))
    return matter, list(engine.Matter.objects.filter(parent=matter).order_by("id"))


def verbs(matter: engine.Matter) -> list[str]:
    return [line.verb for line in engine.timeline(matter.pk)]


def test_each_body_has_its_part_and_the_whole_goes_on_with_the_last_answer(city: SimpleNamespace, as_: Any) -> None:
    matter, (water, power) = whistle(city, as_, "water", "power")
    assert (fresh(matter).open_children, fresh(matter).holder_post_id) == (2, city.worker.id)
    assert (water.holder_post_id, water.offered_post_id, water.place_id) == (
        city.worker.id,
        city.water.id,
        city.grid.pk,
    )
    assert water.due_at == datetime(2026, 3, 2, 11, tzinfo=SHANGHAI)  # two working hours to sign in
    assert [m.pk for m in engine.list_mine(as_(city.water), role="offered").items] == [water.pk]
    assert engine.counts(as_(city.water)).offered == 1
    assert not engine.sees(as_(city.water), matter)
    assert not engine.sees(as_(city.water), power)
    engine.accept(water.pk, actor=as_(city.water))
    assert (fresh(water).holder_post_id, fresh(water).step) == (city.water.id, "answer")
    with pytest.raises(NotAllowed):
        engine.choose(matter.pk, outcome="alone", actor=as_(city.worker))
    with pytest.raises(Forbidden):  # not signed in yet
        engine.answer_part(power.pk, words="没事", actor=as_(city.power))
    engine.answer_part(water.pk, words="水管已修好", actor=as_(city.water))
    engine.accept(power.pk, actor=as_(city.power))
    engine.answer_part(power.pk, words="线路正常", actor=as_(city.power))
    assert (fresh(matter).step, fresh(matter).open_children, fresh(matter).answered) == ("handle", 0, 0)
    assert verbs(matter) == ["open", "choose", "join", "part-ended", "part-ended"]
    tags = [e.tag for e in entries_of(matter.pk)]
    assert tags[-3:] == ["procedures:matter:join", "procedures:matter:part-ended", "procedures:matter:part-ended"]


def test_the_whole_does_not_end_over_an_open_part(city: SimpleNamespace, as_: Any) -> None:
    matter, (water,) = whistle(city, as_, "water")
    for step in ("handle", "archive"):
        with pytest.raises(NotAllowed):
            engine.choose(matter.pk, outcome={"handle": "alone", "archive": "all"}[step], actor=as_(city.worker))
    engine.accept(water.pk, actor=as_(city.water))
    with pytest.raises(NotFound):  # whom it does not concern
        engine.drop_part(water.pk, reason="不用了", actor=as_(city.second))
    with pytest.raises(Invalid):
        engine.drop_part(water.pk, reason=" ", actor=as_(city.worker))
    engine.drop_part(water.pk, reason="不用了", actor=as_(city.worker))
    assert (fresh(water).state, fresh(water).ending, fresh(matter).step) == ("archived", "dropped", "whistle")
    with pytest.raises(NotAllowed):
        engine.reopen(water.pk, reason="又要", actor=as_(city.water))
    engine.choose(matter.pk, outcome="alone", actor=as_(city.worker))
    engine.choose(matter.pk, outcome="solved", public_text="好了", actor=as_(city.worker))
    engine.reopen(matter.pk, reason="没好", actor=as_(city.worker))
    assert (fresh(matter).step, fresh(matter).open_children, fresh(water).state) == ("handle", 0, "archived")
    with pytest.raises(NotAllowed):
        engine.drop_part(water.pk, reason="再撤", actor=as_(city.worker))


def test_a_refusal_needs_a_reason_and_goes_to_the_holder(city: SimpleNamespace, as_: Any) -> None:
    matter, (part,) = whistle(city, as_, "water")
    with pytest.raises(Invalid):
        engine.refuse_part(part.pk, reason="", actor=as_(city.water))
    engine.refuse_part(part.pk, reason="不归我们管", actor=as_(city.water))
    assert (fresh(part).holder_post_id, fresh(part).offered_post_id) == (city.worker.id, None)
    engine.ask_other(part.pk, to_post=city.power.id, words="请供电看", actor=as_(city.worker))
    engine.accept(part.pk, actor=as_(city.power))
    engine.refuse_part(part.pk, reason="看过，不是电的问题", actor=as_(city.power))
    assert (fresh(part).holder_post_id, fresh(part).step) == (city.worker.id, "sign-in")
    (row,) = engine.parts_of(matter.pk)
    assert (row.state, row.why, row.asked) == ("refused", "看过，不是电的问题", "请供电看")


@pytest.mark.parametrize(("who", "field"), [("clerk", "to_posts"), ("worker", "to_posts"), ("water", "asked")])
def test_whom_a_holder_cannot_ask(city: SimpleNamespace, as_: Any, who: str, field: str) -> None:
    matter = open_one(city, procedure="together")
    engine.choose(matter.pk, outcome="whistle", actor=as_(city.worker))
    with pytest.raises(Invalid) as refused:
        engine.join(matter.pk, asks=[(getattr(city, who).id, "" if who == "water" else "看")], actor=as_(city.worker))
    assert refused.value.field == field
    assert not engine.Matter.objects.filter(parent=matter).exists()


def test_nobody_is_asked_twice_nor_by_a_stranger_nor_over_what_is_new(city: SimpleNamespace, as_: Any) -> None:
    matter, _parts = whistle(city, as_, "water")
    with pytest.raises(Invalid):
        engine.join(matter.pk, asks=[(city.water.id, "再看")], actor=as_(city.worker))
    with pytest.raises(Forbidden):
        engine.join(matter.pk, asks=[(city.power.id, "看")], actor=as_(city.leader))
    with pytest.raises(Conflict):
        engine.join(matter.pk, asks=[(city.power.id, "看")], actor=as_(city.worker), version=1)


def test_the_pack_may_name_the_bodies_and_let_the_holder_choose(city: SimpleNamespace, as_: Any) -> None:
    matter = open_one(city, procedure="together")
    engine.choose(matter.pk, outcome="named", actor=as_(city.worker))
    parts = engine.parts_of(matter.pk)
    assert [(p.post_id, p.asked) for p in parts] == [
        (city.water.id, "请到现场会诊"),
        (city.power.id, "请到现场会诊"),
    ]
    for part, post in zip(parts, (city.water, city.power), strict=True):
        engine.accept(part.id, actor=as_(post))
        engine.answer_part(part.id, words="看过了", actor=as_(post))
    assert fresh(matter).step == "named"
    engine.choose(matter.pk, outcome="all", actor=as_(city.worker))
    assert fresh(matter).step == "handle"


def test_a_late_part_is_carried_above_the_late_body_once(city: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    told: list[engine.Effect] = []
    engine.on_effect("escalated", handler := lambda matter, effect, actor: told.append(effect))
    matter, (water,) = whistle(city, as_, "water")
    manual_clock.set(datetime(2026, 3, 2, 11, 5, tzinfo=SHANGHAI))
    engine.run_ticks(10)
    engine.run_ticks(10)
    engine.off_effect("escalated", handler)
    (late,) = [e for e in told if e.data["clock"] == "offer"]
    assert (late.data["late"], late.data["post"]) == (city.water.id, city.street.id)
    assert (fresh(water).light, fresh(water).offered_post_id) == ("red", city.water.id)
    assert fresh(matter).light == "green"
    assert engine.sees(as_(city.street), fresh(water))
    engine.accept(water.pk, actor=as_(city.water))  # late, but there
    assert fresh(water).light == "green"


def test_parts_follow_another_holder_and_a_substitute_acts(city: SimpleNamespace, as_: Any) -> None:
    matter, (water, power) = whistle(city, as_, "water", "power")
    engine.accept(water.pk, actor=as_(city.water))
    engine.offer(matter.pk, to_post=city.leader.id, actor=as_(city.worker))
    engine.take_offer(matter.pk, actor=as_(city.leader))
    assert [fresh(m).holder_post_id for m in (matter, water, power)] == [
        city.leader.id,
        city.water.id,
        city.leader.id,
    ]
    engine.refuse_part(water.pk, reason="不归我们", actor=as_(city.water))
    assert fresh(water).holder_post_id == city.leader.id
    moved = engine.hand_over_post(city.leader.id, city.director.id, reason="并岗", actor=SYSTEM)
    assert moved == 3
    assert {fresh(m).holder_post_id for m in (matter, water, power)} == {city.director.id}
    assert verbs(power).count("succeed") == 2
    orgs.set_substitute(city.power.id, city.second.id, actor=SYSTEM)
    orgs.start_absences(city.power.person.pk, actor=SYSTEM, reason="leave", until=None)
    orgs.run_absences(10)
    engine.accept(power.pk, actor=as_(city.second))
    assert fresh(power).holder_post_id == city.power.id


def test_only_named_supervisors_ask_and_the_holder_answers(city: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(city, procedure="together")
    with pytest.raises(Forbidden):
        engine.question(matter.pk, words="为何拖延？", actor=as_(city.leader))
    with pytest.raises(NotFound):
        engine.question(matter.pk, words="为何拖延？", actor=as_(city.water))
    engine.question(matter.pk, words="为何拖延？", actor=as_(city.council))
    line = engine.timeline(matter.pk)[-1]
    assert (line.verb, line.internal_text) == ("question", "为何拖延？")
    assert "council" in line.who
    with pytest.raises(NotAllowed):
        engine.choose(matter.pk, outcome="solved", public_text="好了", actor=as_(city.worker))
    with pytest.raises(Forbidden):
        engine.reply(matter.pk, words="在办", actor=as_(city.leader))
    manual_clock.advance(timedelta(days=2))
    engine.run_ticks(10)
    assert fresh(matter).light == "red"  # one working day was given
    engine.reply(matter.pk, words="在等材料", actor=as_(city.worker))
    assert fresh(matter).light == "green"
    assert engine.timeline(matter.pk)[-1].internal_text == "在等材料"
    engine.choose(matter.pk, outcome="solved", public_text="好了", actor=as_(city.worker))


def test_a_hold_stops_everything_but_words_until_the_next_level_decides(city: SimpleNamespace, as_: Any) -> None:
    matter = open_one(city, procedure="together")
    with pytest.raises(Invalid):
        engine.hold(matter.pk, reason="有异议", days=6, actor=as_(city.council))
    engine.hold(matter.pk, reason="有异议", days=4, actor=as_(city.council))
    worker = as_(city.worker)
    for act in (
        lambda: engine.choose(matter.pk, outcome="whistle", actor=worker),
        lambda: engine.offer(matter.pk, to_post=city.leader.id, actor=worker),
        lambda: engine.pause(matter.pk, reason="问", actor=worker),
        lambda: engine.relocate(matter.pk, place_id=city.other.pk, actor=worker),
        lambda: engine.assign(matter.pk, to_post=city.second.id, reason="换", actor=as_(city.leader)),
    ):
        with pytest.raises(NotAllowed, match="hold"):
            act()
    engine.comment(matter.pk, internal_text="收到", actor=worker)
    assert [m.pk for m in engine.list_mine(as_(city.street), role="told").items] == [matter.pk]
    with pytest.raises(Forbidden):
        engine.decide_hold(matter.pk, reason="可以", actor=as_(city.council))
    engine.decide_hold(matter.pk, reason="可以继续", actor=as_(city.street))
    engine.choose(matter.pk, outcome="whistle", actor=worker)
    engine.hold(matter.pk, reason="部门不对", actor=as_(city.council))
    engine.decide_hold(matter.pk, reason="重办", to_step="handle", actor=as_(city.street))
    assert fresh(matter).step == "handle"


def test_a_hold_that_nobody_decides_falls_by_itself_once(city: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(city, procedure="together")
    engine.hold(matter.pk, reason="有异议", days=2, actor=as_(city.council))
    manual_clock.advance(timedelta(days=2, minutes=1))
    engine.run_ticks(10)
    engine.run_ticks(10)
    fell = [line for line in engine.timeline(matter.pk) if "hold-fell" in str(line.data.get("what"))]
    assert len(fell) == 1
    engine.choose(matter.pk, outcome="whistle", actor=as_(city.worker))


def test_what_an_erased_person_wrote_leaves_the_parts_too(city: SimpleNamespace, as_: Any) -> None:
    matter, (water,) = whistle(city, as_, "water")
    from django.db import transaction

    with transaction.atomic():
        engine.redact(city.clerk.person.pk, {matter.pk: "公共设施"})
    assert fresh(water).title == "公共设施"


def test_the_parts_of_a_matter_cost_the_same_for_one_and_for_many(
    city: SimpleNamespace, as_: Any, django_assert_num_queries: Any
) -> None:
    one, _parts = whistle(city, as_, "water")
    many, _more = whistle(city, as_, "water", "power")
    engine.parts_of(one.pk)
    for matter in (one, many):
        with django_assert_num_queries(3):
            engine.parts_of(matter.pk)
    assert timedelta(0) < engine.parts_of(many.pk)[0].due_at - fresh(many).opened_at  # type: ignore[operator]
