"""Random input to what packs beside the first city's open: never a 500, every refusal a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongzhi.duty import public as duty
from gongzhi.exchange.tests.test_fuzz import fuzz_as
from gongzhi.property.tests.town import Managed, managed
from tests.api.programs import program
from tests.api.test_duty import planned
from tests.api.test_reception import hard, hours

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

__all__ = ["managed"]
pytestmark = pytest.mark.django_db


def test_estates_and_lists(managed: Managed) -> None:
    order = managed.order()
    known = [str(managed.estate.pk), str(order.pk), order.number, str(managed.town.places["grid-1"])]
    calls = 0
    for post, wanted in (("property-inspector", ("property", "estates")), ("worker", ("needs", "duty", "reception"))):
        calls += fuzz_as(program(managed.town, post).secret, known, rounds=4, seed=5, wanted=wanted)
    assert calls > 100


def test_duty_and_reception(city: Settled) -> None:
    place, row, number = planned(city), hours(city), hard(city).number
    stints = [str(pk) for pk in duty.Stint.objects.values_list("pk", flat=True)]
    known = [str(place), str(row.pk), number, "2026-03-02", "2026-03-09", *stints, str(city.posts["duty"])]
    calls = 0
    for post, wanted in (("director", ("duty", "reception")), ("hall", ("duty",)), ("reception", ("reception",))):
        calls += fuzz_as(program(city, post).secret, known, rounds=6, seed=4, wanted=wanted)
    assert calls > 300
