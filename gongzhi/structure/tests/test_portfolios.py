"""One leader and one office for each kind of matter, two lines of business each, surge teams (row A17)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.structure.actions import portfolios as actions
from gongzhi.structure.models import Portfolio, SurgeTeam
from gongzhi.structure.queries import portfolios as queries
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def test_a_kind_of_matter_has_one_leader_and_one_office(city: Settled) -> None:
    place, actor = city.places["zhonghua"], city.actor("director")
    given: dict[str, Any] = {"line": "property", "office_id": city.bodies["centre"], "actor": actor}
    actions.assign(place, leader_id=city.posts["duty"], since=date(2026, 1, 1), **given)
    with pytest.raises(Invalid):
        actions.assign(place, leader_id=city.posts["director"], since=date(2026, 1, 1), **given)
    actions.assign(place, leader_id=city.posts["director"], since=date(2026, 3, 1), **given)
    assert [(p.leader_id, p.until) for p in Portfolio.objects.order_by("id")] == [
        (city.posts["duty"], date(2026, 2, 28)), (city.posts["director"], None),
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        actions.assign(
            place, leader_id=city.posts["duty"], since=date(2026, 4, 1), **given | {"actor": city.actor("supervisor")}
        )


def test_two_lines_are_asked_only_of_the_posts_that_the_standard_names(
    city: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, actor = city.places["zhonghua"], city.actor("director")
    staff = queries.staff_at(place)
    kind = staff[0].post.kind
    rule = SimpleNamespace(measure="portfolios", post_kinds=(kind,))
    monkeypatch.setattr(
        queries.packs, "active", lambda: SimpleNamespace(standards=(rule,), request_groups=()), raising=True
    )
    shown = {m.appointment.pk for m in queries.board(place, actor).staff if m.gap}
    assert shown == {a.pk for a in staff if a.post.kind == kind} < {a.pk for a in staff}


def test_one_line_alone_is_a_gap_and_a_team_comes_from_second_lines(city: Settled, desk: Desk) -> None:
    place, actor = city.places["zhonghua"], city.actor("director")
    hall, hotline = city.appointments["hall"], city.appointments["hotline"]
    actions.set_lines(hall[0], first="advice", second="property", actor=actor)
    actions.set_lines(hotline[0], first="property", second="", actor=actor)
    gaps = {m.appointment.pk: m.gap for m in queries.board(place, actor).staff}
    assert (gaps[hall[0]], gaps[hotline[0]], gaps[hall[1]]) == (False, True, True)
    with pytest.raises(Invalid):
        actions.set_lines(hall[0], first="advice", second="advice", actor=actor)
    team: dict[str, Any] = {
        "line": "property", "title": "加装电梯攻坚", "leader_id": city.posts["duty"],
        "expected_on": date(2026, 4, 30), "actor": actor,
    }  # fmt: skip
    with pytest.raises(Invalid):
        actions.form_team(place, appointment_ids=[hotline[0]], **team)  # property is that one's first line
    made = actions.form_team(place, appointment_ids=[hall[0]], **team)
    assert "加装电梯攻坚" in desk("hall").get("/desk/inbox/").content.decode()
    with pytest.raises(Invalid):
        actions.form_team(place, appointment_ids=[hall[0]], **team)  # in a team already
    actions.release_team(made.pk, outcome="12部电梯完工", actor=actor)
    with pytest.raises(Conflict):
        actions.release_team(made.pk, outcome="x", actor=actor)
    actions.form_team(place, appointment_ids=[hall[0]], **team)


def test_it_is_done_in_the_browser(city: Settled, desk: Desk, steady: None, django_assert_max_num_queries: Any) -> None:
    director, place = desk("director"), city.places["zhonghua"]
    at = f"/desk/structure/portfolios/{place}/"
    typed = {
        "line": "noise", "leader": str(city.posts["duty"]), "office": str(city.bodies["centre"]), "since": "2026-03-01",
    }  # fmt: skip
    assert director.post(f"{at}assign/", typed).status_code == 302
    appointment = city.appointments["hall"][0]
    lines = f"{at}lines/{appointment}/"
    assert director.post(lines, {"first": "noise", "second": "noise"}).status_code == 422
    assert director.post(lines, {"first": "advice", "second": "noise"}).status_code == 302
    form = f"{at}team/noise/"
    team = {"title": "夜间施工噪声整治", "leader": str(city.posts["duty"]), "expected_on": "2026-04-01"}
    assert director.post(form, team).status_code == 422
    assert director.post(form, team | {"members": [str(appointment)]}).status_code == 302
    with django_assert_max_num_queries(22):
        page = director.get(at).content.decode()
    assert "夜间施工噪声整治" in page
    assert "缺第二项业务" in page
    release = f"/desk/structure/portfolios/teams/{SurgeTeam.objects.get().pk}/release/"
    assert director.post(release, {"outcome": "投诉降到每周2件"}).status_code == 302
    assert "投诉降到每周2件" in director.get(at).content.decode()
    assert desk("supervisor").post(f"{at}assign/", typed).status_code == 403
    assert desk("worker-05").get(at).status_code == 403
