"""Concurrent members: appointed within the rules, replaced by procedure, renewed with the committee, told in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.core import clock
from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.measures import Asked
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.structure.models import DutyDone, Election, MemberChange, Membership, TermNotice
from gongzhi.structure.public import (
    appoint_member,
    begin_change,
    concurrent_members,
    legal_status,
    renew,
    set_election,
    tell_terms,
    undo_renewal,
)
from gongzhi.structure.queries import body_lines, terms
from gongzhi.structure.rules.terms import last_day, longest, months_after, stages_reached, term_end
from gongzhi.structure.tests.zone import browser, known, zone

__all__ = ["zone"]


def member(zone: SimpleNamespace, name: str = "赵委员", **more: Any) -> Membership:
    person = people.create_person(name=name)
    fields = {"source": "agency", "unit": "开发区税务局", "person_id": person.pk} | more
    return appoint_member(actor=zone.actor("secretary"), body_id=zone.bodies["committee"].pk, **fields)


def test_when_terms_end() -> None:
    first = date(2026, 3, 2)
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert last_day(first, 36) == date(2029, 3, 1)
    election = date(2028, 6, 1)
    assert term_end(first, 36, round_=1, election=election, with_committee=True) == date(2028, 5, 31)
    assert term_end(first, 36, round_=2, election=election, with_committee=True) == date(2029, 3, 1)
    assert term_end(first, 36, round_=1, election=None, with_committee=True) == date(2029, 3, 1)
    assert longest(first, 36, election=date(2030, 1, 1)) == date(2029, 12, 31)
    assert stages_reached(date(2026, 3, 27), first, (90, 30, 0)) == [90, 30]
    assert stages_reached(date(2026, 3, 1), first, (90, 30, 0)) == []


def test_a_member_is_appointed_for_three_years_from_a_named_source(zone: SimpleNamespace) -> None:
    made = member(zone)
    assert (made.appointment.ends_on, made.round) == (date(2029, 3, 1), 1)
    assert made.appointment.basis == "concurrent"
    with pytest.raises(Invalid):
        member(zone, source="cousin")
    with pytest.raises(Invalid):
        member(zone, ends_on=date(2030, 1, 1))
    with pytest.raises(Forbidden):
        appoint_member(
            actor=zone.actor("stranger"), body_id=zone.bodies["committee"].pk, person_id=made.appointment.person_id,
            source="agency",
        )  # fmt: skip
    for n in range(4):
        member(zone, f"委员{n}")
    with pytest.raises(Conflict):
        member(zone, "第六人")


def test_the_first_round_ends_with_the_committee(zone: SimpleNamespace) -> None:
    set_election(zone.bodies["committee"].pk, next_on=date(2027, 9, 1), actor=zone.actor("secretary"))
    assert member(zone).appointment.ends_on == date(2027, 8, 31)


def test_a_seat_is_filled_by_the_procedure(zone: SimpleNamespace) -> None:
    old = member(zone, "不来的委员")
    secretary, leader = zone.actor("secretary"), zone.actor("leader")
    body_id = zone.bodies["committee"].pk
    matter = begin_change(
        actor=secretary, body_id=body_id, reason="inactive", words="一年没有到会", leaves_id=old.appointment_id
    )
    with pytest.raises(Conflict):
        begin_change(actor=secretary, body_id=body_id, reason="inactive", words="再来", leaves_id=old.appointment_id)
    procedures.choose(matter.pk, outcome="nominated", actor=secretary, internal_text="税务局推荐了一位")
    procedures.accept(matter.pk, actor=leader)
    matter = procedures.choose(matter.pk, outcome="agreed", actor=leader, internal_text="同意")
    assert matter.step == "appoint"
    new = people.create_person(name="新委员")
    director = zone.actor("director")
    if matter.offered_post_id:
        procedures.accept(matter.pk, actor=director)
    page = zone.browser("director").get(f"/desk/structure/matters/{matter.pk}/").content.decode()
    assert f"/desk/structure/terms/{body_id}/" in page
    made = appoint_member(
        actor=director, body_id=body_id, person_id=new.pk, source="police", matter_id=matter.pk, role="deputy"
    )
    assert procedures.Matter.objects.get(pk=matter.pk).ending == "solved"
    assert MemberChange.objects.get().comes_id == made.appointment_id
    assert orgs.actor_of(old.appointment.person_id).posts == ()  # access ended at once


def test_the_whole_body_is_renewed_in_one_act(zone: SimpleNamespace) -> None:
    stays, leaves = member(zone, "留任"), member(zone, "离任")
    committee = zone.bodies["committee"]
    post = zone.posts["secretary"]
    old = orgs.Appointment.objects.get(post=post)
    first = date(2026, 9, 1)
    done = renew(
        committee.pk, actor=zone.actor("secretary"), starts_on=first, continuing=[stays.appointment_id, old.pk]
    )
    assert done == (2, 1)
    again = Membership.objects.get(round=2)
    assert (again.appointment.person_id, again.unit) == (stays.appointment.person_id, "开发区税务局")
    assert (again.appointment.starts_on, again.appointment.ends_on) == (first, date(2029, 8, 31))
    assert Election.objects.get(body=committee).next_on == date(2029, 9, 1)
    with clock.use(clock.ManualClock(datetime(2026, 8, 31, 23, 59, tzinfo=SHANGHAI))):
        assert orgs.actor_of(leaves.appointment.person_id).posts
        assert len(orgs.actor_of(stays.appointment.person_id).posts) == 1
    with clock.use(clock.ManualClock(datetime(2026, 9, 1, 0, 0, tzinfo=SHANGHAI))):
        assert orgs.actor_of(leaves.appointment.person_id).posts == ()
        assert len(orgs.actor_of(stays.appointment.person_id).posts) == 1
        assert orgs.actor_of(old.person_id).post_ids == {post.pk}
    with pytest.raises(Conflict):  # a second time: nothing half done
        renew(committee.pk, actor=zone.actor("secretary"), starts_on=first, continuing=[])
    assert Membership.objects.filter(round=2).count() == 1


def test_a_renewal_is_taken_back_within_the_week(zone: SimpleNamespace) -> None:
    stays, leaves = member(zone, "留任"), member(zone, "离任")
    committee, actor = zone.bodies["committee"].pk, zone.actor("secretary")
    ends = list(orgs.Appointment.objects.order_by("id").values_list("id", "ends_on", "ended_at"))
    first = date(2026, 9, 1)
    with pytest.raises(NotFound):
        undo_renewal(committee, actor=actor)
    renew(committee, actor=actor, starts_on=first, continuing=[stays.appointment_id])
    page = zone.browser("secretary").get(f"/desk/structure/terms/{committee}/").content.decode()
    assert "撤回换届" in page
    seats = {s.name: s.until for p in terms.body_sheet(committee, actor).line.posts for s in p.seats if p.member}
    assert seats == {"留任": date(2029, 8, 31), "离任": date(2026, 8, 31)}  # as they stand now, not as before
    with pytest.raises(Forbidden):
        undo_renewal(committee, actor=zone.actor("stranger"))
    assert zone.browser("secretary").post(f"/desk/structure/terms/{committee}/undo-renewal/").status_code == 302
    assert list(orgs.Appointment.objects.filter(pk__in=[e[0] for e in ends]).order_by("id").values_list(
        "id", "ends_on", "ended_at")) == ends  # fmt: skip
    assert not Election.objects.filter(body=committee).exists()
    assert not Membership.objects.filter(round=2).exists()
    with clock.use(clock.ManualClock(datetime(2026, 9, 1, 0, 1, tzinfo=SHANGHAI))):
        assert orgs.actor_of(leaves.appointment.person_id).posts  # the old term goes on, and there is one alone
        assert len(orgs.actor_of(stays.appointment.person_id).posts) == 1
    page = zone.browser("secretary").get(f"/desk/structure/terms/{committee}/").content.decode()
    assert "撤回换届" not in page
    assert "2026-09-01" not in page  # what never began is no earlier term
    with pytest.raises(Conflict):
        undo_renewal(committee, actor=actor)
    renew(committee, actor=actor, starts_on=first, continuing=[stays.appointment_id])  # and anew
    made = orgs.Appointment.objects.get(person=stays.appointment.person_id, starts_on=first, ended_at=None)
    with clock.use(clock.ManualClock(clock.now() + timedelta(days=8))), pytest.raises(NotAllowed):
        undo_renewal(committee, actor=actor)
    orgs.end_appointment(made.pk, actor=actor)
    with pytest.raises(Conflict):  # somebody of the new term has left: nothing half done
        undo_renewal(committee, actor=actor)
    assert orgs.Appointment.objects.get(pk=leaves.appointment_id).ended_at is not None


def test_a_renewal_in_the_past_or_of_others_is_refused(zone: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        renew(zone.bodies["committee"].pk, actor=zone.actor("secretary"), starts_on=date(2026, 3, 1), continuing=[])
    with pytest.raises(Invalid):
        renew(zone.bodies["committee"].pk, actor=zone.actor("secretary"), starts_on=date(2026, 4, 1), continuing=[1])


def told(person_id: int) -> list[str]:
    return [m.key for m in reversed(notices.inbox(person_id).items) if m.key.startswith("term-")]


def test_holder_and_leader_hear_90_30_and_0_days_before_each_once(zone: SimpleNamespace, manual_clock: Any) -> None:
    made = member(zone)
    mine, leader = made.appointment.person_id, zone.people["secretary"][0]
    ends = datetime(2029, 3, 1, 9, tzinfo=SHANGHAI)
    for days, number in ((91, 0), (90, 1), (60, 1), (30, 2), (1, 2), (0, 3)):
        manual_clock.set(ends - timedelta(days=days))
        tell_terms()
        assert tell_terms() == 0
        assert (len(told(mine)), len(told(leader))) == (number, number), days
        assert orgs.actor_of(mine).posts
    manual_clock.set(datetime(2029, 3, 2, 0, 0, tzinfo=SHANGHAI))
    assert tell_terms() == 0
    assert orgs.actor_of(mine).posts == ()  # access ended with the term


def test_late_is_told_once_and_renewed_not_at_all(zone: SimpleNamespace, manual_clock: Any) -> None:
    late = member(zone, "短任期", ends_on=date(2026, 3, 20))
    assert tell_terms() == 1  # both stages have passed: one message
    assert told(late.appointment.person_id) == [f"term-{late.appointment_id}-30"]
    assert TermNotice.objects.filter(appointment=late.appointment).count() == 2
    calm = member(zone, "已续任", ends_on=date(2026, 4, 30))
    renew(
        zone.bodies["committee"].pk, actor=zone.actor("secretary"), starts_on=date(2026, 4, 15),
        continuing=[calm.appointment_id],
    )  # fmt: skip
    assert told(calm.appointment.person_id) == []


def test_the_measure_counts_each_body(zone: SimpleNamespace) -> None:
    for n in range(2):
        member(zone, f"委员{n}")
    found = list(concurrent_members(Asked(on=date(2026, 3, 2), body_kinds=("community_party",))))
    assert [(m.unit, m.value) for m in found] == [("石盘社区大党委", 2.0), ("别的社区大党委", 0.0)]
    inside = Asked(on=date(2026, 3, 2), body_kinds=("community_party",), within=(zone.other.pk,))
    assert [m.unit for m in concurrent_members(inside)] == ["别的社区大党委"]


def test_pages_show_and_do_it(
    zone: SimpleNamespace, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secretary = zone.browser("secretary")
    body = f"/desk/structure/terms/{zone.bodies['committee'].pk}/"
    known("郑所长", "zheng")
    form = {"person": "zheng", "source": "police", "role": "deputy", "unit": "石盘派出所", "starts_on": "2026-03-02"}
    assert secretary.post(f"{body}appoint/", form | {"person": "nobody"}).status_code == 422
    assert secretary.post(f"{body}appoint/", form | {"source": ""}).status_code == 422
    assert secretary.post(f"{body}appoint/", form).status_code == 302
    made = Membership.objects.get()
    duty = {"appointment": made.appointment_id, "duty": "gather", "done_on": "2026-03-02", "text": "带来三条意见"}
    assert secretary.post(f"{body}duty/", duty | {"done_on": "2026-03-09"}).status_code == 422
    own = browser(made.appointment.person_id)
    assert own.post(f"{body}duty/", duty).status_code == 302  # the member's own
    assert DutyDone.objects.count() == 1
    assert own.post(f"{body}appoint/", form).status_code == 403  # but appoints nobody
    monkeypatch.setattr(body_lines, "_attended", [lambda ids: dict.fromkeys(ids, (3, 4))])
    with django_assert_max_num_queries(40):
        page = secretary.get(body).content.decode()
    for words in ("郑所长", "石盘派出所", "片警党员", "带来三条意见", "2029-03-01", "3 次", "4 次"):
        assert words in page, words
    with django_assert_max_num_queries(30):
        listed = secretary.get("/desk/structure/terms/").content.decode()
    assert "石盘社区大党委" in listed
    assert "别的社区大党委" not in listed  # another's area
    assert "石盘社区大党委" in secretary.get("/desk/structure/terms/?show=short").content.decode()
    assert "石盘社区居委会" not in secretary.get("/desk/structure/terms/?show=short").content.decode()
    assert secretary.get("/desk/structure/terms/?show=ending").status_code == 200
    assert secretary.get("/desk/structure/terms/?show=vacant").status_code == 200
    assert secretary.get("/desk/structure/terms/export.xlsx").status_code == 200
    assert zone.browser("stranger").get(body).status_code == 403
    assert secretary.get(f"{body}renew/").status_code == 200
    going = {"starts_on": "2026-05-01", "continuing": [str(made.appointment_id)]}
    assert secretary.post(f"{body}renew/", going | {"starts_on": "2026-01-01"}).status_code == 422
    assert secretary.post(f"{body}renew/", going).status_code == 302
    change = {"reason": "vacancy", "words": "工作调动"}
    assert secretary.post(f"{body}change/", change | {"words": ""}).status_code == 422
    assert secretary.post(f"{body}change/", change).status_code == 302
    assert procedures.Matter.objects.get(kind="member").title == "石盘社区大党委：增补兼职委员"


def test_a_body_that_is_nothing_in_law_is_a_gap(zone: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    own = packs.active()
    kinds = [k.model_copy(update={"legal_status": k.key == "community_party"}) for k in own.body_kinds]
    monkeypatch.setattr(packs, "active", lambda: own.model_copy(update={"body_kinds": tuple(kinds)}))
    asked = Asked(on=date(2026, 3, 2), body_kinds=("community_party",), within=(zone.area.pk,))
    assert [m.value for m in legal_status(asked)] == [0.0]
    secretary, body = zone.browser("secretary"), f"/desk/structure/terms/{zone.bodies['committee'].pk}/"
    assert "未明确" in secretary.get(body).content.decode()
    assert secretary.post(f"{body}status/", {"status": "club"}).status_code == 422
    assert secretary.post(f"{body}status/", {"status": "society"}).status_code == 302
    assert [m.value for m in legal_status(asked)] == [1.0]
