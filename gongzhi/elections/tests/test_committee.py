"""Elections of the residents' committee in the three modes of the law, and recalls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.elections import public as elections
from gongzhi.elections.models import Election, Nominee
from gongzhi.elections.tests.conftest import Hall, begin, in_town, later
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.structure import public as structure
from gongzhi.voting import public as voting

pytestmark = pytest.mark.django_db
town = contextmanager(in_town)
MODES = ["voters", "households", "representatives"]
SECOND = "director"


@pytest.fixture
def guangyuan(db: None, manual_clock: Any) -> Iterator[Any]:
    with town("guangyuan") as found:
        yield found


def committee(found: Any, mode: str, rows: int = 60) -> Hall:
    """At the vote: published 20 days before, ten voters each, vetted by the town."""
    hall = begin(found, f"committee-{mode}")
    hall.second = "secretary"
    hall.announce()
    register = hall.register(rows)
    assert register.published_on is not None
    with pytest.raises(Invalid):  # nine of ten
        elections.recommending.enter(
            hall.fresh(), name="李建国", by="voters", channel="paper", source="表", voters=["不在册"], actor=hall.runner
        )
    hall.recommend(days=6)
    hall.vet()
    hall.candidates()
    return hall


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_from_announcement_to_appointment(guangyuan: Any, mode: str) -> None:
    hall = committee(guangyuan, mode)
    hall.assemble(came=40 if mode != "representatives" else 41)
    hall.officers()
    found = hall.ballot({"c1": 10, "c2": 25, "c3": 5, "blank": 1 if mode == "representatives" else 0})
    assert found.figures["mode"] == mode
    assert found.elected == ["王芳"]
    assert hall.step == "appoint"  # nobody above approves: the law has none
    chosen = Nominee.objects.get(elected=True)
    witness = hall.town.holders["secretary"][0]
    leaving = orgs.holder_of(hall.election.post_id).person_id
    chosen = elections.appointing.appoint(hall.fresh(), chosen, actor=hall.runner, witness_id=witness)
    assert hall.step == "handover"
    ends = procedures.Clock.objects.get(matter=hall.election.pk, name="step").due_at
    assert ends is not None
    assert (clock.local(ends).date() - clock.today()).days == 10
    if mode == "voters":
        _is_red_after_ten_days(hall)
    for person in (leaving, chosen.person_id, witness):
        structure.sign(chosen.handover or 0, actor=orgs.actor_of(person or 0))
    elections.appointing.finish(hall.fresh(), words="交接完毕", actor=hall.runner)
    assert orgs.holder_of(hall.election.post_id).person_id == chosen.person_id


def _is_red_after_ten_days(hall: Hall) -> None:
    later(9)
    procedures.run_ticks(100)
    assert hall.fresh().matter.light != "red"
    later(2)
    procedures.run_ticks(100)
    assert hall.fresh().matter.light == "red"


def test_two_thirds_of_representatives_are_not_more_than_two_thirds(guangyuan: Any) -> None:
    hall = committee(guangyuan, "representatives")
    hall.assemble(came=40)
    assert elections.assembly.quorum(hall.fresh()).enough is False
    elections.sitting.sign_in(hall.fresh(), hall.electors()[40].pk, actor=hall.runner)
    assert elections.assembly.quorum(hall.fresh()).enough is True


def test_a_run_off_needs_a_third(guangyuan: Any) -> None:
    hall = committee(guangyuan, "voters")
    hall.assemble(came=40)
    hall.officers()
    assert hall.ballot({"c1": 20, "c2": 12, "c3": 8}).elected == []
    assert hall.step == "vote"
    rows, _seats, runoff = elections.sitting.round_of(hall.fresh())
    assert ([n.key for n in rows], runoff) == (["c1", "c2"], True)
    assert hall.ballot({"c1": 13, "c2": 14, "blank": 13}).elected == ["王芳"]
    assert hall.step == "appoint"


@pytest.mark.parametrize(("votes", "elected"), [(13, ["丁一"]), (12, [])])
def test_a_third_of_a_run_off_is_enough_and_less_is_not(guangyuan: Any, votes: int, elected: list[str]) -> None:
    hall = committee(guangyuan, "voters")
    hall.assemble(came=40)
    hall.officers()
    hall.ballot({"c1": 20, "c2": 12, "c3": 8})
    found = hall.ballot({"c1": votes, "c2": 11, "blank": 28 - votes})  # 39 ballots
    assert found.elected == elected
    assert hall.step == ("appoint" if elected else "vote")


def test_votes_for_who_is_written_in_are_ballots_too(guangyuan: Any) -> None:
    hall = committee(guangyuan, "voters")
    hall.assemble(came=40)
    hall.officers()
    found = hall.ballot({"c1": 20, "c2": 4, "other": 16})  # 20 of 40 are not more than half
    assert (found.elected, found.figures["ballots"]) == ([], 40)


def test_who_is_written_in_by_more_than_half_is_elected(guangyuan: Any) -> None:
    hall = committee(guangyuan, "voters")
    hall.assemble(came=40)
    hall.officers()
    elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    plain = {"c1": 10, "c2": 5, "other": 25}
    for wrong in ({"other:王芳": 3}, {"other:选民007": 26}, {"other:选": 3}):  # a candidate; too many; no name
        with pytest.raises(Invalid):
            elections.sitting.count(hall.fresh(), plain | wrong, actor=hall.runner)
    elections.sitting.count(hall.fresh(), plain | {"other:选民007": 22}, actor=hall.runner)
    second = hall.town.actor(hall.second)
    assert elections.sitting.count(hall.fresh(), plain | {"other:选民008": 22}, actor=second) is False  # they disagree
    elections.sitting.count_again(hall.fresh(), actor=hall.runner)
    found = hall.count(plain | {"other:选民007": 22, "other:选民008": 3})
    assert found.elected == ["选民007"]
    assert hall.step == "appoint"
    one = Nominee.objects.get(elected=True)
    assert (one.name, one.place, one.elector and one.elector.name) == ("选民007", None, "选民007")
    assert elections.result.filled(hall.fresh()) == 1


def test_too_few_ballots_make_it_invalid_and_it_begins_again(guangyuan: Any) -> None:
    hall = committee(guangyuan, "voters")
    hall.assemble(came=40)
    hall.officers()
    found = hall.ballot({"c1": 5, "c2": 10})  # 15 papers came back of 40: not more than half of 60
    assert found.verdict is not None
    assert found.verdict["valid"] is False
    assert hall.step == "recommend"


def test_nine_voters_are_too_few(guangyuan: Any) -> None:
    hall = begin(guangyuan, "committee-voters")
    hall.announce()
    hall.register(60)
    for name, n in (("王芳", 9), ("丁一", 10)):
        made = elections.recommending.enter(
            hall.fresh(), name=name, by="voters", channel="paper", source="第1号表",
            voters=[f"选民{i:03d}" for i in range(n)], actor=hall.runner,
        )  # fmt: skip
        one = Nominee.objects.get(pk=made.pk)
        elections.recommending.answer(one, accepted=True, how="同意书", actor=hall.runner)
    later(6)
    with pytest.raises(NotAllowed, match="accepted"):
        elections.recommending.close_recommendation(hall.fresh(), actor=hall.runner)
    elections.recommending.prolong(hall.fresh(), days=3, actor=hall.runner)
    elections.recommending.enter(
        hall.fresh(), name="王芳", by="voters", channel="paper", source="补签", voters=["选民009"], actor=hall.runner
    )
    later(4)
    elections.recommending.close_recommendation(hall.fresh(), actor=hall.runner)
    assert hall.step == "vet"


def recall(found: Any, mode: str, rows: int, signed: int) -> Hall:
    """A demand for the recall of the committee's director, the signatures checked."""
    way = packs.active().election(f"recall-{mode}")
    post = orgs.Post.objects.get(pk=orgs.find_post(list(way.fills), [found.places["shipan"]]))
    runner = _runner(way, found)
    target = orgs.holder_of(post.pk).appointment_id
    assert target is not None
    made = elections.recall.demand(
        way=way.key,
        appointment_id=target,
        words="长期不在岗，居民多次反映没有改进。",
        source="社区档案柜一号盒",
        actor=runner,
    )
    hall = Hall(found, way, runner, made)
    hall.second = "secretary"
    register = elections.opening.open_register(hall.fresh(), actor=runner)
    voting.add_rows(register.pk, [voting.RowDraft(f"选民{n:03d}", f"{n}室") for n in range(rows)], actor=runner)
    voting.publish_register(register.pk, board="residents", actor=runner)
    elections.recall.check(hall.fresh(), electorate_id=register.pk, signatories=signed, actor=runner)
    return hall


def _runner(way: packs.ElectionWay, found: Any) -> Actor:
    post = orgs.find_post(list(way.run_by), [found.places["shipan"]])
    holder = orgs.holder_of(post or 0).person_id
    assert holder is not None
    return orgs.actor_of(holder)


@pytest.mark.parametrize(("mode", "rows", "signed", "goes"), [
    ("voters", 60, 5, False), ("voters", 60, 6, True), ("households", 61, 6, False), ("households", 61, 7, True),
    ("representatives", 60, 19, False), ("representatives", 60, 20, True),
])  # fmt: skip
def test_who_may_demand_a_recall(guangyuan: Any, mode: str, rows: int, signed: int, goes: bool) -> None:
    hall = recall(guangyuan, mode, rows, signed)
    assert hall.fresh().matter.step == ("vote" if goes else "archive")
    if not goes:
        assert hall.election.matter.ending == "explained"


@pytest.mark.parametrize(("agreed", "passes"), [(20, False), (21, True)])
def test_more_than_half_of_those_who_vote_end_the_post(guangyuan: Any, agreed: int, passes: bool) -> None:
    hall = recall(guangyuan, "voters", 60, 10)
    target = hall.election.target
    assert target is not None
    hall.assemble(came=40)
    hall.officers()
    found = hall.ballot({"for": agreed, "against": 40 - agreed})
    assert found.passed is passes
    if not passes:
        assert hall.fresh().matter.state in procedures.OVER
        assert orgs.holder_of(target.post_id).person_id == target.person_id
        return
    assert hall.step == "carry-out"
    elections.recall.carry_out(hall.fresh(), words="罢免通过，职务终止。", actor=hall.runner)
    assert orgs.holder_of(target.post_id).person_id is None
    assert hall.fresh().matter.state in procedures.OVER


def test_nobody_holds_the_recall_of_oneself(guangyuan: Any) -> None:
    hall = recall(guangyuan, "voters", 60, 10)
    target = hall.election.target
    assert target is not None
    with pytest.raises(Forbidden):
        elections.sitting.count(hall.fresh(), {}, actor=orgs.actor_of(target.person_id))
    assert Election.objects.filter(recall=True).count() == 1
