"""SQLite with a queue for writers.

SQLite's own busy handler polls with sleeps of up to 100 ms, so that under load some writers starve.
Here a writer first takes an advisory file lock beside the database (fair enough, wakes at once), for
threads and processes alike; it waits at most `timeout` seconds and then fails as a locked database
does. The lock is held from BEGIN to COMMIT, ROLLBACK or close. POSIX only; `:memory:` is not queued.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend with the write queue."""

    _queue_fd: int | None = None

    def _queue_path(self) -> str | None:
        name = str(self.settings_dict["NAME"])
        return None if ":memory:" in name or "mode=memory" in name else f"{name}.writers"

    def _enter_queue(self) -> None:
        path = self._queue_path()
        if path is None or self._queue_fd is not None:
            return
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        patience = float(self.settings_dict["OPTIONS"].get("timeout", 20))
        end = time.monotonic() + patience
        pause = 0.0005
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    os.close(fd)
                    raise OperationalError("database is locked") from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.008)
        self._queue_fd = fd

    def _leave_queue(self) -> None:
        fd, self._queue_fd = self._queue_fd, None
        if fd is not None:
            os.close(fd)

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._leave_queue()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_queue()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._leave_queue()
