"""What a serving process holds after real pages and reports, and how soon it answers. Both databases."""

from __future__ import annotations

import json
import os
import sys

import pytest

from bench import memory
from bench.databases import KINDS

pytestmark = [
    pytest.mark.prove,
    pytest.mark.alone,
    pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="runs both databases by itself"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_serving_process_stays_small_and_starts_soon(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = memory.run(kind)
    with capsys.disabled():
        sys.stdout.write(f"{kind} {json.dumps(found)}\n")
    assert set(found["pages"].values()) == {200}
    assert set(found["reported"]) == {"done"}
    assert found["peak_mb"] <= 150, found
    assert found["supervisor_mb"] <= 60, found
    # The time of the processor, because a busy machine stretches the other.
    assert found["start_s"] <= 5 or found["start_cpu_s"] <= 8, found
