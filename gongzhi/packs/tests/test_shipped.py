"""Every shipped pack: faithful to its document, a community that stands, and its own way of working."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
import shapely

from gongzhi.packs.public import Community, Pack, check, load, shipped, sources

SEED_PLACES = [above / "shared" / "seeds" for above in Path(__file__).resolve().parents[3].parents]
CITIES = [name for name in shipped() if load(name).community is not None]


def community(pack: Pack) -> Community:
    assert pack.community is not None
    return pack.community


@pytest.mark.parametrize("name", CITIES)
def test_every_quote_stands_in_the_document(name: str) -> None:
    pack = load(name)
    file = next((d / pack.document_file for d in SEED_PLACES if (d / pack.document_file).is_file()), None)
    if file is None:
        pytest.skip("the documents (../shared/seeds) are not here")
    text = file.read_text("utf-8")
    assert [m.line_text() for m in check(name, document=text).mistakes] == []
    quotes = [s.quote for _, s in sources(pack) if s.quote]
    assert len(quotes) > 30
    changed = "".join(text.split()).replace("".join(quotes[0].split()), "")
    assert check(name, document=changed).mistakes, "a changed document must be noticed"


@pytest.mark.parametrize("name", CITIES)
def test_every_route_ends_at_a_post_that_exists(name: str) -> None:
    pack = load(name)
    posts = community(pack).posts
    kinds = {p.kind for p in posts}
    for kind in pack.request_types:
        assert set(kind.routes_to) <= kinds, kind.key
        for route in kind.routes_to:
            assert kind.procedure in pack.post_kind(route).accepts, (kind.key, route)
    bodies_with_posts = {p.body for p in posts}
    assert {d for t in pack.request_types for d in t.departments} <= bodies_with_posts
    for procedure in pack.procedures:
        owners = {s.by for s in procedure.steps} - {"holder", "resident", "system"}
        assert owners <= kinds, procedure.key
        assert all(procedure.key in pack.post_kind(o).accepts for o in owners), procedure.key


@pytest.mark.parametrize("name", CITIES)
def test_the_grids_tile_their_community_and_hold_their_buildings(name: str) -> None:
    pack = load(name)
    town = community(pack)
    above = {p.key: p.parent for p in town.places}
    shapes = {p.key: shapely.Polygon(p.polygon) for p in town.places if p.polygon}
    assert all(s.is_valid for s in shapes.values())
    grids = [p.key for p in town.places if pack.level(p.level).kind == "grid"]

    def within(key: str | None, ancestor: str) -> bool:
        return key is not None and (key == ancestor or within(above[key], ancestor))

    for whole in filter(None, (town.main, town.neighbour)):
        own = [g for g in grids if within(g, whole)]
        union = shapely.union_all([shapes[g] for g in own])
        assert union.symmetric_difference(shapes[whole]).area == 0
        assert all(shapes[a].intersection(shapes[b]).area == 0 for a, b in combinations(own, 2))
    buildings = [p for p in town.places if pack.level(p.level).kind == "building"]
    assert len(buildings) >= 20
    for place in buildings:
        assert place.point is not None
        (grid,) = [g for g in grids if within(place.key, g)]
        assert shapes[grid].contains(shapely.Point(place.point)), place.key


@pytest.mark.parametrize("name", CITIES)
def test_substitutes_stand_for_each_other_within_the_same_kind_of_work(name: str) -> None:
    pack = load(name)
    for post in community(pack).posts:
        if post.substitute not in ("", "own"):
            b, a = pack.post_kind(community(pack).post(post.substitute).kind), pack.post_kind(post.kind)
            assert set(a.permissions) <= set(b.permissions), post.key


def behaviours(pack: Pack) -> dict[str, object]:
    """What residents and staff meet, without titles: computed from the pack's data alone."""
    types = {t.key: t for t in pack.request_types}
    common = ("manhole", "consult-policy", "neighbours", "public-order")
    walks = {k: pack.procedure(types[k].procedure) for k in common if k in types}
    web = next(c for c in pack.channels if c.by == "resident" and c.in_use)
    first = next((k for k in web.received_by if any(p.kind == k for p in community(pack).posts)), "")
    place = next(p.place or community(pack).body(p.body).place for p in community(pack).posts if p.kind == first)
    return {
        "levels": [level.kind for level in sorted(pack.levels, key=lambda v: v.order)],
        "steps": {k: [(s.kind, s.by) for s in p.steps] for k, p in walks.items()},
        "limits": {k: [s.limit for s in p.steps] for k, p in walks.items()},
        "rating": {k: [s.days for s in p.steps] for k, p in walks.items()},
        "reopening": {k: p.reopen_days for k, p in walks.items()},
        "returns": {k: p.returns_max for k, p in walks.items()},
        "ways_in": sorted(c.key for c in pack.channels if c.in_use),
        "who_receives_the_web_first": pack.level(community(pack).place(place).level).kind,
        "groups": sorted(g.key for g in pack.request_groups),
        "endings": sorted(e.key for e in pack.endings),
        "boards": sorted((b.key, b.days_min) for b in pack.boards),
    }


@pytest.mark.parametrize(("one", "other"), list(combinations(CITIES, 2)))
def test_two_packs_differ_in_what_a_user_meets(one: str, other: str) -> None:
    a, b = behaviours(load(one)), behaviours(load(other))
    assert len([key for key in a if a[key] != b[key]]) >= 2


def test_a_copy_with_other_titles_is_no_difference() -> None:
    pack = load(CITIES[0])
    renamed = [s.model_copy(update={"title": f"{s.title}2"}) for s in pack.procedures[0].steps]
    first = pack.procedures[0].model_copy(update={"title": "x", "steps": tuple(renamed)})
    copy = pack.model_copy(update={"procedures": (first, *pack.procedures[1:])})
    assert behaviours(copy) == behaviours(pack)
