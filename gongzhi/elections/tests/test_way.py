"""The whole way of an election, from the announcement to the hand-over."""

from __future__ import annotations

import pytest

from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.elections import public as elections
from gongzhi.elections.models import Nominee
from gongzhi.elections.tests.conftest import Hall
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.structure import public as structure
from gongzhi.voting import public as voting

pytestmark = pytest.mark.django_db


def test_the_secretary_is_elected_and_takes_over(hall: Hall) -> None:
    hall.to_vote()
    assert hall.step == "vote"
    assert [n.name for n in elections.elections.candidates(hall.election)] == ["丁一", "王芳", "李建国"]  # by strokes
    hall.assemble()
    hall.officers()
    found = hall.ballot({"c1": 30, "c2": 60, "c3": 3, "blank": 1, "invalid": 1})
    assert found.elected == ["王芳"]
    assert hall.step == "approve"
    elections.appointing.approve(hall.fresh(), approved=True, actor=hall.other())
    assert hall.step == "appoint"
    assert hall.fresh().matter.holder_post_id == hall.election.runner_id
    chosen, loser = (Nominee.objects.get(name=n) for n in ("王芳", "丁一"))
    with pytest.raises(NotAllowed):
        elections.appointing.appoint(hall.fresh(), loser, actor=hall.runner)
    witness = hall.town.holders["convener"][0]
    before = orgs.Appointment.objects.get(orgs.in_force(hall.election.created_at), post=hall.election.post_id)
    chosen = elections.appointing.appoint(hall.fresh(), chosen, actor=hall.runner, witness_id=witness)
    assert hall.step == "handover"
    with pytest.raises(NotAllowed):
        elections.appointing.finish(hall.fresh(), words="交接完毕", actor=hall.runner)
    for person in (before.person_id, chosen.person_id, witness):
        structure.sign(chosen.handover or 0, actor=orgs.actor_of(person or 0))
    elections.appointing.finish(hall.fresh(), words="已交接完毕", actor=hall.runner)
    assert hall.fresh().matter.state in procedures.OVER
    assert orgs.holder_of(hall.election.post_id).person_id == chosen.person_id
    given = orgs.Appointment.objects.get(person=chosen.person_id, post=hall.election.post_id)
    assert given.basis == "elected"
    assert given.ends_on is not None
    assert given.ends_on.year == given.starts_on.year + 5


def test_nobody_else_is_appointed_meanwhile(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble()
    hall.officers()
    hall.ballot({"c1": 30, "c2": 60, "c3": 5})
    other = people.create_person(name="别人")
    old = orgs.holder_of(hall.election.post_id).appointment_id
    assert old is not None
    orgs.end_appointment(old, actor=hall.town.actor("admin"))
    with pytest.raises(NotAllowed):
        orgs.appoint(actor=hall.town.actor("admin"), person_id=other.pk, post_id=hall.election.post_id)


def test_two_counts_that_differ_stop_everything(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble()
    hall.officers()
    elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    second = hall.town.actor("convener")
    assert not elections.sitting.count(hall.fresh(), {"c1": 40, "c2": 55}, actor=hall.runner)
    with pytest.raises(Forbidden):
        elections.sitting.count(hall.fresh(), {"c1": 40, "c2": 55}, actor=hall.runner)
    assert not elections.sitting.count(hall.fresh(), {"c1": 41, "c2": 54}, actor=second)
    with pytest.raises(NotAllowed):
        elections.result.release(hall.fresh(), actor=hall.runner)
    with pytest.raises(NotAllowed):
        elections.sitting.count(hall.fresh(), {"c1": 40, "c2": 55}, actor=second)
    elections.sitting.count_again(hall.fresh(), actor=hall.runner)
    assert hall.count({"c1": 40, "c2": 55}).elected == ["王芳"]


def test_more_papers_than_were_given_out_make_the_ballot_void(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble()
    hall.officers()
    elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    with pytest.raises(Invalid):
        elections.sitting.count(hall.fresh(), {"c1": 40, "c2": 56}, actor=hall.runner)
    elections.sitting.void_ballot(hall.fresh(), reason="收回选票多于发出选票", actor=hall.runner)
    assert hall.ballot({"c1": 40, "c2": 55}).elected == ["王芳"]


def test_no_quorum_no_ballot_and_who_comes_late_gets_one(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble(came=79)
    hall.officers()
    assert elections.assembly.quorum(hall.fresh()).enough is False
    with pytest.raises(NotAllowed):
        elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    rows = hall.electors()
    elections.sitting.sign_in(hall.fresh(), rows[79].pk, actor=hall.runner)
    poll = elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    elections.sitting.sign_in(hall.fresh(), rows[80].pk, actor=hall.runner)
    assert voting.turnout_of(poll).voted == 81
    with pytest.raises(Conflict):
        elections.sitting.sign_in(hall.fresh(), rows[80].pk, actor=hall.runner)
    with pytest.raises(NotAllowed):
        elections.sitting.sign_in(hall.fresh(), rows[80].pk, actor=hall.runner, here=False)


def test_a_candidate_watches_over_nothing(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble(came=100)
    stands = next(e for e in hall.electors() if e.name == "王芳")
    with pytest.raises(NotAllowed, match="stands"):
        elections.sitting.name_officer(hall.fresh(), stands.pk, "scrutineer", actor=hall.runner)


def test_half_of_those_present_is_not_enough_then_the_first_two_stand_again(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble(came=100)
    hall.officers()
    found = hall.ballot({"c1": 50, "c2": 30, "c3": 20})  # 50 of 100 is no majority
    assert found.elected == []
    assert hall.step == "vote"
    rows, seats, runoff = elections.sitting.round_of(hall.fresh())
    assert ([n.name for n in rows], seats, runoff) == (["丁一", "王芳"], 1, False)
    assert hall.ballot({"c1": 51, "c2": 49}).elected == ["丁一"]
    assert hall.step == "approve"


def test_who_is_not_fit_is_told_and_too_few_go_back(hall: Hall) -> None:
    hall.announce()
    hall.register()
    hall.recommend()
    with pytest.raises(Forbidden):
        elections.vetting.vet(Nominee.objects.get(name="王芳"), fit=True, actor=hall.runner)
    hall.vet(unfit=("王芳", "丁一"))
    assert hall.step == "recommend"
    assert hall.fresh().matter.holder_post_id == hall.election.runner_id
    assert Nominee.objects.get(name="王芳").reason == "不符合任职条件"


def test_refused_results_begin_again(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble()
    hall.officers()
    hall.ballot({"c1": 30, "c2": 60, "c3": 5})
    with pytest.raises(Forbidden):
        elections.appointing.approve(hall.fresh(), approved=True, actor=hall.runner)
    elections.appointing.approve(hall.fresh(), approved=False, reason="程序有误，重新推荐", actor=hall.other())
    assert hall.step == "recommend"
    assert not Nominee.objects.exclude(elected=None).exists()


def test_votes_for_who_is_written_in_count_for_nobody_else(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble()
    hall.officers()
    found = hall.ballot({"c1": 30, "c2": 50, "c3": 5, "other": 8, "blank": 2})
    assert found.elected == ["王芳"]
    assert ("另选他人", 8, None) in found.lines
