"""Every act of `structure`."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from gongzhi.access.public import Permission as P  # noqa: N817 - ninety lines name it
from gongzhi.core import clock
from gongzhi.structure.actions import (
    adjustments,
    chains,
    cobuilding,
    consultation,
    duties,
    emergency,
    emergency_areas,
    emergency_end,
    emergency_needs,
    emergency_people,
    forming,
    forming_units,
    grid_import,
    grid_undo,
    grids,
    handover,
    meeting_minutes,
    meeting_tasks,
    meetings,
    org_grids,
    pairing,
    portfolios,
    premises,
    renewals,
    sharing,
    staff,
    terms,
    two_way,
)
from gongzhi.structure.queries.grid_kinds import AreaKind
from gongzhi.structure.rules.emergency import Role
from gongzhi.structure.rules.meetings import TopicState
from tests.matrix.acts import Act, W, all_of, any_of, anywhere, everybody, near, nobody, runs_some
from tests.matrix.acts_world import SOON, TODAY, actor_by

PACKAGE = "gongzhi.structure.actions"

ADJUST, APPOINT, HOLD, DUTY = (any_of(p) for p in (P.STRUCTURE_ADJUST, P.ORG_APPOINT, P.MEETING_HOLD, P.DUTY_EDIT))
PREMISES, COBUILDING, GRID = any_of(P.PREMISES_EDIT), any_of(P.COBUILDING_EDIT), any_of(P.GRID_EDIT, P.PLACE_EDIT)
FORMING = any_of(P.FORMING_EDIT)
OPEN, CONFIRM, RUN = (any_of(p) for p in (P.EMERGENCY_OPEN, P.EMERGENCY_CONFIRM, P.EMERGENCY_RUN))
ORDER = emergency.Order("x", "x", TODAY)
NEED = emergency_needs.Need("x", "x", 5, "x", "x", "x")
PROPOSAL = forming.Proposal("x", "x", "x", "")
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}
KIND = AreaKind("x", "x", "grid", 1, None, (), None, None)
ROOM = premises.RoomDraft("x", "x", "x", Decimal(1), "x", TODAY)
GIVEN = cobuilding.Given(0, "x", "x", "x")


def _draft(w: W) -> sharing.SharedDraft:
    return sharing.SharedDraft(w.unit.pk, "room", "x", "x", TODAY)


LETTER = two_way.LetterDraft("x", "x", 0)


def _line(w: W) -> Any:
    """A network in which the leader writes."""
    return SimpleNamespace(post=actor_by(w.leading).posts[0], network=SimpleNamespace(key="x"))


def _case(w: W, step: str) -> Any:
    """A consultation or assessment in a step, held by the unit."""
    matter = SimpleNamespace(step=step, state="open", holder_post_id=w.owner.pk)
    return SimpleNamespace(matter=matter, answer="", binds=True, head_id=None)


def _again(w: W) -> dict[str, Any]:
    return {"reason": "x" * 3, "version": w.plan.version}


ACTS: dict[str, Act] = {
    "adjustments.draft": Act(ADJUST, lambda w, a: adjustments.draft(
        title="x", basis="x", effective_on=SOON, place_id=w.own.pk, actor=a)),
    "adjustments.change": Act(ADJUST, lambda w, a: adjustments.change(w.plan, actor=a, version=1)),
    "adjustments.confirm": Act(ADJUST, lambda w, a: adjustments.confirm(w.plan, actor=a, version=1)),
    "adjustments.withdraw": Act(ADJUST, lambda w, a: adjustments.withdraw(w.plan, actor=a, **_again(w))),
    "chains.set_own_consent": Act(nobody, lambda w, a: chains.set_own_consent(True, actor=a), ("seated",)),
    "chains.set_written_consent": Act(APPOINT, lambda w, a: chains.set_written_consent(
        w.seat.pk, w.seated.person_id, True, actor=a)),
    "cobuilding.sign_agreement": Act(COBUILDING, lambda w, a: cobuilding.sign_agreement(
        w.own.pk, kind="x", title="x", body_id=w.body.pk, unit_id=w.unit.pk, together=[], signed_on=TODAY,
        starts_on=TODAY, ends_on=SOON, actor=a)),
    "cobuilding.end_agreement": Act(COBUILDING, lambda w, a: cobuilding.end_agreement(
        w.agreement.pk, reason="x", actor=a)),
    "cobuilding.commit": Act(COBUILDING, lambda w, a: cobuilding.commit(
        w.agreement.pk, GIVEN, due_on=TODAY, post_id=w.owner.pk, actor=a)),
    "cobuilding.record_given": Act(COBUILDING, lambda w, a: cobuilding.record_given(
        w.agreement.pk, GIVEN, done_on=SOON, evidence="x", actor=a)),
    "cobuilding.finish": Act(nobody, lambda w, a: cobuilding.finish(
        w.commitment.pk, kept=True, words="x", actor=a), ("owning",)),
    "cobuilding.second": Act(all_of(P.COBUILDING_EDIT, P.ORG_APPOINT), lambda w, a: cobuilding.second(
        w.agreement.pk, person="known", post_id=w.owner.pk, starts_on=TODAY, ends_on=SOON, actor=a)),
    "cobuilding.set_tie": Act(COBUILDING, lambda w, a: cobuilding.set_tie(
        w.own.pk, tie="x", body_id=w.body.pk, words="x", since=TODAY, actor=a)),
    "consultation.ask": Act(nobody, lambda w, a: consultation.ask(
        actor=a, post_id=0, change="x", person_id=5, words="x"), ("leading",)),
    "consultation.answer": Act(nobody, lambda w, a: consultation.answer(
        _case(w, "answer"), actor=a, consents=False, reason=""), ("owning",)),
    "consultation.record": Act(nobody, lambda w, a: consultation.record(
        _case(w, "record"), actor=a, done=True, words=""), ("owning",)),
    "consultation.begin_assessments": Act(nobody, lambda w, a: consultation.begin_assessments(
        actor=a, year=1999), ("leading",)),
    "consultation.assess": Act(nobody, lambda w, a: consultation.assess(
        _case(w, "assess"), actor=a, grade="", words=""), ("owning",)),
    "emergency.ask": Act(OPEN, lambda w, a: emergency.ask(
        actor=a, kind=w.emergency.kind, place_id=w.own.pk, order=ORDER, starts_on=TODAY, ends_on=TODAY)),
    "emergency.confirm": Act(CONFIRM, lambda w, a: emergency.confirm(w.emergency, actor=a)),
    "emergency.refuse": Act(CONFIRM, lambda w, a: emergency.refuse(w.emergency, actor=a, reason=""), ("owning",)),
    "emergency.extend": Act(OPEN, lambda w, a: emergency.extend(w.emergency, actor=a, order=ORDER, ends_on=TODAY)),
    "emergency.say": Act(RUN, lambda w, a: emergency.say(w.emergency, actor=a, words="")),
    "emergency_areas.set_area": Act(RUN, lambda w, a: emergency_areas.set_area(w.emergency, w.own.pk, actor=a)),
    "emergency_areas.form_branch": Act(RUN, lambda w, a: emergency_areas.form_branch(
        w.emergency, w.own.pk, actor=a)),
    "emergency_areas.set_secretary": Act(RUN, lambda w, a: emergency_areas.set_secretary(
        w.emergency, w.own.pk, 5, actor=a)),
    "emergency_end.stand_down": Act(OPEN, lambda w, a: emergency_end.stand_down(
        w.emergency, actor=a, order=ORDER)),
    "emergency_needs.take_need": Act(everybody, lambda w, a: emergency_needs.take_need(
        w.emergency, NEED, actor=a)),
    "emergency_people.report_in": Act(runs_some, lambda w, a: emergency_people.report_in(
        w.emergency, actor=a, role=Role.VOLUNTEER, name="x", phone="x", agreed=True, by_staff=True)),
    "emergency_people.assign": Act(RUN, lambda w, a: emergency_people.assign(w.emergency, 5, w.own.pk, actor=a)),
    "emergency_people.forget_helper": Act(runs_some, lambda w, a: emergency_people.forget_helper(
        w.emergency, 5, actor=a)),
    "emergency_people.see_phone": Act(runs_some, lambda w, a: emergency_people.see_phone(
        w.emergency, 5, actor=a, reason="")),
    "emergency_people.put_on_duty": Act(RUN, lambda w, a: emergency_people.put_on_duty(
        w.emergency, 5, actor=a, place_id=w.own.pk, on=TODAY, shift="x")),
    "emergency_people.take_off_duty": Act(RUN, lambda w, a: emergency_people.take_off_duty(
        w.flood, w.emergency_duty.pk, actor=a)),
    "emergency_people.settle": Act(RUN, lambda w, a: emergency_people.settle(w.emergency, TODAY, actor=a)),
    "duties.draft": Act(anywhere(P.DUTY_EDIT), lambda w, a: duties.draft(actor=a, year=1999, from_last_year=False)),
    "duties.write_item": Act(DUTY, lambda w, a: duties.write_item(w.draft, actor=a, title="x", due_on=SOON)),
    "duties.remove_item": Act(DUTY, lambda w, a: duties.remove_item(w.draft, w.draft_item.pk, actor=a)),
    "duties.issue": Act(DUTY, lambda w, a: duties.issue(w.draft, actor=a)),
    "duties.report": Act(DUTY, lambda w, a: duties.report(w.item, actor=a, amount=1, words="x"), ("leading", "seated")),
    "duties.withdraw": Act(DUTY, lambda w, a: duties.withdraw(w.proof, actor=a), ("leading", "seated")),
    "forming.begin": Act(FORMING, lambda w, a: forming.begin(w.unit_due.pk, PROPOSAL, actor=a)),
    "forming.propose_again": Act(nobody, lambda w, a: forming.propose_again(
        w.forming.matter_id, PROPOSAL, actor=a), ("owning",)),
    "forming.establish": Act(nobody, lambda w, a: forming.establish(
        w.forming.matter_id, actor=a, words="x"), ("owning",)),
    "forming.elect": Act(nobody, lambda w, a: forming.elect(
        w.forming.matter_id, actor=a, person_id=w.known), ("owning",)),
    "forming.publish": Act(nobody, lambda w, a: forming.publish(w.forming.matter_id, actor=a, text="x"), ("owning",)),
    "forming.withdraw": Act(FORMING, lambda w, a: forming.withdraw(w.forming.matter_id, actor=a, words="")),
    "forming_units.enter_unit": Act(FORMING, lambda w, a: forming_units.enter_unit(
        kind=w.unit_due.kind, actor=a, name="", place_id=w.own.pk)),
    "forming_units.enter_counts": Act(FORMING, lambda w, a: forming_units.enter_counts(
        w.unit_due.pk, {}, source="", actor=a)),
    "forming_units.close_unit": Act(FORMING, lambda w, a: forming_units.close_unit(w.unit_due.pk, actor=a)),
    "forming_units.recognise": Act(FORMING, lambda w, a: forming_units.recognise(
        w.unit_due.pk, 5, mode="x", form="x", actor=a)),
    "grid_import.plan": Act(GRID, lambda w, a: grid_import.plan(w.own, [], "x", a)),
    "grid_import.perform": Act(GRID, lambda w, a: grid_import.perform(w.own, grid_import.Plan(), actor=a)),
    "grid_undo.undo": Act(GRID, lambda w, a: grid_undo.undo(w.change.pk, actor=a)),
    "grids.require_owner": Act(GRID, lambda w, a: grids.require_owner(a, w.own)),
    "grids.draw": Act(GRID, lambda w, a: grids.draw(w.own.pk, kind=KIND, name="第一网格", geometry=SQUARE, actor=a)),
    "grids.reshape": Act(GRID, lambda w, a: grids.reshape(w.grid.pk, geometry=SQUARE, version=9, actor=a)),
    "grids.split": Act(GRID, lambda w, a: grids.split(
        w.grid.pk, line=None, keeps="x", name="", new_name="x", version=9, actor=a)),
    "grids.merge": Act(GRID, lambda w, a: grids.merge(w.grid.pk, [w.other_grid.pk], versions={}, actor=a)),
    "handover.open_handover": Act(APPOINT, lambda w, a: handover.open_handover(
        actor=a, appointment_id=w.owning.pk, receiver_id=w.receiver, witness_id=w.witness)),
    "handover.compile_again": Act(APPOINT, lambda w, a: handover.compile_again(w.handover.pk, actor=a), ("leading",)),
    "handover.add_line": Act(APPOINT, lambda w, a: handover.add_line(
        w.handover.pk, actor=a, kind="x", text="x"), ("leading",)),
    "handover.drop_line": Act(APPOINT, lambda w, a: handover.drop_line(
        w.handover.pk, w.line.pk, actor=a), ("leading",)),
    "handover.sign": Act(nobody, lambda w, a: handover.sign(w.handover.pk, actor=a),
                         ("leading", "receiver", "witness")),
    "handover.enter_paper": Act(APPOINT, lambda w, a: handover.enter_paper(w.handover.pk, actor=a, file_ids=[])),
    "handover.withdraw": Act(APPOINT, lambda w, a: handover.withdraw(w.handover.pk, actor=a)),
    "meeting_minutes.sign_in": Act(nobody, lambda w, a: meeting_minutes.sign_in(w.begun, actor=a),
                                   ("calling", "leading", "seated")),
    "meeting_minutes.tick": Act(HOLD, lambda w, a: meeting_minutes.tick(w.begun, {}, actor=a)),
    "meeting_minutes.write_minutes": Act(HOLD, lambda w, a: meeting_minutes.write_minutes(
        w.coming, {}, "x", actor=a)),
    "meeting_minutes.close": Act(HOLD, lambda w, a: meeting_minutes.close(w.begun, actor=a)),
    "meeting_tasks.decide": Act(HOLD, lambda w, a: meeting_tasks.decide(
        w.begun, actor=a, title="x", owner=5, due_on=SOON)),
    "meeting_tasks.report": Act(nobody, lambda w, a: meeting_tasks.report(w.task, actor=a, words=""), ("owning",)),
    "meeting_tasks.strike": Act(nobody, lambda w, a: meeting_tasks.strike(w.reported, actor=a, words="x"),
                                ("leading",)),
    "meeting_tasks.return_task": Act(nobody, lambda w, a: meeting_tasks.return_task(w.reported, actor=a, reason=""),
                                     ("leading",)),
    "meetings.call": Act(HOLD, lambda w, a: meetings.call(
        actor=a, kind=w.kind, body_id=w.convening.pk, title="x", topics_until=TODAY, called=[])),
    "meetings.propose": Act(HOLD, lambda w, a: meetings.propose(w.coming, actor=a, title="x", text="x"),
                            ("calling", "leading", "seated")),
    "meetings.choose_topic": Act(HOLD, lambda w, a: meetings.choose_topic(
        w.topic.pk, w.coming, actor=a, state=TopicState.LEFT_OUT)),
    "meetings.raise_topic": Act(HOLD, lambda w, a: meetings.raise_topic(w.topic.pk, w.coming, actor=a)),
    "meetings.invite": Act(HOLD, lambda w, a: meetings.invite(w.coming, actor=a, starts_at=clock.now(), venue="x")),
    "meetings.answer": Act(nobody, lambda w, a: meetings.answer(w.coming, actor=a, comes=True), ("calling",)),
    "meetings.own_guest": Act(nobody, lambda w, a: meetings.own_guest(w.coming, a), ("calling",)),
    "meetings.drop": Act(HOLD, lambda w, a: meetings.drop(w.coming, actor=a, reason="")),
    "org_grids.set_up": Act(GRID, lambda w, a: org_grids.set_up(w.own, kind="x", name="x", actor=a)),
    "org_grids.change": Act(GRID, lambda w, a: org_grids.change(
        w.org_grid.pk, kind="x", name="x", version=9, actor=a)),
    "org_grids.close": Act(GRID, lambda w, a: org_grids.close(w.org_grid.pk, version=9, actor=a)),
    "pairing.pair": Act(APPOINT, lambda w, a: pairing.pair(
        actor=a, kind="x", post_id=w.leader.pk, place_id=w.own.pk, starts_on=TODAY)),
    "pairing.end": Act(APPOINT, lambda w, a: pairing.end(w.pair, actor=a, ends_on=TODAY)),
    "pairing.visit": Act(HOLD, lambda w, a: pairing.visit(w.pair, actor=a, on=SOON, words="x"), ("leading",)),
    "pairing.problem": Act(HOLD, lambda w, a: pairing.problem(
        w.visit, actor=a, title="x", owner=5, due_on=SOON), ("leading",)),
    "pairing.send": Act(HOLD, lambda w, a: pairing.send(w.pair, actor=a, month=SOON, words="x"), ("leading",)),
    "pairing.instruct": Act(nobody, lambda w, a: pairing.instruct(
        w.report, actor=a, words="x", owner=5, due_on=SOON), ("leading",)),
    "portfolios.assign": Act(APPOINT, lambda w, a: portfolios.assign(
        w.own.pk, line="x", leader_id=w.leader.pk, office_id=w.body.pk, since=TODAY, actor=a)),
    "portfolios.set_lines": Act(APPOINT, lambda w, a: portfolios.set_lines(
        w.leading.pk, first="x", second="", actor=a)),
    "portfolios.form_team": Act(APPOINT, lambda w, a: portfolios.form_team(
        w.own.pk, line="x", title="x", leader_id=w.leader.pk, expected_on=SOON, appointment_ids=[], actor=a)),
    "portfolios.release_team": Act(APPOINT, lambda w, a: portfolios.release_team(w.team.pk, outcome="x", actor=a)),
    "premises.add_room": Act(PREMISES, lambda w, a: premises.add_room(w.own.pk, ROOM, actor=a)),
    "premises.change_room": Act(PREMISES, lambda w, a: premises.change_room(w.room.pk, ROOM, version=9, actor=a)),
    "premises.end_room": Act(PREMISES, lambda w, a: premises.end_room(w.room.pk, until=TODAY, actor=a)),
    "premises.add_estate": Act(PREMISES, lambda w, a: premises.add_estate(
        w.own.pk, name="x", developer="x", households=1, expected_on=SOON, actor=a)),
    "premises.reach_stage": Act(PREMISES, lambda w, a: premises.reach_stage(
        w.estate.pk, stage="x", on=TODAY, square_metres=Decimal(1), evidence="x", actor=a)),
    "premises.take_back_stage": Act(PREMISES, lambda w, a: premises.take_back_stage(w.estate.pk, actor=a)),
    "premises.close_estate": Act(PREMISES, lambda w, a: premises.close_estate(w.estate.pk, reason="x", actor=a)),
    "premises.put_up_sign": Act(PREMISES, lambda w, a: premises.put_up_sign(
        w.own.pk, kind="x", words="x", where="x", since=TODAY, actor=a)),
    "premises.take_down_sign": Act(PREMISES, lambda w, a: premises.take_down_sign(w.sign.pk, actor=a)),
    "sharing.offer_shared": Act(COBUILDING, lambda w, a: sharing.offer_shared(
        w.own.pk, _draft(w), actor=a), ("owning",)),
    "sharing.end_shared": Act(COBUILDING, lambda w, a: sharing.end_shared(
        w.shared.pk, until=TODAY, actor=a), ("owning",)),
    "sharing.book": Act(near, lambda w, a: sharing.book(w.shared.pk, [], purpose="x", actor=a)),
    "sharing.decide": Act(COBUILDING, lambda w, a: sharing.decide(w.booking.pk, confirm=True, actor=a), ("owning",)),
    "sharing.cancel": Act(COBUILDING, lambda w, a: sharing.cancel(
        w.booking.pk, reason="x", actor=a), ("owning", "calling")),
    "staff.write_record": Act(APPOINT, lambda w, a: staff.write_record(w.staff.pk, actor=a)),
    "staff.set_step": Act(APPOINT, lambda w, a: staff.set_step(
        w.staff.pk, actor=a, post="x", step=1, starts_on=TODAY)),
    "staff.note_event": Act(APPOINT, lambda w, a: staff.note_event(w.staff.pk, actor=a, kind="x", happened_on=TODAY)),
    "staff.leave": Act(APPOINT, lambda w, a: staff.leave(w.staff.pk, actor=a, reason="x", left_on=TODAY)),
    "terms.appoint_member": Act(APPOINT, lambda w, a: terms.appoint_member(
        actor=a, body_id=w.body.pk, person_id=w.known, source="x")),
    "terms.describe_member": Act(APPOINT, lambda w, a: terms.describe_member(w.seated.pk, actor=a, source="x")),
    "terms.begin_change": Act(APPOINT, lambda w, a: terms.begin_change(
        actor=a, body_id=w.body.pk, reason="x", words="x")),
    "terms.note_duty": Act(APPOINT, lambda w, a: terms.note_duty(
        w.seated.pk, actor=a, duty="x", done_on=TODAY, text="x"), ("seated",)),
    "terms.set_election": Act(APPOINT, lambda w, a: terms.set_election(w.body.pk, next_on=SOON, actor=a)),
    "terms.set_legal_status": Act(APPOINT, lambda w, a: terms.set_legal_status(w.body.pk, status="x", actor=a)),
    "renewals.renew": Act(APPOINT, lambda w, a: renewals.renew(w.body.pk, actor=a, starts_on=TODAY, continuing=[])),
    "renewals.undo_renewal": Act(APPOINT, lambda w, a: renewals.undo_renewal(w.body.pk, actor=a)),
    "two_way.send_down": Act(nobody, lambda w, a: two_way.send_down(
        _line(w), LETTER, kinds=[], place_ids=[], actor=a), ("leading",)),
    "two_way.send_up": Act(nobody, lambda w, a: two_way.send_up(
        _line(w), LETTER, post_id=w.owner.pk, actor=a), ("leading",)),
    "two_way.read": Act(nobody, lambda w, a: two_way.read(w.part, actor=a), ("owning",)),
    "two_way.answer": Act(nobody, lambda w, a: two_way.answer(w.part, actor=a, words=""), ("owning",)),
    "two_way.ask": Act(nobody, lambda w, a: two_way.ask(w.part, actor=a, words=""), ("leading",)),
    "two_way.remind": Act(nobody, lambda w, a: two_way.remind(w.letter, actor=a), ("leading",)),
    "two_way.take_back": Act(nobody, lambda w, a: two_way.take_back(w.letter, actor=a, reason=""), ("leading",)),
}  # fmt: skip

# not acts of a person: parts of acts that have asked already, and what the engine calls
INSIDE = {
    "cobuilding.on_closed",
    "forming.on_closed",
    "grids.finish",
    "meeting_tasks.give",
    "meetings.record",
    "notify.on_effect",
    "papers.note",
    "terms.write_membership",
}
