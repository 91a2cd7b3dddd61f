"""The same look-up for names, pinyin, initials, codes and addresses, the same on both databases."""

from __future__ import annotations

import pytest
from django.db import connection

from gongzhi.access.public import SYSTEM
from gongzhi.places import public as places
from gongzhi.places.queries.find import _stages
from gongzhi.places.queries.tree import in_force, light
from gongzhi.places.tests.conftest import Town


@pytest.mark.parametrize("text", ["重庆路社区", "重庆", "chongqinglu", "CQLSQ", "cqlsq", "520103001002", "重庆路 社区"])
def test_every_way_finds_it(town: Town, text: str) -> None:
    assert [p.pk for p in places.find_address(text)][:1] == [town.east.pk]


@pytest.mark.parametrize("text", ["新添大道", "12 号", "新添大道12号"])
def test_by_address(town: Town, text: str) -> None:
    assert town.west.pk in [p.pk for p in places.find_address(text)]


@pytest.mark.parametrize("text", ["", "   ", "|", "没有这个地方", "%", "_", "x" * 500])
def test_what_finds_nothing(town: Town, text: str) -> None:
    assert places.find_address(text) == []


def test_only_within(town: Town) -> None:
    assert len(places.find_address("网格", within=town.west.pk)) == 3
    assert places.find_address("网格", within=town.east.pk) == []
    assert [p.kind for p in places.find_address("社区", kinds=("grid",))] == []


@pytest.mark.parametrize("text", ["社区", "第", "c", "cq", "chong", "5201"])
def test_pages_by_key_show_each_place_once(town: Town, text: str) -> None:
    whole = [p.pk for p in places.find_page(text, size=50).items]
    seen, after = list[int](), ""
    while True:
        page = places.find_page(text, after=after, size=2)
        seen += [p.pk for p in page.items]
        if not (after := page.after):
            break
    assert seen == whole
    assert len(set(seen)) == len(seen)


def test_the_highest_place_of_the_name_comes_first(town: Town) -> None:
    assert [p.name for p in places.find_address("gy")][:1] == ["贵阳市"]
    assert places.above([town.east])[town.east.pk] == "贵阳市 / 云岩区 / 文昌阁街道"


@pytest.mark.parametrize("text", ["重", "重庆", "chong", "cq", "520103"])
def test_no_stage_reads_all_places(town: Town, text: str) -> None:
    """Each stage walks an index of what was asked; the last one the places that have a point."""
    for rows, order in _stages(light().filter(in_force()), [text], everywhere=False):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")  # the table of a test is small
            plan = rows.order_by(*order)[:21].explain()
        assert "Seq Scan" not in plan
        assert "places_" in plan.replace("places_place", "")
        assert "SCAN places_place" not in plan.replace("SCAN places_place USING INDEX places_pointed", "")


@pytest.mark.parametrize(("text", "found"), [("重", ["重安县", "重庆路社区"]), ("重庆", ["重庆街道", "重庆路社区"])])
def test_of_those_that_begin_so_the_highest_comes_first(town: Town, text: str, found: list[str]) -> None:
    places.add_place(kind="street", name="重庆街道", parent_id=town.county.pk, code="520103999000", actor=SYSTEM)
    places.add_place(kind="county", name="重安县", parent_id=town.city.pk, code="520199000000", actor=SYSTEM)
    names = [p.name for p in places.find_page(text).items]
    assert [name for name in names if name in found] == found


def test_one_character_is_asked_in_the_order_of_its_index(town: Town) -> None:
    """大 begins 19,000 names: they are neither read nor sorted for a page, nor with a further word."""
    (rows, order) = _stages(light().filter(in_force()), ["重"], everywhere=False)[1]
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort") if connection.vendor == "postgresql" else ():
            cursor.execute(f"SET LOCAL enable_{way} = off")  # which a table of twenty rows may well be worth
        plan = rows.order_by(*order)[:21].explain()
    assert "places_first" in plan
    assert "B-TREE" not in plan
    assert "Sort" not in plan
    for asked in (["重", "重庆"], ["庆", "重庆"]):
        assert "substr" not in str(_stages(light(), asked, everywhere=False)[1][0].query)
