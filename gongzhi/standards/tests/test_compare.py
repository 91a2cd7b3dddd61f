"""Bounds, also those that grow with the households."""

from __future__ import annotations

from typing import Any

import pytest

from gongzhi.core.bounds import Bounds, bounds_of, falls_short
from gongzhi.packs.public import Standard


def standard(**values: Any) -> Standard:
    data = {"key": "s", "title": "标准", "source": {"default": "试"}, "measure": "posts_filled", **values}
    return Standard.model_validate(data)


@pytest.mark.parametrize(
    ("bounds", "value", "bound"),
    [
        ({"at_least": 3, "at_most": 5}, 2, 3),
        ({"at_least": 3, "at_most": 5}, 3, None),
        ({"at_least": 3, "at_most": 5}, 5, None),
        ({"at_least": 3, "at_most": 5}, 6, 5),
        ({"at_most": 0}, 0, None),
        ({"at_most": 0}, 1, 0),
    ],
)
def test_a_value_is_held_against_both_bounds(bounds: dict[str, float], value: float, bound: float | None) -> None:
    assert falls_short(value, bounds_of(standard(**bounds), None)) == bound


@pytest.mark.parametrize(
    ("households", "whole", "least"),
    [(3000, True, 10), (3001, True, 11), (3120, True, 11), (0, True, 0), (3120, False, 10.4)],
)
def test_so_much_for_every_3000_households(households: int, whole: bool, least: float) -> None:
    asked = standard(at_least=10, per={"amount": 3000, "whole": whole})
    assert bounds_of(asked, households) == Bounds(least, None)


def test_ten_square_metres_for_every_50_households() -> None:
    asked = standard(at_least=10, per={"amount": 50})
    assert bounds_of(asked, 1234) == Bounds(246.8, None)
    assert not bounds_of(asked, None).known
