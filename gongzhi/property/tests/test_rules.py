"""Money, quarters, contracts, ranking: pure, by properties where it pays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.errors import Invalid
from gongzhi.property.rules import contracts, dwellings, money, quarters, ranking
from gongzhi.property.rules.ranking import Numbers

DAYS = st.dates(date(1995, 1, 1), date(2190, 1, 1))
FEN = st.integers(0, 10**13)


@given(DAYS)
def test_quarters_follow_each_other_without_gap(day: date) -> None:
    first = quarters.first_of(day)
    assert first <= day < quarters.following(first)
    assert quarters.before(quarters.following(first)) == first
    assert quarters.read(quarters.key(first)) == first
    assert quarters.read(f"{day:%Y-%m-%d}") == first
    assert quarters.read(f"{first.year}年第{(first.month + 2) // 3}季度") == first


@pytest.mark.parametrize("text", ["", "2026", "2026-Q5", "2026-13-01", "第3季度", "20260701"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        quarters.read(text)


def test_chinese_quarters_are_read() -> None:
    assert quarters.read("２０２６年第三季度") == date(2026, 7, 1)
    assert quarters.row(date(2026, 2, 3), 3) == [date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1)]


@given(FEN)
def test_money_reads_what_it_writes(fen: int) -> None:
    assert money.read_fen(money.yuan(fen)) == fen
    assert money.read_fen(money.plain(fen) + "元") == fen
    shown = Decimal(money.wan(fen).replace(",", ""))
    assert abs(shown * money.WAN_FEN - fen) <= money.WAN_FEN / 200


@pytest.mark.parametrize("text", ["", "一百", "1.234", "-5", "NaN", "Infinity", "1e99"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        money.read_fen(text)


def test_amounts_as_tables_write_them() -> None:
    assert money.read_fen("￥1,234.5") == 123450
    assert money.read_fen("12.3万元") == 12_300_000
    assert money.due_of(120, 10_000) == 3_600_000
    assert money.rate(0, 0) is None


@given(st.lists(st.integers(0, 120), min_size=1, max_size=40))
def test_each_warning_is_given_once_and_the_last_one_always(looks: list[int]) -> None:
    told: int | None = None
    given_: list[int] = []
    for left in sorted([*looks, 0], reverse=True):
        stage = contracts.warning(left, told, (90, 30, 0))
        if stage is not None:
            assert left <= stage
            given_.append(stage)
            told = stage
    assert given_ == sorted(set(given_), reverse=True)
    assert given_[-1] == 0


def test_contracts_that_touch_overlap_and_neighbours_do_not() -> None:
    a, b = date(2026, 1, 1), date(2026, 12, 31)
    assert contracts.overlap(b, b + timedelta(days=5), [(a, b)])
    assert not contracts.overlap(b + timedelta(days=1), b + timedelta(days=5), [(a, b)])


NUMBERS = st.builds(
    lambda pk, homes, grade, orders, fine, asked, kept: Numbers(
        pk, homes, homes * 4, homes * 4 * grade, orders, min(orders, fine), asked, min(asked, kept)
    ),
    st.integers(1, 99), st.integers(0, 60), st.integers(1, 5), *[st.integers(0, 9)] * 4,
)  # fmt: skip
WEIGHTS = {"rating": 50, "orders": 30, "requests": 20}


@given(st.lists(NUMBERS, max_size=8, unique_by=lambda n: n.company_id))
def test_places_follow_the_points(numbers: list[Numbers]) -> None:
    placed = ranking.ranked(numbers, WEIGHTS)
    assert {p.numbers.company_id for p in placed} == {n.company_id for n in numbers}
    points = [p.score for p in placed if p.score is not None]
    assert points == sorted(points, reverse=True)
    for p in placed:
        assert (p.place is None) == (p.score is None)
        if p.score is not None:
            assert 0 <= p.score <= 100
            assert p.place == 1 + sum(q > p.score for q in points)


def test_fewer_than_ten_homes_say_nothing_and_the_rest_weighs_in_proportion() -> None:
    few = Numbers(1, homes=9, grades=36, grade_sum=36, orders=2, orders_in_time=1)
    assert few.rating is None
    assert ranking.score(few, WEIGHTS) == 50.0
    enough = Numbers(1, homes=10, grades=40, grade_sum=200, orders=2, orders_in_time=1)
    assert ranking.score(enough, WEIGHTS) == round(100 * (50 + 15) / 80, 1)
    assert ranking.score(Numbers(1), WEIGHTS) is None


def test_homes_are_named_as_doors_are() -> None:
    found = dwellings.labels("3栋", 2, 6, 2)
    assert len(found) == len(set(found)) == 24
    assert (found[0], found[-1]) == ("3栋1单元101", "3栋2单元602")
    for wrong in (("", 1, 1, 1), ("3栋", 0, 1, 1), ("3栋", 50, 80, 40)):
        with pytest.raises(Invalid):
            dwellings.labels(*wrong)
