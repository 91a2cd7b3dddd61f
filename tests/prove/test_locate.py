"""Point to grid at size, in processes of its own, so that memory is the worker's alone. Both databases."""

from __future__ import annotations

import os

import pytest

from bench import locate

pytestmark = pytest.mark.prove


def test_a_hundred_thousand_grids(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("GONGZHI_TEST_DB") == "postgres":
        import psycopg

        url = os.environ["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS bench_locate")
            server.execute("CREATE DATABASE bench_locate")
        monkeypatch.setenv("DATABASE_URL", url.replace("/postgres", "/bench_locate", 1))
    else:
        monkeypatch.delenv("DATABASE_URL", raising=False)
    found = locate.run(grids=100_000, points=100_000)
    assert found["rss_mb"] <= 150, found
    # At least 20,000 a second on an idle machine; the ratio holds on a busy one too.
    assert found["bulk_points_per_s"] >= 20_000 or found["bulk_to_bare"] >= 3
    assert found["single_ms"] <= 1 or found["single_ms"] * found["bare_look_ups_per_s"] <= 1000 * 5
