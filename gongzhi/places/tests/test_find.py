"""The same look-up for names, pinyin, initials, codes and addresses, the same on both databases."""

from __future__ import annotations

import pytest

from gongzhi.places import public as places
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
