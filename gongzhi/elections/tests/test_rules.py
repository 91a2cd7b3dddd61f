"""The rules at their edges: surplus, strokes, who is backed, who may demand a recall, who stands in a run-off."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gongzhi.core.verdict.counts import fewest
from gongzhi.core.verdict.rules import Rules
from gongzhi.elections.forms import AnnounceForm
from gongzhi.elections.rules.words import Backing, backed, demanders_needed, in_order, leading


@pytest.mark.parametrize(("seats", "party", "law"), [(1, 2, 2), (3, 4, 4), (5, 6, 6), (6, 8, 7), (10, 12, 11)])
def test_more_candidates_than_seats(seats: int, party: int, law: int) -> None:
    assert fewest(Rules("party-election", "", surplus=Fraction(1, 5)), seats) == party
    assert fewest(Rules("residents-election", "", surplus=Fraction(0)), seats) == law


def test_names_stand_by_strokes() -> None:
    assert in_order(["陈平", "张飞", "李逵", "王伦", "丁得孙"]) == ["丁得孙", "王伦", "李逵", "张飞", "陈平"]


@pytest.mark.parametrize(
    ("voters", "by", "allowed", "enough"),
    [
        (9, {"voters"}, ["voters", "organisation"], False),
        (10, {"voters"}, ["voters", "organisation"], True),
        (0, {"organisation"}, ["voters", "organisation"], True),
        (0, {"residents"}, ["voters", "organisation"], False),
        (0, {"residents"}, ["residents", "members"], True),
        (0, set(), ["residents"], False),
    ],
)
def test_ten_voters_together_or_the_organisation(voters: int, by: set[str], allowed: list[str], enough: bool) -> None:
    assert backed(Backing(voters, frozenset(by)), allowed, 10) is enough


@pytest.mark.parametrize(
    ("rows", "share", "need"),
    [(1000, "1/10", 100), (1001, "1/10", 101), (991, "1/10", 100), (60, "1/3", 20), (61, "1/3", 21), (3, "1/10", 1)],
)
def test_how_many_may_demand_a_recall(rows: int, share: str, need: int) -> None:
    assert demanders_needed(rows, Fraction(share)) == need


def test_who_stands_in_a_run_off() -> None:
    votes = [("a", 50), ("b", 30), ("c", 20), ("d", 10)]
    assert leading(votes, 1, 1) == ["a", "b"]
    assert leading([("a", 30), ("b", 30), ("c", 30), ("d", 5)], 1, 1) == ["a", "b", "c"]  # equal: all of them
    assert leading(votes, 3, 1) == ["a", "b", "c", "d"]


def test_the_reason_for_showing_what_was_marked_stands_last() -> None:
    assert list(AnnounceForm().fields) == ["words", "recommend_until", "override_reason"]
