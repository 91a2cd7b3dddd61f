"""Pages of the tree, outlines and look-ups, as staff and strangers see them."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from gongzhi.access.public import ANONYMOUS, SYSTEM, Actor
from gongzhi.core.errors import Forbidden
from gongzhi.places import public as places
from gongzhi.places import views
from gongzhi.places.models import Place
from gongzhi.places.queries.gaps import gaps_of
from gongzhi.places.tests.conftest import LAT, LON, SIDE, Town, square
from gongzhi.places.tests.test_change import editor


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, client: Client) -> object:
    """A browser in which the given actor works."""

    def sign_in(actor: Actor) -> Client:
        monkeypatch.setattr("gongzhi.site.actor.actor_of", lambda user: actor)
        return client

    return sign_in


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_strangers_do_not_see_the_desk(town: Town, client: Client) -> None:
    assert client.get("/desk/places/").status_code in {302, 403}
    request = RequestFactory().get("/desk/places/")
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    with pytest.raises(Forbidden):
        views.tree(request)


def test_tree_search_and_detail(town: Town, desk, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    browser = desk(editor(town.street.pk))
    assert "贵阳市" in text(browser.get("/desk/places/"))
    assert "重庆路社区" in text(browser.get("/desk/places/?q=cqlsq"))
    with django_assert_max_num_queries(20):
        page = text(browser.get(f"/desk/places/{town.west.pk}/"))
    for expected in ("云岩区", "文昌阁街道", "第2网格", f"/places/{town.west.pk}/outline.json?kind=grid", "rename"):
        assert expected in page
    assert "style=" not in page
    assert "rename" not in text(desk(editor(town.east.pk)).get(f"/desk/places/{town.west.pk}/"))


def test_rename_in_the_browser(town: Town, desk) -> None:  # type: ignore[no-untyped-def]
    browser = desk(editor(town.street.pk))
    url = f"/desk/places/{town.west.pk}/rename/"
    assert browser.get(url).status_code == 200
    form = {"name": "😀", "on": "2026-03-02", "version": "1"}
    refused = browser.post(url, form)
    assert refused.status_code == 422
    assert "😀" in text(refused)
    done = browser.post(url, {**form, "name": "新世纪社区"}, follow=True)
    assert "新世纪社区" in text(done)
    again = browser.post(url, {**form, "name": "另一社区"})  # from a second tab
    assert (again.status_code, places.get(town.west.pk).name) == (409, "新世纪社区")


@pytest.mark.parametrize("verb", ["rename", "move", "close", "add", "outline"])
def test_every_form_opens_and_refuses_nonsense(town: Town, desk, verb: str) -> None:  # type: ignore[no-untyped-def]
    browser = desk(editor(town.street.pk))
    url = f"/desk/places/{town.west.pk}/{verb}/"
    assert browser.get(url).status_code == 200
    bad = {"version": "1", "on": "x", "parent": "nein", "geometry": "{", "name": "", "kind": "", "lon": "a"}
    assert browser.post(url, bad).status_code == 422
    refused = desk(editor(town.east.pk)).post(url, bad)
    assert (refused.status_code, refused.url.split("?")[0]) == (302, "/login/")  # not signed in here


def test_add_and_outline_and_move_and_close(town: Town, desk) -> None:  # type: ignore[no-untyped-def]
    browser = desk(editor(town.county.pk))
    base = f"/desk/places/{town.east.pk}/"
    fields = {"kind": "grid", "name": "新网格", "code": "9", "starts_on": "2026-03-02", "lon": "106.7", "lat": "26.57"}
    assert browser.post(f"{base}add/", fields).status_code == 302
    grid = Place.objects.get(code="9")
    url = f"/desk/places/{grid.pk}/"
    shape = json.dumps(square(6, 6))
    assert browser.post(f"{url}outline/", {"version": "1", "geometry": shape}).status_code == 302
    assert places.locate(LON + 6.5 * SIDE, LAT + 6.5 * SIDE).grid_id == grid.pk
    move = {"version": "2", "on": "2026-03-02", "parent": town.west.code}
    assert browser.post(f"{url}move/", move).status_code == 302
    grid = places.get(grid.pk)
    assert grid.parent_id == town.west.pk
    assert browser.post(f"{url}close/", {"version": grid.version, "on": "2026-03-02"}).status_code == 302


def test_outlines_are_public(town: Town, client: Client) -> None:
    answer = client.get(f"/places/{town.west.pk}/outline.json?kind=grid")
    assert answer["Cache-Control"] == "public, max-age=300"
    features = answer.json()["features"]
    assert [f["properties"]["name"] for f in features] == ["第1网格", "第2网格", "第3网格"]
    assert features[0]["geometry"]["type"] == "Polygon"
    marks = client.get(f"/places/{town.west.pk}/outline.json?kind=building").json()["features"]
    assert all(f["geometry"]["type"] == "Point" for f in marks)  # landmarks for picking a place
    assert client.get(f"/places/{town.west.pk}/outline.json?kind=room").status_code == 404
    assert client.get("/places/1/outline.json").status_code == 404


def test_look_ups_for_forms(town: Town, client: Client) -> None:
    found = client.get("/places/find.json?q=重庆路").json()["places"]
    assert (found[0]["id"], found[0]["above"]) == (str(town.east.pk), "贵阳市 / 云岩区 / 文昌阁街道")
    at = client.get(f"/places/at.json?lon={LON + SIDE / 2}&lat={LAT + SIDE / 2}").json()
    assert (at["grid"], at["names"][-1]) == (str(town.grids[0].pk), "第1网格")
    assert client.get("/places/at.json?lon=x&lat=1").status_code == 422
    assert client.get("/places/at.json?lon=nan&lat=1").status_code == 422
    assert client.get("/places/find.json?q=重庆&within=99999999999999999999").status_code == 200


def test_gaps_between_grids(town: Town) -> None:
    side = 199 * 221  # metres
    gaps = gaps_of(town.west.pk)
    assert gaps.overlaps == ()
    assert gaps.blank_m2 == pytest.approx(side, rel=0.02)
    places.add_place(kind="grid", name="无形", parent_id=town.west.pk, actor=SYSTEM)
    places.add_place(
        kind="grid", name="重叠", parent_id=town.west.pk, actor=SYSTEM, geometry=square(0.5, 1, SIDE), code="x"
    )
    gaps = gaps_of(town.west.pk)
    assert gaps.without_outline == ("无形",)
    assert [(a, b) for a, b, _ in gaps.overlaps] == [("第3网格", "重叠")]
