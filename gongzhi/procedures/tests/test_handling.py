"""A matter handled by people: who may, what the timeline says, who sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import ANONYMOUS, SYSTEM, Actor, ActorKind
from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.ledger.public import entries_of
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as engine
from gongzhi.procedures.tests.conftest import open_one

pytestmark = pytest.mark.django_db


def fresh(matter: engine.Matter) -> engine.Matter:
    return engine.Matter.objects.get(pk=matter.pk)


def test_a_matter_is_promised_by_working_time(town: SimpleNamespace) -> None:
    matter = open_one(town)
    assert matter.due_at == datetime(2026, 3, 9, 17, tzinfo=SHANGHAI)  # five working days after Monday
    assert matter.light == "green"
    assert matter.next_tick_at is not None


def test_who_was_asked_first_stays_responsible_until_somebody_accepts(town: SimpleNamespace, as_: Any) -> None:
    clerk, worker = as_(town.clerk), as_(town.worker)
    matter = open_one(
        town, holder_post=town.clerk.id, holder_person=town.clerk.person.pk, offer_to=town.worker.id, actor=clerk
    )
    assert matter.holder_post_id == town.clerk.id
    assert matter.first_person_id == town.clerk.person.pk
    assert [m.pk for m in engine.list_mine(worker, role="offered").items] == [matter.pk]
    assert engine.counts(worker).offered == 1
    taken = engine.accept(matter.pk, actor=worker)
    assert (taken.holder_post_id, taken.holder_person_id) == (town.worker.id, town.worker.person.pk)
    assert taken.first_person_id == town.clerk.person.pk
    assert taken.step == "handle"
    assert engine.list_mine(as_(town.clerk)).items == []


def test_an_offer_that_runs_out_returns(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(town, holder_post=town.clerk.id, offer_to=town.worker.id)
    manual_clock.set(datetime(2026, 3, 2, 14, 1, tzinfo=SHANGHAI))  # four working hours and a minute
    assert engine.run_ticks(10) == 1
    assert fresh(matter).offered_post_id is None
    assert fresh(matter).holder_post_id == town.clerk.id
    with pytest.raises(Forbidden):
        engine.take_offer(matter.pk, actor=as_(town.worker))


def test_only_the_holder_acts_and_others_do_not_even_see_it(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town)
    with pytest.raises(NotFound):
        engine.accept(matter.pk, actor=as_(town.second))
    with pytest.raises(NotFound):
        engine.get(matter.pk, as_(town.second))
    with pytest.raises(NotFound):
        engine.get(matter.pk, ANONYMOUS)
    with pytest.raises(Forbidden):
        engine.accept(matter.pk, actor=as_(town.leader))  # sees it, does not hold it
    assert engine.get(matter.pk, as_(town.leader)).pk == matter.pk
    assert list(engine.visible_to(as_(town.second))) == []
    assert [m.pk for m in engine.visible_to(as_(town.leader))] == [matter.pk]


def test_two_tabs_do_not_overwrite_each_other(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    engine.accept(matter.pk, actor=worker, version=1)
    with pytest.raises(Conflict):
        engine.choose(matter.pk, outcome="solved", public_text="修好了", actor=worker, version=1)


def test_an_answer_needs_its_words_and_ends_honestly(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    engine.accept(matter.pk, actor=worker)
    with pytest.raises(Invalid) as error:
        engine.choose(matter.pk, outcome="solved", actor=worker)
    assert error.value.field == "answer"
    done = engine.choose(matter.pk, outcome="solved", public_text="灯已换", internal_text="换灯泡一只", actor=worker)
    assert (done.state, done.step, done.ending) == ("closed", "rate", "solved")
    assert done.closed_at is not None
    public = engine.timeline(matter.pk, public=True)
    assert [e.verb for e in public] == ["open", "accept", "choose"]
    assert public[-1].public_text == "灯已换"
    assert public[-1].internal_text == ""
    assert engine.timeline(matter.pk)[-1].internal_text == "换灯泡一只"
    assert [e.tag for e in entries_of(matter.pk)] == [
        "procedures:matter:open",
        "procedures:matter:accept",
        "procedures:matter:choose",
    ]


def test_asking_the_resident_stops_the_clock(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    engine.accept(matter.pk, actor=worker)
    engine.pause(matter.pk, reason="请问是哪一盏灯？", actor=worker)
    assert engine.counts(worker).waiting == 1
    manual_clock.advance(timedelta(days=30))
    assert engine.run_ticks(10) == 0
    resident = Actor(ActorKind.RESIDENT, town.second.person.pk)
    resumed = engine.resume(matter.pk, actor=resident, public_text="三单元门口", vouched=True)
    assert resumed.light == "green"
    assert resumed.state == "open"
    assert resumed.due_at > datetime(2026, 4, 1, tzinfo=SHANGHAI)


def test_an_extension_needs_the_right_and_a_reason(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    with pytest.raises(Invalid):
        engine.extend(matter.pk, limit=Limit(2, Unit.WORKING_DAYS), reason=" ", actor=worker)
    longer = engine.extend(matter.pk, limit=Limit(2, Unit.WORKING_DAYS), reason="等配件", actor=worker)
    assert longer.due_at == datetime(2026, 3, 11, 17, tzinfo=SHANGHAI)
    with pytest.raises(NotAllowed):
        engine.extend(matter.pk, limit=Limit(1, Unit.WORKING_DAYS), reason="再等", actor=worker)
    with pytest.raises(Forbidden):
        engine.extend(matter.pk, limit=Limit(1, Unit.WORKING_DAYS), reason="x", actor=as_(town.clerk))


def test_comments_never_restart_a_clock(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(town)
    before = list(matter.clocks.order_by("name").values())
    manual_clock.advance(timedelta(hours=1))
    engine.comment(matter.pk, internal_text="已电话联系", actor=as_(town.worker))
    assert list(matter.clocks.order_by("name").values()) == before
    assert engine.timeline(matter.pk, public=True)[-1].verb == "open"


def test_b_sees_and_does_the_work_of_an_absent_a_and_gives_it_back(
    town: SimpleNamespace, as_: Any, manual_clock: Any
) -> None:
    matter = open_one(town)
    b = town.post("worker", "丙", town.other)
    orgs.set_substitute(town.worker.id, b.id, actor=SYSTEM)
    assert engine.list_mine(as_(b)).items == []
    absence = orgs.start_absence(town.worker.appointment.pk, actor=SYSTEM)
    assert [m.pk for m in engine.list_mine(as_(b)).items] == [matter.pk]
    engine.accept(matter.pk, actor=as_(b))
    entry = engine.timeline(matter.pk)[-1]
    assert entry.standing_in
    manual_clock.advance(timedelta(hours=1))
    orgs.end_absence(absence.pk, actor=SYSTEM)
    assert engine.list_mine(as_(b)).items == []
    assert [m.pk for m in engine.list_mine(as_(town.worker)).items] == [matter.pk]


def test_a_post_that_ends_hands_over_everything(town: SimpleNamespace, as_: Any) -> None:
    matters = [open_one(town), open_one(town, holder_post=town.clerk.id, offer_to=town.worker.id)]
    assert engine.hand_over_post(town.worker.id, town.leader.id, reason="撤销网格", actor=SYSTEM) == 2
    assert engine.hand_over_post(town.worker.id, town.leader.id, reason="撤销网格", actor=SYSTEM) == 0
    assert fresh(matters[0]).holder_post_id == town.leader.id
    assert fresh(matters[1]).offered_post_id == town.leader.id


def test_sending_back_goes_to_who_handed_it_over(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town, holder_post=town.clerk.id, offer_to=town.worker.id)
    engine.accept(matter.pk, actor=as_(town.worker))
    back = engine.send_back(matter.pk, reason="不在本网格", actor=as_(town.worker))
    assert (back.holder_post_id, back.step, back.returns) == (town.clerk.id, "accept", 1)


def test_a_corrected_place_moves_who_sees_it(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town, holder_post=town.leader.id)
    assert engine.list_mine(as_(town.second), area=True).items == []
    engine.relocate(matter.pk, place_id=town.other.pk, actor=SYSTEM, reason="地址写错")
    assert [m.pk for m in engine.list_mine(as_(town.second), area=True).items] == [matter.pk]
    assert engine.list_mine(as_(town.worker), area=True).items == []


def test_a_reopened_matter_reaches_its_last_holder(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    engine.accept(matter.pk, actor=worker)
    engine.choose(matter.pk, outcome="solved", public_text="好了", actor=worker)
    resident = Actor(ActorKind.RESIDENT, town.second.person.pk)
    again = engine.reopen(matter.pk, reason="还是不亮", actor=resident, vouched=True)
    assert (again.state, again.step, again.light) == ("open", "handle", "green")
    assert [m.pk for m in engine.list_mine(worker).items] == [matter.pk]


def test_a_reopened_matter_of_a_vacant_post_goes_up(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    matter = open_one(town)
    worker = as_(town.worker)
    engine.accept(matter.pk, actor=worker)
    engine.choose(matter.pk, outcome="solved", public_text="好了", actor=worker)
    orgs.end_appointment(town.worker.appointment.pk, actor=SYSTEM)
    manual_clock.advance(timedelta(days=1))
    assert engine.reopen(matter.pk, reason="还是不亮", actor=SYSTEM).holder_post_id == town.leader.id


def test_a_matter_goes_only_to_posts_of_its_place_that_handle(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town)
    for post in (town.second, town.clerk):  # another grid; a post that handles nothing
        with pytest.raises(Invalid):
            engine.offer(matter.pk, to_post=post.id, actor=as_(town.worker))
    assert engine.offer(matter.pk, to_post=town.leader.id, actor=as_(town.worker)).offered_post_id == town.leader.id


def test_the_post_above_decides_without_acceptance(town: SimpleNamespace, as_: Any) -> None:
    matter = open_one(town)
    with pytest.raises(Forbidden):
        engine.assign(matter.pk, to_post=town.director.id, reason="争议", actor=as_(town.director))
    moved = engine.assign(matter.pk, to_post=town.director.id, reason="争议", actor=as_(town.leader))
    assert moved.holder_post_id == town.director.id


def test_a_part_keeps_the_whole_open(town: SimpleNamespace, as_: Any) -> None:
    worker = as_(town.worker)
    whole = open_one(town)
    part = open_one(town, parent=whole.pk)
    engine.accept(whole.pk, actor=worker)
    with pytest.raises(NotAllowed):
        engine.choose(whole.pk, outcome="solved", public_text="好了", actor=worker)
    engine.accept(part.pk, actor=worker)
    engine.choose(part.pk, outcome="solved", public_text="好了", actor=worker)
    assert engine.choose(whole.pk, outcome="solved", public_text="好了", actor=worker).state == "closed"
    with pytest.raises(NotAllowed):
        open_one(town, parent=whole.pk)


def test_effects_reach_their_handlers_inside_the_transaction(town: SimpleNamespace, as_: Any) -> None:
    seen: list[tuple[str, int]] = []

    def handler(matter: engine.Matter, effect: engine.Effect, actor: Actor) -> None:
        seen.append((effect.kind, matter.pk))
        if effect.kind == "closed":
            raise NotAllowed("no")

    for kind in ("accepted", "closed"):
        engine.on_effect(kind, handler)
    try:
        matter = open_one(town)
        engine.accept(matter.pk, actor=as_(town.worker))
        with pytest.raises(NotAllowed):
            engine.choose(matter.pk, outcome="solved", public_text="好", actor=as_(town.worker))
    finally:
        for kind in ("accepted", "closed"):
            engine.off_effect(kind, handler)
    assert seen == [("accepted", matter.pk), ("closed", matter.pk)]
    assert fresh(matter).state == "open"


def test_lists_page_by_key_in_the_order_of_due_times(town: SimpleNamespace, as_: Any, manual_clock: Any) -> None:
    made = []
    for n in range(7):
        made.append(open_one(town, limit=Limit(1 + n % 3, Unit.WORKING_DAYS)).pk)
        manual_clock.advance(timedelta(minutes=1))
    worker, got, after = as_(town.worker), [], None
    while True:
        page = engine.list_mine(worker, after=after, limit=2)
        got += [m.pk for m in page.items]
        if page.next is None:
            break
        after = page.next
    assert sorted(got) == sorted(made)
    assert len(got) == 7
    dues = [engine.Matter.objects.get(pk=pk).due_at for pk in got]
    assert len(set(dues)) == 3


def test_rating_closes_for_good_and_says_closed_once(town: SimpleNamespace, as_: Any) -> None:
    seen: list[str] = []

    def handler(matter: engine.Matter, effect: engine.Effect, actor: Actor) -> None:
        seen.append(effect.kind)

    kinds = ("closed", "ask-rating", "archive")
    for kind in kinds:
        engine.on_effect(kind, handler)
    try:
        matter, worker = open_one(town), as_(town.worker)
        engine.accept(matter.pk, actor=worker)
        engine.choose(matter.pk, outcome="solved", public_text="好", actor=worker)
        resident = Actor(ActorKind.RESIDENT, town.second.person.pk)
        rated = engine.choose(matter.pk, outcome="rated", actor=resident, vouched=True)
    finally:
        for kind in kinds:
            engine.off_effect(kind, handler)
    assert rated.state == "archived"
    assert seen == ["closed", "ask-rating", "archive"]
    assert rated.next_tick_at is None


def test_a_part_of_a_closed_whole_stays_closed(town: SimpleNamespace, as_: Any) -> None:
    worker, whole = as_(town.worker), open_one(town)
    part = open_one(town, parent=whole.pk)
    for pk in (part.pk, whole.pk):
        engine.accept(pk, actor=worker)
        engine.choose(pk, outcome="solved", public_text="好了", actor=worker)
    with pytest.raises(NotAllowed):
        engine.reopen(part.pk, reason="不行", actor=worker)


def test_budgets(town: SimpleNamespace, as_: Any, steady: None, django_assert_max_num_queries: Any) -> None:
    open_one(town)
    worker = as_(town.worker)
    engine.list_mine(worker)  # a process learns once how the matters are spread
    with django_assert_max_num_queries(8):  # with the savepoint of the transaction
        matter = open_one(town, offer_to=town.second.id)
    with django_assert_max_num_queries(14):
        engine.accept(matter.pk, actor=worker)
    with django_assert_max_num_queries(2):
        engine.list_mine(worker)
    with django_assert_max_num_queries(1):
        engine.counts(worker)
    with django_assert_max_num_queries(2):
        engine.timeline(matter.pk)
