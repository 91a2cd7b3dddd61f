"""What a proxy and Prometheus see."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from gongzhi.core import clock


@pytest.mark.django_db
def test_healthz_follows_the_database() -> None:
    assert Client().get("/healthz").json()["ok"] is True
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        response = Client().get("/healthz")
    assert response.status_code == 503
    assert "Retry-After" in response


@pytest.mark.django_db
def test_metrics_count_the_sweeps() -> None:
    tally = {"runs": 3, "done": 2, "failures": 1, "last_error": "", "failing": False}
    beat = {"at": clock.now().isoformat(), "pid": 1, "sweeps": {"clocks": tally}}
    path = settings.VAR / "worker.json"
    path.write_text(json.dumps(beat))
    try:
        page = Client().get("/metrics").content.decode()
    finally:
        path.unlink()
    assert 'gongzhi_sweep_failures_total{sweep="clocks"} 1' in page
    assert "gongzhi_worker_heartbeat_age_seconds 0" in page
