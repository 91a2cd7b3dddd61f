"""The pack of Guiyang: faithful to its document, and a community that stands."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
import shapely

from gongzhi.packs.public import Pack, check, load, packs_root

SEED_PLACES = [above / "shared" / "seeds" for above in Path(__file__).resolve().parents[3].parents]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("guiyang")


@pytest.mark.parametrize("name", sorted(p.parent.name for p in packs_root().glob("*/pack.yaml")))
def test_every_quote_stands_in_the_document(name: str) -> None:
    file = load(name).document_file
    if not file:
        pytest.skip(f"{name} names no document")
    document = next((d / file for d in SEED_PLACES if (d / file).is_file()), None)
    if document is None:
        pytest.skip("the documents (../shared/seeds) are not here")
    text = document.read_text("utf-8")
    assert [m.line_text() for m in check(name, document=text).mistakes] == []
    assert check(name, document=text.replace("365", "366")).mistakes, "a changed document must be noticed"


def test_what_the_document_names_is_there(pack: Pack) -> None:
    assert [level.title for level in pack.levels][:3] == ["市", "区", "社区"]
    assert pack.historical
    triple = pack.composites[0]
    assert [pack.body_kind(k).title for k in triple.body_kinds] == ["社区党委", "居民议事会", "社区服务中心"]
    assert [s.title for s in pack.procedure("request365").steps] == ["受理", "办理", "答复", "评价", "归档"]
    steps = [s.title for s in pack.procedure("hard-case").steps]
    assert [s for s in ("接待", "政策释疑", "主动走访", "落实反馈") if s not in steps] == []
    assert pack.figure("new_communities").value == 31
    assert pack.figure("party_grids").value == 53


def test_request_types_cover_the_groups(pack: Pack) -> None:
    assert len(pack.request_types) >= 45
    assert {t.group for t in pack.request_types} == {g.key for g in pack.request_groups}
    units = {t.limit.unit.value for t in pack.request_types}
    assert units == {"working_hours", "working_days"}
    assert {t.procedure for t in pack.request_types} == {"request365", "hard-case", "simple-answer"}
    assert all(len(t.keywords) >= 6 for t in pack.request_types if t.key != "other")


def test_every_route_ends_at_a_post_that_exists(pack: Pack) -> None:
    assert pack.community is not None
    kinds = {p.kind for p in pack.community.posts}
    for kind in pack.request_types:
        assert set(kind.routes_to) <= kinds, kind.key
        for route in kind.routes_to:
            assert kind.procedure in pack.post_kind(route).accepts, (kind.key, route)
    liaisons = {p.body for p in pack.community.posts if p.kind == "department_liaison"}
    assert {d for t in pack.request_types for d in t.departments} <= liaisons


def test_the_grids_tile_the_community_and_hold_their_buildings(pack: Pack) -> None:
    town = pack.community
    assert town is not None
    shapes = {p.key: shapely.Polygon(p.polygon) for p in town.places if p.polygon}
    assert all(s.is_valid for s in shapes.values())
    for community in (town.main, town.neighbour):
        sections = [p.key for p in town.places if p.parent == community]
        grids = [p.key for p in town.places if p.level == "grid" and p.parent in sections]
        union = shapely.union_all([shapes[g] for g in grids])
        assert union.symmetric_difference(shapes[str(community)]).area == 0
        assert all(shapes[a].intersection(shapes[b]).area == 0 for a, b in combinations(grids, 2))
    buildings = [p for p in town.places if p.level == "building"]
    assert len(buildings) >= 40
    for place in buildings:
        assert place.point is not None
        assert place.parent is not None
        assert shapes[place.parent].contains(shapely.Point(place.point)), place.key


def test_substitutes_stand_for_each_other_within_the_same_kind_of_work(pack: Pack) -> None:
    town = pack.community
    assert town is not None
    for post in town.posts:
        if post.substitute not in ("", "own"):
            b, a = pack.post_kind(town.post(post.substitute).kind), pack.post_kind(post.kind)
            assert set(a.permissions) <= set(b.permissions), post.key
