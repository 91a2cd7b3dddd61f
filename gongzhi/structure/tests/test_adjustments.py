"""Adjustment of levels: two sub-districts with requests in flight are abolished, and restored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger.public import entries_of
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure import public as structure
from gongzhi.structure.models import Adjustment, DutySheet, Sign
from gongzhi.structure.tests.levels import DAY, TODAY, Levels, levels

__all__ = ["levels"]

MIDNIGHT = datetime(2026, 3, 5, 0, 0, 5, tzinfo=clock.SHANGHAI)


def texts(row: Adjustment) -> list[str]:
    return [m.text % dict(m.params) for m in structure.look(row).mistakes]


def drawn(place_id: int) -> Any:
    """The outline of a place."""
    return places.shape_of(places.outline(place_id)["features"][0]["geometry"])


def in_flight(levels: Levels) -> list[procedures.Matter]:
    """Held by an office, on offer to it, on offer by it, at the sub-district itself, and given back by it before."""
    hall = levels.city.posts["hall"]
    held = levels.opened("grid-01", levels.clerks[0])
    offered = levels.opened("grid-02", hall, offer_to=levels.clerks[0])
    offering = levels.opened("grid-03", levels.clerks[0], offer_to=hall)
    at_street = levels.opened(str(levels.streets[1]), levels.clerks[1])
    passed = levels.opened("grid-04", levels.clerks[0], offer_to=hall)
    passed = procedures.take_offer(passed.pk, actor=levels.city.actor("hall"))
    return [held, offered, offering, at_street, passed]


def test_offices_end_and_every_open_request_has_one_owner_and_keeps_its_deadline(
    levels: Levels, manual_clock: Any
) -> None:
    city = levels.city
    matters = in_flight(levels)
    due = {m.pk: m.due_at for m in matters}
    row = levels.confirmed(levels.abolishing())
    manual_clock.set(MIDNIGHT - timedelta(minutes=1))
    assert structure.run_adjustments() == 0
    assert places.get(levels.streets[0]).ends_on is None
    manual_clock.set(MIDNIGHT)
    assert structure.run_adjustments() == 1
    assert structure.run_adjustments() == 0
    row.refresh_from_db()
    assert row.state == "done"
    assert places.ancestors(city.places["zhonghua"]) == (
        city.places["guiyang"], city.places["yunyan"], city.places["zhonghua"],
    )  # fmt: skip
    assert [places.get(s).ends_on for s in levels.streets] == [DAY, DAY]
    for matter in procedures.Matter.objects.filter(pk__in=list(due)).order_by("id"):
        assert matter.due_at == due[matter.pk]
        held = procedures.Standing.objects.filter(matter=matter, role="holder")
        assert [s.scope for s in held] == [matter.holder_post_id]
        assert orgs.holder_of(matter.holder_post_id).person_id is not None
        gone = {matter.holder_post_id, matter.offered_post_id, matter.previous_post_id} & set(levels.clerks)
        assert not gone
        assert matter.holder_post.place_id in places.ancestors(matter.place_id)
    assert procedures.Matter.objects.get(pk=matters[3].pk).place_id == city.places["yunyan"]
    director = procedures.Matter.objects.get(pk=matters[0].pk).holder_post_id
    assert director == city.posts["director"]  # the pack says who takes over from the offices
    new = places.by_code("520103901003")
    assert [b.name for b in orgs.bodies_then([new.pk], DAY)] == ["清溪社区党委", "清溪社区服务中心"]


def test_history_is_readable_under_the_names_of_its_time(levels: Levels, manual_clock: Any) -> None:
    matter = levels.opened("grid-01", levels.clerks[0])
    clerk = orgs.holder_of(levels.clerks[0]).person_id
    assert clerk is not None
    levels.confirmed(levels.abolishing())
    manual_clock.set(MIDNIGHT)
    structure.run_adjustments()
    eve = DAY - timedelta(days=1)
    names = [name for _pk, name in places.chain_on(levels.city.places["zhonghua"], eve)]
    assert names == ["贵阳市", "云岩区", "望云街道", "中华社区"]
    assert [p.name for p in places.stood_under(levels.city.places["yunyan"], eve)][:2] == ["望云街道", "松荫街道"]
    assert "望云街道" not in [p.name for p in places.stood_under(levels.city.places["yunyan"], DAY)]
    assert orgs.bodies_then([levels.streets[0]], eve)[0].posts[0].holders == ("望云街道经办0", "望云街道经办1")
    assert orgs.bodies_then([levels.streets[0]], DAY) == []
    lines = procedures.timeline(matter.pk)
    assert [line.verb for line in lines][-1] == "succeed"
    assert not [p for p in orgs.actor_of(clerk).posts if p.post_id in levels.clerks]  # the access went with the post
    assert "structure:adjustment:done" in [e.tag for e in entries_of(Adjustment.objects.get().pk)]


def test_a_renamed_body_keeps_its_old_name_in_old_lines(levels: Levels, manual_clock: Any) -> None:
    body = levels.city.bodies["centre"]
    post = levels.city.posts["director"]
    manual_clock.set(MIDNIGHT)
    orgs.change_body(body, actor=SYSTEM, name="中华街道服务中心")
    assert orgs.body_name_on(body, DAY - timedelta(days=1)) == "中华社区服务中心"
    assert orgs.body_name_on(body, DAY) == "中华街道服务中心"
    labels = orgs.post_labels_on([(post, DAY - timedelta(days=1)), (post, DAY)])
    assert [labels[key].startswith("中华社区服务中心") for key in sorted(labels)] == [True, False]
    with pytest.raises(Invalid, match="already changed"):
        orgs.change_body(body, actor=SYSTEM, name="又一个名字", on=DAY - timedelta(days=1))


def test_the_way_back_restores_offices_and_their_communities(levels: Levels, manual_clock: Any) -> None:
    held = levels.opened("grid-01", levels.clerks[0])
    done = levels.confirmed(levels.abolishing())
    manual_clock.set(MIDNIGHT)
    structure.run_adjustments()
    done.refresh_from_db()
    back = structure.adjustments.draft(
        title="恢复街道", basis="云委〔2026〕9号", effective_on=date(2026, 3, 9), place_id=levels.city.places["yunyan"],
        actor=levels.admin, plan=structure.composing.way_back(done),
    )  # fmt: skip
    at_new = levels.opened(str(places.by_code("520103901003").pk), orgs.find_post(
        ["centre_director"], places.ancestors(places.by_code("520103901003").pk)) or 0)  # fmt: skip
    assert texts(back) == []
    levels.confirmed(back)
    manual_clock.set(datetime(2026, 3, 9, 0, 1, tzinfo=clock.SHANGHAI))
    assert structure.run_adjustments() == 1
    street = places.by_code("520103001000")
    assert street.pk != levels.streets[0]
    assert [p.name for p in places.chain(levels.city.places["zhonghua"])] == [
        "贵阳市",
        "云岩区",
        "望云街道",
        "中华社区",
    ]
    office = orgs.bodies_then([street.pk], clock.today())[0]
    assert office.name == "望云街道办事处"
    assert drawn(street.pk).equals(drawn(levels.city.places["zhonghua"]))  # what was put into it
    assert office.posts[0].holders == ("望云街道经办0", "望云街道经办1")
    assert places.get(int(done.outcome["ids"]["n1"])).ends_on == date(2026, 3, 9)
    for matter in procedures.Matter.objects.filter(pk__in=[held.pk, at_new.pk]):
        assert orgs.holder_of(matter.holder_post_id).person_id is not None
    assert [name for _pk, name in places.chain_on(levels.city.places["zhonghua"], date(2026, 3, 6))][-2] == "云岩区"


def test_a_plan_that_leaves_work_or_places_without_anybody_is_refused(levels: Levels) -> None:
    city = levels.city
    levels.opened("grid-01", levels.clerks[0])
    gone = structure.Line("abolish", place=city.places["zhonghua"], to=str(city.places["yunyan"]))
    found = " ".join(texts(levels.plan(gone)))
    assert "nobody would take" in found  # hard cases have no station there
    fine = levels.plan(structure.Line("abolish", place=levels.streets[0], to=str(city.places["yunyan"])))
    assert texts(fine) == []
    away = int(city.posts["songping-director"])
    plan = structure.Plan(structure.look(fine).plan.lines, {levels.clerks[0]: str(away)})
    structure.adjustments.change(fine, actor=levels.admin, version=fine.version, plan=plan)
    assert "would have nobody" in texts(fine)[0]  # that post does not cover the place
    with pytest.raises(NotAllowed, match="would have nobody"):
        levels.confirmed(fine)
    assert Adjustment.objects.filter(state="confirmed").count() == 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (lambda s, c: [structure.Line("move", place=s[0], to=str(c["zhonghua"]))], "below itself"),
        (lambda s, c: [structure.Line("abolish", place=s[0], to=str(s[1])),
                       structure.Line("abolish", place=s[1], to=str(c["yunyan"]))], "which this plan abolishes"),
        (lambda s, c: [structure.Line("establish", to=str(c["yunyan"]), key="n1", kind="community", name="甲社区",
                                      code="520103901001")], "is in use"),
        (lambda s, c: [structure.Line("establish", to=str(c["yunyan"]), key="n1", kind="community", name="甲"),
                       structure.Line("establish", to=str(c["yunyan"]), key="n2", kind="community", name="甲")],
         "Two new"),
        (lambda s, c: [structure.Line("move", place=77, to=str(s[0]))], "no longer exists"),
        (lambda s, c: [], "no lines"),
    ],
    ids=["circle", "into-an-ended-one", "code", "name", "unknown", "empty"],
)  # fmt: skip
def test_what_cannot_be_is_said(levels: Levels, lines: Any, said: str) -> None:
    row = levels.plan(*lines(levels.streets, levels.city.places))
    assert said in " ".join(texts(row))


def test_dates_rights_and_withdrawal(levels: Levels, manual_clock: Any) -> None:
    with pytest.raises(Invalid, match="past"):
        levels.plan(day=TODAY - timedelta(days=1))
    with pytest.raises(Forbidden):
        structure.adjustments.draft(
            title="x", basis="x", effective_on=DAY, place_id=levels.city.places["yunyan"],
            actor=levels.city.actor("supervisor"),
        )  # fmt: skip
    row = levels.confirmed(levels.abolishing())
    manual_clock.set(MIDNIGHT - timedelta(minutes=5))
    structure.adjustments.withdraw(row, reason="推迟", actor=levels.admin, version=row.version)
    manual_clock.set(MIDNIGHT)
    assert structure.run_adjustments() == 0
    assert places.get(levels.streets[0]).ends_on is None
    with pytest.raises(NotAllowed):
        structure.adjustments.withdraw(row, reason="推迟", actor=levels.admin, version=row.version)


def test_what_has_become_impossible_changes_nothing_and_says_why(levels: Levels, manual_clock: Any) -> None:
    row = levels.confirmed(levels.abolishing())
    places.add_place(
        kind="community", name="抢先社区", code="520103901003", parent_id=levels.city.places["yunyan"], actor=SYSTEM
    )
    manual_clock.set(MIDNIGHT)
    assert structure.run_adjustments() == 0
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert "520103901003" in row.failure
    assert places.get(levels.streets[0]).ends_on is None
    assert orgs.Post.objects.exclude(ends_on=None).count() == 0
    manual_clock.set(MIDNIGHT + timedelta(minutes=20))
    assert structure.run_adjustments() == 0
    told = [m.text for m in notices.inbox(levels.city.holders["admin"][0]).items if "520103901003" in m.text]
    assert len(told) == 1


def test_grid_workers_go_on_in_the_new_bodies_when_a_community_is_split(levels: Levels, manual_clock: Any) -> None:
    city = levels.city
    row = levels.plan()
    plan = structure.composing.split(
        structure.Plan(), city.places["songping"], [("松坪东社区", "520103901011"), ("松坪西社区", "520103901012")]
    )
    looked = structure.look(structure.adjustments.change(row, actor=levels.admin, version=row.version, plan=plan))
    plan = structure.composing.propose_people(looked.plan, looked.now, looked.after.posts_closed)
    row = structure.adjustments.change(row, actor=levels.admin, version=row.version, plan=plan)
    old, worker = drawn(city.places["songping"]), city.posts["songping-worker-1"]
    matter = levels.opened("songping-grid-1", worker)
    assert texts(row) == []
    levels.confirmed(row)
    manual_clock.set(MIDNIGHT)
    assert structure.run_adjustments() == 1
    post = orgs.Post.objects.select_related("body").get(pk=worker)
    assert post.ends_on is None
    assert post.body.name == "松坪东社区服务中心"
    assert orgs.holder_of(worker).person_id == city.holders["songping-worker-1"][0]
    assert procedures.Matter.objects.get(pk=matter.pk).holder_post_id == worker
    labels = orgs.post_labels_on([(worker, DAY - timedelta(days=1))])
    assert next(iter(labels.values())).startswith("松坪社区服务中心")
    east = drawn(places.by_code("520103901011").pk)
    assert east.symmetric_difference(old).area < old.area * 1e-6  # both hold the one section of the community
    assert not places.outline(places.by_code("520103901012").pk)["features"]  # nothing was put into it


def test_what_stands_on_boards_goes_on_at_the_place_that_takes_over(levels: Levels, manual_clock: Any) -> None:
    posting = disclosure.publish(
        board="affairs", title="停水通知", text="周五停水半天。", place_id=levels.streets[0], actor=SYSTEM
    )
    levels.confirmed(levels.abolishing())
    manual_clock.set(MIDNIGHT)
    structure.run_adjustments()
    assert disclosure.posting(posting.pk).place_id == levels.city.places["yunyan"]
    assert disclosure.posting(posting.pk).until == posting.until


def test_lists_of_the_year_and_signs_pass_on(levels: Levels, manual_clock: Any) -> None:
    songping, centre = levels.city.places["songping"], levels.city.bodies["songping-centre"]
    sheets = [
        DutySheet.objects.create(year=year, template="t", title="服务清单", body_id=centre, place_id=songping)
        for year in (2025, 2026)
    ]
    sign = Sign.objects.create(place_id=songping, kind="k", words="松坪社区", where="大门", since=TODAY)
    row = levels.plan()
    parts = [("东社区", "520103901011"), ("西社区", "520103901012")]
    plan = structure.composing.split(structure.Plan(), songping, parts)
    looked = structure.look(structure.adjustments.change(row, actor=levels.admin, version=row.version, plan=plan))
    plan = structure.composing.propose_people(looked.plan, looked.now, looked.after.posts_closed)
    levels.confirmed(structure.adjustments.change(row, actor=levels.admin, version=row.version, plan=plan))
    manual_clock.set(MIDNIGHT)
    assert structure.run_adjustments() == 1
    for sheet in [*sheets, sign]:
        sheet.refresh_from_db()
    east = places.by_code("520103901011").pk
    assert [s.place_id for s in (*sheets, sign)] == [songping, east, east]
    assert [s.body.name for s in sheets] == ["松坪社区服务中心", "东社区服务中心"]


def test_the_preview_counts_open_work_alike_in_both_columns(levels: Levels) -> None:
    matter = levels.opened("grid-01", levels.clerks[0])
    looked = structure.look(levels.abolishing())
    before = [row for row in structure.preview.preview(looked).posts if row.open]
    assert before
    assert [sum(n for _heir, n in row.heirs) for row in before] == [row.open for row in before]
    done = tuple(replace(h, live=False) if h.matter == matter.pk else h for h in looked.now.held)
    after = structure.preview.preview(replace(looked, now=replace(looked.now, held=done))).posts
    assert not any(row.open or row.heirs for row in after)
