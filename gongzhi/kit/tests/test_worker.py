"""The worker's loop: a failing sweep stops nobody, a full one goes on, a stop comes after the current sweep."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from gongzhi.kit.worker import Sweep, Worker


@pytest.mark.django_db(transaction=True)
def test_a_failing_sweep_stops_nobody_and_is_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    left = [5]

    def broken(limit: int) -> int:
        raise RuntimeError("gateway")

    def good(limit: int) -> int:
        done = min(limit, left[0])
        left[0] -= done
        return done

    worker = Worker([Sweep("broken", broken, 1), Sweep("good", good, 1)], limit=2, heartbeat=tmp_path / "w.json")
    assert worker.run_once() == 5
    assert "sweep broken failed" in caplog.text
    sweeps = json.loads((tmp_path / "w.json").read_text())["sweeps"]
    assert (sweeps["broken"]["failures"], sweeps["broken"]["failing"]) == (1, True)
    assert (sweeps["good"]["done"], sweeps["good"]["failing"]) == (5, False)


@pytest.mark.django_db(transaction=True)
def test_it_stops_after_the_current_sweep() -> None:
    ran: list[str] = []

    def first(limit: int) -> int:
        ran.append("first")
        worker.stop()
        ran.append("first ended")
        return 0

    worker = Worker([Sweep("first", first, 0), Sweep("second", lambda limit: ran.append("second") or 0, 0)])
    thread = threading.Thread(target=worker.run_forever)
    thread.start()
    thread.join(5)
    assert not thread.is_alive()
    assert ran == ["first", "first ended"]
