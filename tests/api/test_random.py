"""Random input to what packs beside the first city's open: never a 500, every refusal a problem."""

from __future__ import annotations

import pytest

from gongzhi.exchange.tests.test_fuzz import fuzz_as
from gongzhi.property.tests.town import Managed, managed
from tests.api.programs import program

__all__ = ["managed"]
pytestmark = pytest.mark.django_db


def test_estates_and_lists(managed: Managed) -> None:
    order = managed.order()
    known = [str(managed.estate.pk), str(order.pk), order.number, str(managed.town.places["grid-1"])]
    calls = 0
    for post, wanted in (("property-inspector", ("property", "estates")), ("worker", ("needs", "duty", "reception"))):
        calls += fuzz_as(program(managed.town, post).secret, known, rounds=4, seed=5, wanted=wanted)
    assert calls > 100
