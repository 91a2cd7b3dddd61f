"""What an ended post or place leaves behind: tasks, portfolios, teams go to who takes over; lists leave it out."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.structure import public as structure
from gongzhi.structure.models import GivenTask, Portfolio, StaffLine, SurgeMember, SurgeTeam
from gongzhi.structure.queries import meetings, portfolios, terms
from gongzhi.structure.tests.levels import Levels, levels
from gongzhi.structure.tests.test_adjustments import MIDNIGHT
from gongzhi.structure.tests.zone import known, zone

__all__ = ["levels", "zone"]
DAY, SOON = date(2026, 1, 1), date(2026, 3, 20)


def test_a_task_given_back_goes_to_who_stands_where_its_post_stood(zone: SimpleNamespace) -> None:
    task = structure.meeting_tasks.give(
        actor=SYSTEM, title="修路灯", owner=zone.posts["director"].pk, giver=zone.posts["leader"].pk, due_on=SOON,
        place_id=zone.area.pk,
    )  # fmt: skip
    structure.meeting_tasks.report(task, actor=zone.actor("director"), words="好了")
    task = GivenTask.objects.select_related("matter").get(pk=task.pk)
    body = zone.bodies["residents"].pk
    heir = orgs.add_post(actor=SYSTEM, body_id=body, kind="committee_director", title="新主任", starts_on=DAY)
    orgs.close_post(zone.posts["director"].pk, actor=SYSTEM)
    structure.meeting_tasks.return_task(task, actor=zone.actor("leader"), reason="三号灯不亮")
    task.refresh_from_db()
    assert (task.owner_id, task.matter.__class__.objects.get(pk=task.pk).holder_post_id) == (heir.pk, heir.pk)
    orgs.close_post(zone.posts["leader"].pk, actor=SYSTEM)
    assert orgs.successor_of(zone.posts["leader"].pk) is None  # nobody at all: it stays where it is


def test_a_closed_post_in_a_living_body_stands_in_no_list(zone: SimpleNamespace) -> None:
    gone = orgs.add_post(
        actor=SYSTEM, body_id=zone.bodies["committee"].pk, kind="concurrent_member", title="已撤席位", starts_on=DAY
    )
    orgs.close_post(gone.pk, actor=SYSTEM)
    actor = zone.actor("secretary")
    (line,) = [b for b in terms.bodies(actor, show="vacant").items if b.body_id == zone.bodies["committee"].pk]
    assert gone.pk not in {p.post_id for p in line.posts}
    assert gone.pk not in {pk for pk, _label in portfolios.choices(zone.area.pk)["posts"]}
    assert meetings.posts_of([zone.bodies["committee"].pk])[zone.bodies["committee"].pk].pk != gone.pk
    orgs.close_post(zone.posts["member"].pk, actor=SYSTEM)
    assert not terms.asked(actor, show="short").filter(pk=zone.bodies["committee"].pk).exists()


def test_portfolios_lines_and_teams_of_a_community_that_is_split(levels: Levels, manual_clock: Any) -> None:
    songping, centre = levels.city.places["songping"], levels.city.bodies["songping-centre"]
    row = levels.plan()
    plan = structure.composing.split(structure.Plan(), songping, [("东社区", "1x"), ("西社区", "2x")])
    looked = structure.look(structure.adjustments.change(row, actor=levels.admin, version=row.version, plan=plan))
    plan = structure.composing.propose_people(looked.plan, looked.now, looked.after.posts_closed)
    coming = {person for _l, _b, post in plan.new_posts() for person in post.persons}
    ending = orgs.Appointment.objects.filter(post__in=looked.after.posts_closed)
    stays = ending.filter(person__in=coming).order_by("id")[0]
    leader = looked.after.posts_closed[0]
    held = Portfolio.objects.create(place_id=songping, line="property", leader_id=leader, office_id=centre, since=DAY)
    team = SurgeTeam.objects.create(
        place_id=songping, line="property", title="攻坚", leader_id=leader, formed_on=DAY, expected_on=SOON
    )
    member = SurgeMember.objects.create(team=team, appointment=stays)
    line = StaffLine.objects.create(appointment=stays, line="property", place_in_order=1)
    levels.confirmed(structure.adjustments.change(row, actor=levels.admin, version=row.version, plan=plan))
    manual_clock.set(MIDNIGHT)
    assert structure.run_adjustments() == 1
    for one in (held, team, member, line):
        one.refresh_from_db()
    assert [held.place.name, team.place.name, held.office.name] == ["东社区", "东社区", "东社区服务中心"]
    assert orgs.live_posts().filter(pk__in={held.leader_id, team.leader_id}).exists()
    assert member.active
    assert member.appointment_id == line.appointment_id != stays.pk
    assert member.appointment.person_id == stays.person_id


def test_a_portfolio_of_an_abolished_street_ends_where_no_such_thing_stands(levels: Levels, manual_clock: Any) -> None:
    street, post = levels.streets[0], levels.clerks[0]
    held = Portfolio.objects.create(
        place_id=street, line="property", leader_id=post, office_id=levels.offices[0], since=DAY
    )
    team = SurgeTeam.objects.create(
        place_id=street, line="property", title="攻坚", leader_id=post, formed_on=DAY, expected_on=SOON
    )
    levels.confirmed(levels.abolishing())
    manual_clock.set(MIDNIGHT)
    assert structure.run_adjustments() == 1
    held.refresh_from_db()
    team.refresh_from_db()
    assert (held.until, team.released_on) == (date(2026, 3, 4), date(2026, 3, 5))


@pytest.mark.parametrize("strict", [False, True])
def test_who_may_head_a_grid_is_a_rule(zone: SimpleNamespace, strict: bool) -> None:
    """S4: 网格长 is one of the two committees; the pack says whether others are refused or warned of."""
    written = packs.active().model_dump(mode="json")
    next(k for k in written["post_kinds"] if k["key"] == "grid_head")["held_by_strict"] = strict
    packs.install(packs.Pack.model_validate(written))
    body = zone.bodies["committee"].pk
    head = orgs.add_post(actor=SYSTEM, body_id=body, kind="grid_head", title="网格长", seats=2, starts_on=DAY)
    known("别人", "somebody")
    director, desk = people.Person.objects.get(pk=zone.people["director"][0]), zone.browser("secretary")
    people.create_account(person=director, username="director", password=None)
    page = f"/desk/orgs/posts/{head.pk}/"
    sent = {"starts_on": "2026-03-02", "basis": "assigned"}
    answer = desk.post(f"{page}appoint/", {"person": "somebody", **sent}, follow=True)
    assert answer.status_code == (422 if strict else 200)
    assert "社区“两委”党员成员" in answer.content.decode()
    assert orgs.Appointment.objects.filter(post=head).count() == (0 if strict else 1)
    assert ("别人 不在其列" in desk.get(page).content.decode()) is not strict
    assert desk.post(f"{page}appoint/", {"person": "director", **sent}).status_code == 302  # of the committee
    assert "不在其列" not in desk.get(page).content.decode().replace("别人 不在其列", "")
    orgs.end_appointment(orgs.Appointment.objects.filter(post=head).order_by("id")[0].pk, actor=SYSTEM)
    assert "由社区“两委”党员成员担任" in desk.get(f"/desk/structure/terms/{body}/").content.decode()
