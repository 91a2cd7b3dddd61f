"""Time: lights, escalation to somebody, the list of those that reached nobody, the calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.core.worktime import Limit, Unit
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as engine
from gongzhi.procedures.actions.ticks import tick
from gongzhi.procedures.tests.conftest import open_one

pytestmark = pytest.mark.django_db


def fresh(matter: engine.Matter) -> engine.Matter:
    return engine.Matter.objects.get(pk=matter.pk)


def run(clock: Any, until: datetime, step: timedelta = timedelta(hours=1)) -> int:
    done = 0
    while clock() < until:
        clock.set(min(clock() + step, until.astimezone(clock().tzinfo)))
        while n := engine.run_ticks(50):
            done += n
    return done


def test_a_light_turns_yellow_then_red_and_the_lists_know(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    engine.accept(matter.pk, actor=worker)
    assert fresh(matter).due_at is not None
    run(manual_clock, fresh(matter).warn_at)  # type: ignore[arg-type]
    assert fresh(matter).light == "yellow"
    assert engine.counts(worker).yellow == 1
    assert [m.pk for m in engine.list_mine(worker, light="yellow").items] == [matter.pk]
    version = fresh(matter).version
    run(manual_clock, fresh(matter).due_at)  # type: ignore[arg-type]
    assert fresh(matter).light == "red"
    assert fresh(matter).version == version  # a form open meanwhile still fits
    assert engine.counts(worker).red == 1


def test_each_level_escalates_once_and_reaches_somebody(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    told: list[tuple[int, int | None]] = []

    def handler(matter: engine.Matter, effect: engine.Effect, actor: Any) -> None:
        told.append((effect.data["level"], effect.data["post"]))

    engine.on_effect("escalated", handler)
    try:
        matter = open_one(town)
        engine.accept(matter.pk, actor=as_(town.worker))
        run(manual_clock, datetime(2026, 3, 20, 9, tzinfo=SHANGHAI))
    finally:
        engine.off_effect("escalated", handler)
    assert told == [(1, town.leader.id), (2, town.director.id)]
    assert engine.Escalation.objects.count() == 2
    assert fresh(matter).next_tick_at is None
    assert [m.pk for m in engine.list_mine(as_(town.leader), role="told").items] == [matter.pk]
    assert engine.run_ticks(10) == 0


def test_commenting_does_not_put_off_escalation(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(town)
    for _ in range(10):
        manual_clock.advance(timedelta(days=1))
        engine.comment(matter.pk, internal_text="催", actor=as_(town.worker))
        engine.run_ticks(50)
    assert fresh(matter).light == "red"
    assert engine.Escalation.objects.filter(matter=matter).exists()


def test_a_matter_that_nobody_holds_escalates_past_vacant_posts(town: SimpleNamespace, manual_clock: Any) -> None:
    empty = town.post("worker", "空缺", town.grid, held=False)
    orgs.end_appointment(town.leader.appointment.pk, actor=SYSTEM)
    manual_clock.advance(timedelta(days=1))
    open_one(town, holder_post=empty.id)
    run(manual_clock, datetime(2026, 3, 4, 18, tzinfo=SHANGHAI))
    assert {e.post_id for e in engine.Escalation.objects.all()} == {town.director.id}


def test_where_nobody_is_left_it_shows_on_the_nobody_list(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    for post in (town.leader, town.director):
        orgs.end_appointment(post.appointment.pk, actor=SYSTEM)
    manual_clock.advance(timedelta(days=1))
    matter = open_one(town)
    run(manual_clock, datetime(2026, 3, 4, 18, tzinfo=SHANGHAI))
    lost = engine.nobody(as_(town.clerk))
    assert {e.matter_id for e in lost} == {matter.pk}
    assert [e.wanted for e in lost] == ["director", "superior"]


def test_a_claimed_tick_is_not_done_twice(town: SimpleNamespace, manual_clock: Any) -> None:
    matter = open_one(town)
    manual_clock.advance(timedelta(days=10))
    assert tick(matter.pk)
    assert not tick(matter.pk)


def test_a_publication_ends_by_itself(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    engine.accept(matter.pk, actor=worker)
    shown = engine.choose(matter.pk, outcome="show", public_text="公示", actor=worker)
    assert shown.state == "open"
    assert engine.unposted(shown) is not None
    shown = engine.post(matter.pk, board="test", posting=1, actor=worker)
    assert shown.state == "waiting"
    assert engine.unposted(shown) is None
    run(manual_clock, datetime(2026, 3, 10, 9, tzinfo=SHANGHAI), timedelta(hours=6))
    assert (fresh(matter).state, fresh(matter).step) == ("open", "handle")


def test_a_planned_day_wakes_the_matter(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    engine.accept(matter.pk, actor=worker)
    with pytest.raises(Invalid):
        engine.choose(matter.pk, outcome="later", public_text="列入计划", planned_on=date(2026, 3, 2), actor=worker)
    engine.choose(matter.pk, outcome="later", public_text="列入计划", planned_on=date(2026, 4, 1), actor=worker)
    assert fresh(matter).planned_on == date(2026, 4, 1)
    run(manual_clock, datetime(2026, 4, 1, 8, tzinfo=SHANGHAI), timedelta(days=1))
    assert fresh(matter).state == "waiting"
    run(manual_clock, datetime(2026, 4, 1, 9, tzinfo=SHANGHAI), timedelta(days=1))
    assert fresh(matter).state == "open"


def test_a_year_without_a_calendar_is_provisional_and_recomputed(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town, limit=Limit(250, Unit.WORKING_DAYS))  # ends in 2027
    assert matter.provisional
    before = matter.due_at
    director = as_(town.director)
    with pytest.raises(Forbidden):
        engine.import_year(2027, actor=director)  # the whole installation: not a community's
    with pytest.raises(Invalid):
        engine.import_year(2027, actor=SYSTEM)
    days = {date(2027, 1, 1): "holiday", date(2027, 1, 4): "holiday"} | {
        date(2027, 2, n): "holiday" for n in range(5, 12)
    }
    changed = engine.import_year(2027, actor=SYSTEM, days=days, source="国办发明电")
    assert changed == 1
    after = fresh(matter)
    assert not after.provisional
    assert after.due_at > before


def test_a_half_day_of_one_community_changes_its_own_dates_only(town: SimpleNamespace, as_: Any) -> None:
    director = as_(town.director)
    with pytest.raises(Invalid):
        engine.set_day(date(2026, 3, 3), "half", place_id=town.area.pk, actor=director)
    with pytest.raises(Forbidden):
        engine.set_day(date(2026, 3, 3), "holiday", place_id=town.area.pk, actor=as_(town.worker))
    engine.set_day(
        date(2026, 3, 3), "half", hours=[(time(9), time(11))], place_id=town.area.pk, actor=director, source="停电"
    )
    due = open_one(town, limit=Limit(1, Unit.WORKING_DAYS)).due_at
    assert due == datetime(2026, 3, 3, 11, tzinfo=SHANGHAI)
    elsewhere = open_one(town, place_id=town.city.pk, limit=Limit(1, Unit.WORKING_DAYS)).due_at
    assert elsewhere == datetime(2026, 3, 3, 17, tzinfo=SHANGHAI)
    engine.clear_day(date(2026, 3, 3), place_id=town.area.pk, actor=director)
    again = open_one(town, limit=Limit(1, Unit.WORKING_DAYS)).due_at
    assert again == datetime(2026, 3, 3, 17, tzinfo=SHANGHAI)
