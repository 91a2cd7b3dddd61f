"""Point to grid at size, in processes of its own, so that memory is the worker's alone. Both databases."""

from __future__ import annotations

import json
import os
import sys

import pytest

from bench import locate
from bench.databases import KINDS

pytestmark = [
    pytest.mark.prove,
    pytest.mark.alone,
    pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="runs both databases by itself"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_thousand_grids(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = locate.run(kind, grids=100_000, points=100_000)
    with capsys.disabled():
        sys.stdout.write(f"{kind} {json.dumps(found)}\n")
    assert found["in_a_grid"] > 90_000
    assert found["peak_mb"] <= 150, found
    # Ratios to bare look-ups by key in the same run: they hold on a busy machine too, where the rates may not.
    # Idle, 20,000 a second is three look-ups; one point may cost what five look-ups cost.
    assert found["bulk_points_per_s"] >= 20_000 or found["bulk_to_bare"] >= 5, found
    assert found["single_ms"] <= 1 or found["single_to_bare"] >= 1 / 5, found
