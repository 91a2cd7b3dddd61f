"""The chart of fee income: one size of labels however many quarters, four of them on a phone. Without a database."""

from __future__ import annotations

from datetime import date

from gongzhi.property.queries.money import Line
from gongzhi.property.rules import quarters
from gongzhi.property.views import charts


def lines(count: int) -> list[Line]:
    return [
        Line(q, due=100, collected=10 * i, subsidies=5)
        for i, q in enumerate(quarters.row(date(2026, 5, 1), count), start=1)
    ]


def test_twelve_quarters_are_folded_after_four() -> None:
    shown = charts.shown(lines(9))
    whole, phone = shown["chart"], shown["phone_chart"]
    assert (len(whole.bars), len(phone.bars)) == (9, 4)
    assert whole.width / whole.rem == phone.width / phone.rem  # the labels have one size
    assert phone.rem * 16 <= 360 - 2 * 16 - 8  # and fit on a phone
    assert phone.most == whole.most == 100
    assert [line.quarter for _words, line in shown["lines"]] == [
        date(2026, 4, 1), date(2026, 1, 1), date(2025, 10, 1), date(2025, 7, 1),
    ]  # fmt: skip
    assert len(shown["older"]) == 5
    assert [year for year, _line in shown["years"]] == [2026, 2025, 2024]
    assert shown["total"].due == 900


def test_the_year_stands_below_its_first_quarter() -> None:
    bars = charts.shown(lines(7))["chart"].bars
    assert [b.year for b in bars] == ["2024", "2025", "", "", "", "2026", ""]
    assert [b.x for b in bars[:3]] == [0, 64, 128]
    assert bars[0].tops == (0, 120 - 12, 120 - 6)


def test_a_few_quarters_need_no_fold_and_none_no_chart() -> None:
    few = charts.shown(lines(4))
    assert few["phone_chart"] is None
    assert few["older"] == []
    assert len(few["chart"].bars) == 4
    empty = charts.shown([])
    assert (empty["chart"], empty["phone_chart"], empty["lines"], empty["years"]) == (None, None, [], [])
    assert charts.shown([Line(date(2026, 1, 1), hired=3)])["chart"] is None  # jobs alone are no amount
