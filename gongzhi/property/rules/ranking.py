"""How companies, never residents, are ranked: shares by the published weights. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.property.rules.words import LEAST_HOMES

MIN_GRADE, MAX_GRADE = 1, 5


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a company's place is made of. `rating`: mean grade of `homes` homes, None where too few rated."""

    company_id: int
    homes: int = 0
    grades: int = 0  # given in all: homes × questions
    grade_sum: int = 0
    orders: int = 0
    orders_in_time: int = 0
    requests: int = 0
    requests_in_time: int = 0

    @property
    def rating(self) -> float | None:
        """The mean grade, 1 to 5; None below ten homes."""
        return self.grade_sum / self.grades if self.homes >= LEAST_HOMES and self.grades else None


@dataclass(frozen=True, slots=True)
class Placed:
    """A company's place (1 is first; equal scores share it; None: no number at all) and its score, 0 to 100."""

    place: int | None
    score: float | None
    numbers: Numbers


def shares(n: Numbers) -> dict[str, float | None]:
    """The parts of the formula, each between 0 and 1; None where there is no number."""
    rating = n.rating
    return {
        "rating": None if rating is None else (rating - MIN_GRADE) / (MAX_GRADE - MIN_GRADE),
        "orders": n.orders_in_time / n.orders if n.orders else None,
        "requests": n.requests_in_time / n.requests if n.requests else None,
    }


def score(n: Numbers, weights: Mapping[str, int]) -> float | None:
    """0 to 100, to a tenth. A part without a number is left out and the others weigh in proportion; None: no part."""
    found = shares(n)
    parts = [(found[key], weight) for key, weight in weights.items() if found[key] is not None]
    total = sum(weight for _share, weight in parts)
    return (
        round(100 * sum(share * weight for share, weight in parts if share is not None) / total, 1) if total else None
    )


def ranked(numbers: Sequence[Numbers], weights: Mapping[str, int]) -> list[Placed]:
    """The best first; who has no number comes last, without a place."""
    scored = sorted(
        ((score(n, weights), n) for n in numbers), key=lambda p: (p[0] is None, -(p[0] or 0), p[1].company_id)
    )
    found: list[Placed] = []
    for at, (points, n) in enumerate(scored, start=1):
        same = found[-1] if found and points is not None and found[-1].score == points else None
        found.append(Placed(None if points is None else same.place if same else at, points, n))
    return found
