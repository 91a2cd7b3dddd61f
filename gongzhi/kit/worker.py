"""The worker's loop: named sweeps, each run every so many seconds, none able to stop the others.

A sweep claims its rows by conditional update, so any number of workers may run and each may be killed at any
moment. What a sweep did and how often it failed stands in the heartbeat file (read by `gongzhi doctor`).
"""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import close_old_connections, connections

from gongzhi.core import clock

log = logging.getLogger("gongzhi.worker")


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something to do again and again: `run(limit)` does at most `limit` pieces and returns how many it did."""

    name: str
    run: Callable[[int], int]
    every: float  # seconds


@dataclass(slots=True)
class Tally:
    """What became of one sweep since the worker began."""

    runs: int = 0
    done: int = 0
    failures: int = 0
    last_error: str = ""
    failing: bool = False  # whether the latest run failed


@dataclass
class Worker:
    """Runs `sweeps` until told to stop. `heartbeat` is a file, renewed with each round."""

    sweeps: Sequence[Sweep]
    limit: int = 200
    heartbeat: Path | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def stop(self, *_: Any) -> None:
        """End after the sweep that is running now."""
        self._stop.set()

    def run_once(self) -> int:
        """Run every sweep until it finds nothing more to do, at most 1,000 times; how many pieces were done."""
        total = 0
        for sweep in self.sweeps:
            for _ in range(1000):
                if self._stop.is_set():
                    break
                count = self._run(sweep)
                total += count
                if count < self.limit:
                    break
        self._beat()
        return total

    def run_forever(self) -> None:
        """Run each sweep every `every` seconds; one that came back full runs again at once, after the others."""
        due = {sweep.name: 0.0 for sweep in self.sweeps}
        while not self._stop.is_set():
            for sweep in self.sweeps:
                if self._stop.is_set():
                    break
                if time.monotonic() >= due[sweep.name]:
                    full = self._run(sweep) >= self.limit
                    due[sweep.name] = time.monotonic() + (0 if full else sweep.every)
            self._beat()
            self._stop.wait(max(0.0, min(due.values(), default=1.0) - time.monotonic()))

    def listen(self) -> None:
        """Stop on SIGTERM and SIGINT."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def _run(self, sweep: Sweep) -> int:
        tally = self.tallies.setdefault(sweep.name, Tally())
        tally.runs += 1
        try:
            count = sweep.run(self.limit)
        except Exception as error:  # one sweep's failure must not stop the others
            tally.failures += 1
            tally.failing, tally.last_error = True, f"{type(error).__name__}: {error}"[:300]
            log.exception("sweep %s failed (%d of %d runs)", sweep.name, tally.failures, tally.runs)
            _drop_broken_connections()
            return 0
        tally.failing = False
        tally.done += count
        return count

    def _beat(self) -> None:
        close_old_connections()
        if self.heartbeat is None:
            return
        sweeps = {name: asdict(tally) for name, tally in self.tallies.items()}
        beat = {"at": clock.now().isoformat(), "pid": os.getpid(), "sweeps": sweeps}
        try:
            self.heartbeat.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.heartbeat.with_suffix(f".{os.getpid()}.new")
            fresh.write_text(json.dumps(beat, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self.heartbeat)
        except OSError:
            log.exception("the heartbeat could not be written")


def _drop_broken_connections() -> None:
    """After an error, a connection outside any transaction is closed, so that the next sweep gets a sound one."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
