"""One of everything that an act of the structure is about, and somebody at each place who could do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from gongzhi.access.public import SYSTEM, Actor, ActorKind, HeldPost
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.standards.models import Gap
from gongzhi.structure import models as m
from gongzhi.structure.actions import adjustments, handover, meeting_tasks
from gongzhi.structure.rules.meetings import MeetingState, TopicState
from gongzhi.structure.tests.zone import known, place

DAY, TODAY, SOON = date(2026, 1, 1), date(2026, 3, 2), date(2026, 3, 20)
RELATIONS = ("own", "parent", "sibling", "child")


def save(row: Any) -> Any:
    row.save(force_insert=True)
    return row


def world() -> SimpleNamespace:
    """Everything stands at the community `own`; roles stand in bodies of their own, and in no list."""
    w = SimpleNamespace()
    top = place("county", "经开区", DAY)
    parent = place("town", "盘龙镇", DAY, top)
    own = place("community", "石盘社区", DAY, parent)
    w.places = {"own": own, "parent": parent, "sibling": place("community", "别的社区", DAY, parent)}
    w.places["child"] = w.grid = place("grid", "第一网格", DAY, own)
    w.other_grid = place("grid", "第二网格", DAY, own)
    w.own = own
    w.roles = {where: _holder(where, w.places[where]) for where in RELATIONS}
    w.body = body("community_party", "大党委", own)
    w.unit = body("company", "物业公司", own)
    w.guest = body("neighbourhood_unit", "来开会的单位", own)
    w.leader, w.leading = held(w.body, "party_secretary", "书记", leads=True)
    w.owner, w.owning = held(w.unit, "property_manager", "经理")
    w.called, w.calling = held(w.guest, "x", "联络员")
    w.seat, w.seated = held(w.body, "concurrent_member", "兼职委员", seats=5)
    w.staff_post, w.staff = held(w.body, "committee_director", "主任")
    w.known = known("已知的人", "known").pk
    save(m.Renewal(body=w.body, starts_on=SOON))
    _plans(w)
    _meetings(w)
    _rooms(w)
    _people(w)
    return w


def body(kind: str, name: str, at: Any) -> orgs.Body:
    return orgs.add_body(actor=SYSTEM, kind=kind, name=name, place_id=at.pk, starts_on=DAY)


def held(body: orgs.Body, kind: str, title: str, **more: Any) -> tuple[orgs.Post, orgs.Appointment]:
    post = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind=kind, title=title, **more)
    person = people.create_person(name=title)
    return post, orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post.pk, starts_on=DAY)


def _holder(where: str, at: Any) -> orgs.Appointment:
    return held(body("x", f"别处 {where}", at), "x", f"某人 {where}")[1]


def actor_by(appointment: orgs.Appointment, permissions: frozenset[str] = frozenset(), kind: str = "x") -> Actor:
    """Whoever holds by this appointment, with these permissions in place of the pack's."""
    post = appointment.post
    held = HeldPost(post.pk, kind, post.body_id, post.place_id, permissions, appointment.pk)
    return Actor(ActorKind.STAFF, person_id=appointment.person_id, posts=(held,))


def _plans(w: SimpleNamespace) -> None:
    w.plan = adjustments.draft(title="方案", basis="文", effective_on=SOON, place_id=w.own.pk, actor=SYSTEM)
    w.change = save(m.GridChange(community=w.own, verb="drawn", names="x", before={"versions": {}}))
    w.org_grid = save(m.OrgGrid(community=w.own, kind="x", name="组", starts_on=DAY))
    gap = {"rule": "x", "unit_id": 5, "unit": "u", "since": DAY, "shown_above_on": DAY, "opened_at": clock.now()}
    w.gap = save(Gap(place=w.own, home=w.own, owner_post=w.leader, **gap))


def _meetings(w: SimpleNamespace) -> None:
    fields = {"kind": "x", "title": "会", "body": w.body, "place": w.own, "post": w.leader, "topics_until": SOON}
    w.coming = save(m.JointMeeting(**fields))
    w.begun = save(m.JointMeeting(**fields, state=MeetingState.INVITED.value, starts_at=clock.now()))
    for meeting in (w.coming, w.begun):
        save(m.Guest(meeting=meeting, side="x", body=w.guest, post=w.called))
    topic = {"meeting": w.coming, "position": 1, "title": "题", "body": w.guest}
    w.topic = save(m.Topic(**topic, state=TopicState.AGENDA.value))
    w.task = _task(w)
    w.reported = _task(w)
    meeting_tasks.report(w.reported, actor=actor_by(w.owning), words="好了")
    w.reported = m.GivenTask.objects.select_related("matter").get(pk=w.reported.pk)
    letter = {"network": "x", "sender": w.leader, "place": w.own, "subject": "x", "words": "x", "parts_number": 1}
    w.letter = save(m.Letter(**letter, answer_by=clock.now()))
    w.part = save(m.LetterPart(matter=_task(w).matter, letter=w.letter, post=w.owner))
    w.pair = save(m.LeaderPair(kind="x", post=w.leader, place=w.own, starts_on=DAY))
    w.visit = save(m.Visit(pair=w.pair, on=DAY, words="x", post=w.leader))
    w.report = save(m.MonthReport(pair=w.pair, month=DAY, figures={}))
    sheet = {"year": 2026, "title": "单", "body": w.body, "place": w.own}
    w.draft = save(m.DutySheet(**sheet, template="a"))
    w.draft_item = save(m.DutyItem(sheet=w.draft, position=1, title="项", due_on=SOON))
    w.issued = save(m.DutySheet(**sheet, template="b", state="issued"))
    w.item = save(m.DutyItem(sheet=w.issued, position=1, title="项", due_on=SOON, done=1))
    w.proof = save(m.DutyProof(item=w.item, amount=1, words="x"))


def _task(w: SimpleNamespace) -> m.GivenTask:
    return meeting_tasks.give(
        actor=SYSTEM, title="修灯", owner=w.owner.pk, giver=w.leader.pk, due_on=SOON, place_id=w.own.pk
    )


def _rooms(w: SimpleNamespace) -> None:
    w.room = save(m.Room(place=w.own, kind="office", basis="own", name="室", square_metres=Decimal(9), since=DAY))
    estate = {"name": "小区", "developer": "公司", "households": 50, "expected_on": SOON}
    w.estate = save(m.Estate(place=w.own, **estate))
    w.sign = save(m.Sign(place=w.own, kind="x", words="牌", where="门", since=DAY))
    days = {"signed_on": DAY, "starts_on": DAY, "ends_on": SOON}
    w.agreement = save(m.Agreement(place=w.own, kind="x", title="协议", body=w.body, unit=w.unit, **days))
    matter = procedures.open_matter(
        kind="commitment", procedure="commitment", place_id=w.own.pk, title="出车", holder_post=w.owner.pk, actor=SYSTEM
    )
    sides = {"giver": w.unit, "receiver": w.body, "together": "x", "support": "x", "words": "出车", "due_on": SOON}
    w.commitment = save(m.Commitment(agreement=w.agreement, matter=matter.pk, post=w.owner, **sides))
    hours = {"days": "1234567", "opens": time(9), "closes": time(18)}
    w.shared = save(
        m.Shared(place=w.own, owner=w.unit, kind="room", name="厅", where="x", since=DAY, **hours)
    )  # fmt: skip
    start = clock.now().replace(hour=6)
    booked = {"starts_at": start, "ends_at": start.replace(hour=8), "purpose": "会"}
    w.booking = save(m.Booking(shared=w.shared, body=w.guest, state="asked", **booked))
    kinds = packs.active().forming.units  # type: ignore[union-attr]
    kind = next(k.key for k in kinds if not (k.levels or k.body_kinds or k.estates))
    w.unit_due = save(m.FormingUnit(kind=kind, name="商圈", place=w.own, since=DAY))
    asked = {"unit": w.unit_due, "mode": "x", "form": "x", "name": "党支部", "post_title": "书记"}
    w.forming = save(m.Forming(matter=_task(w).matter, **asked))
    plan = {"kind": packs.active().emergencies[0].key, "starts_on": TODAY, "ends_on": SOON}
    w.emergency = save(m.Emergency(place=w.own, **plan, asked_by=w.owning.pk))
    w.flood = save(m.Emergency(place=w.own, **plan | {"kind": "x"}, state="open"))
    area = save(m.EmergencyArea(emergency=w.flood, place=w.own))
    helper = save(m.EmergencyHelper(emergency=w.flood, role="volunteer", sealed="x", index="x", on=TODAY, consent="x"))
    w.emergency_duty = save(m.EmergencyDuty(emergency=w.flood, area=area, helper=helper, on=TODAY, shift="x"))
    w.team = save(
        m.SurgeTeam(place=w.own, line="x", title="队", leader=w.leader, formed_on=DAY, expected_on=SOON)
    )  # fmt: skip


def _people(w: SimpleNamespace) -> None:
    w.receiver, w.witness = (people.create_person(name=n).pk for n in ("接", "监"))
    w.handover = handover.open_handover(
        actor=SYSTEM, appointment_id=w.leading.pk, receiver_id=w.receiver, witness_id=w.witness
    )
    w.line = save(m.HandoverLine(handover=w.handover, kind="key", text="钥匙"))


def person(who: int) -> Actor:
    """Somebody without any post."""
    return replace(Actor(ActorKind.STAFF), person_id=who)
