"""The weekly patrol of a grid: check points, who walks, what is found, what the clause says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.core.measures import Asked
from gongzhi.core.weeks import asked, week_of
from gongzhi.patrol import public as patrol
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from tests.desks import text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

KEY = "0123456789abcdef"


@pytest.fixture
def grid(city: Settled) -> int:
    return int(city.places["grid-05"])


@pytest.fixture
def points(city: Settled, grid: int) -> list[patrol.Point]:
    director = city.actor("director")
    drafts = [patrol.PointDraft("2栋消防通道", "是否畅通、有无堆物"), patrol.PointDraft("充电棚")]
    return [patrol.add_point(grid, draft, actor=director) for draft in drafts]


def walk(city: Settled, point: patrol.Point, fine: str, who: str = "worker-05", key: str = KEY, **more: Any) -> Any:
    fields = {"point": str(point.pk), "fine": fine}
    return patrol.perform(
        patrol.Sent(key=f"{key}{point.pk}", kind="visit", fields=fields, **more), actor=city.actor(who)
    )


def test_a_week_is_walked_and_a_finding_is_a_request(city: Settled, grid: int, points: list[patrol.Point]) -> None:
    week = week_of(clock.today())
    assert [(w.done, len(w.stops)) for w in patrol.weeks([grid], week)] == [(0, 2)]
    walk(city, points[1], "yes")
    said = walk(city, points[0], "no")
    assert walk(city, points[0], "no") == said | {"again": True}
    about = requests.Request.objects.get(channel="patrol")
    assert about.description == "2栋消防通道：是否畅通、有无堆物"
    assert about.matter.place_id == grid
    assert about.matter.holder_post_id == city.posts["worker-05"]
    (now,) = patrol.weeks([grid], week)
    assert (now.done, now.found) == (2, 1)
    assert now.stops[0].href == said["href"]
    assert [w.done for w in patrol.weeks([grid], week + timedelta(days=7))] == [0]


def test_seen_on_sunday_and_sent_on_monday_counts_for_its_week(
    city: Settled, grid: int, points: list[patrol.Point], manual_clock: Any
) -> None:
    patrol.Point.objects.update(starts_on=clock.today() - timedelta(days=30))
    walk(city, points[0], "yes", done_at=clock.now() - timedelta(hours=20))
    assert [w.done for w in patrol.weeks([grid], week_of(clock.today()))] == [0]
    assert [w.done for w in patrol.weeks([grid], week_of(clock.today()) - timedelta(days=7))] == [1]


def test_who_may_walk_and_who_plans(city: Settled, grid: int, points: list[patrol.Point]) -> None:
    with pytest.raises(Forbidden):
        walk(city, points[0], "yes", who="worker-01")
    with pytest.raises(Forbidden):
        patrol.add_point(grid, patrol.PointDraft("楼道"), actor=city.actor("worker-05"))
    director, week = city.actor("director"), clock.today()
    with pytest.raises(Invalid):
        patrol.plan_week(grid, week, post_id=None, planned_on=week + timedelta(days=9), actor=director)
    with pytest.raises(Invalid):
        patrol.plan_week(grid, week - timedelta(days=7), post_id=None, planned_on=None, actor=director)
    patrol.plan_week(grid, week, post_id=city.posts["worker-01"], planned_on=week, actor=director)
    walk(city, points[0], "yes", who="worker-01")
    assert patrol.carried(city.actor("worker-01"))["patrol"][-1]["done"] == 1


def test_what_was_found_is_mended_and_seen_again(city: Settled, grid: int, points: list[patrol.Point]) -> None:
    worker = city.actor("worker-05")
    walk(city, points[0], "no")
    about = requests.Request.objects.get(channel="patrol")
    (one,) = patrol.findings([grid])
    assert not one.due  # it is being mended
    with pytest.raises(Conflict):
        patrol.see_again(int(one.id), mended=True, actor=worker)

    def end() -> None:
        requests.answer(about.pk, actor=worker, ending="solved", public_text="已清理。")

    def look(key: str, fine: str) -> Any:
        fields = {"visit": one.id, "fine": fine}
        return patrol.perform(patrol.Sent(key=KEY + key, kind="again", fields=fields), actor=worker)

    end()
    assert [f.title for f in patrol.findings([grid], due=True)] == ["2栋消防通道"]
    assert patrol.carried(worker)["again"][0]["number"] == requests.spoken(about.number)
    look("1", "no")  # still there: reopened with a new clock
    about.refresh_from_db()
    assert (about.round, procedures.get(about.pk, worker).state) == (2, "open")
    assert patrol.findings([grid], due=True) == []
    end()
    with pytest.raises(Forbidden):
        patrol.see_again(int(one.id), mended=True, actor=city.actor("worker-01"))
    look("2", "yes")
    assert look("2", "yes")["again"]
    with pytest.raises(Conflict):
        look("3", "yes")
    (one,) = patrol.findings([grid])
    assert one.seen_again
    assert requests.Request.objects.filter(channel="patrol").count() == 1


def test_what_comes_again_too_late_to_reopen_is_a_new_request(
    city: Settled, grid: int, points: list[patrol.Point], manual_clock: Any
) -> None:
    worker = city.actor("worker-05")
    walk(city, points[0], "no")
    about = requests.Request.objects.get(channel="patrol")
    requests.answer(about.pk, actor=worker, ending="solved", public_text="已清理。")
    requests.Request.objects.update(answered_at=clock.now() - timedelta(days=400))
    (one,) = patrol.findings([grid], due=True)
    patrol.perform(patrol.Sent(key=KEY, kind="again", fields={"visit": one.id, "fine": "no"}), actor=worker)
    assert requests.Request.objects.filter(channel="patrol").count() == 2
    assert patrol.findings([grid], due=True) == []


def test_the_clause_counts_points_where_nobody_was(city: Settled, grid: int, points: list[patrol.Point]) -> None:
    def missed() -> dict[int, float | None]:
        day = Asked(on=clock.today(), place_kinds=("grid",), days=7)
        return {m.unit_id: m.value for m in patrol.MEASURES["patrol_points_missed"](day)}

    assert missed()[grid] == 0  # they stand since today
    assert missed()[city.places["grid-01"]] is None  # no check points: not known
    patrol.Point.objects.update(starts_on=clock.today() - timedelta(days=7))
    assert missed()[grid] == 2
    walk(city, points[0], "yes")
    assert missed()[grid] == 1
    patrol.end_point(points[1].pk, actor=city.actor("director"))
    patrol.Point.objects.filter(pk=points[1].pk).update(ends_on=clock.today() - timedelta(days=1))
    assert missed()[grid] == 0


def test_the_desk_plans_and_the_phone_shows(
    city: Settled, grid: int, desk: Callable[..., Client], django_assert_max_num_queries: Any, steady: None
) -> None:
    director = desk("director")
    page = f"/desk/patrol/{grid}/"
    assert "还没有" in text(director.get(page))
    kept = director.post(f"{page}add/", {"add-title": "", "add-look_for": "线缆是否垂落"})
    assert "线缆是否垂落" in text(kept, 422)
    assert director.post(f"{page}add/", {"add-title": "架空线缆", "add-look_for": "线缆是否垂落"}).status_code == 302
    day = clock.today() + timedelta(days=2)
    post = city.posts["worker-05"]
    assert director.post(f"{page}plan/", {"plan-post": post, "plan-planned_on": day.isoformat()}).status_code == 302
    assert day.isoformat() in text(director.get("/desk/patrol/"))
    worker = desk("worker-05")
    assert "架空线缆" in text(worker.get("/field/"))
    point = patrol.Point.objects.get()
    sent = {"key": KEY, "kind": "visit", "point": point.pk, "fine": "no"}
    assert worker.post("/field/acts/", sent).status_code == 302  # without a script: one tap
    assert "/desk/requests/" in text(director.get(page))
    assert worker.post(f"{page}end/", {"point": point.pk}).status_code == 403
    assert director.post(f"{page}end/", {"point": point.pk}).status_code == 302
    assert "架空线缆" in text(director.get("/desk/patrol/paper/page/"))
    assert director.get("/desk/patrol/week.xlsx").status_code == 200
    assert worker.get("/desk/patrol/week.xlsx").status_code == 200
    director.get("/desk/patrol/")
    with django_assert_max_num_queries(18):
        director.get("/desk/patrol/")
    assert asked("no day", clock.today()) == week_of(clock.today())
