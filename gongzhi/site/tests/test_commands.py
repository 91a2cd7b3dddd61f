"""The commands of an installation, as a shell sees them: migrate, worker, doctor, and a worker that is told to stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongzhi.site.cli import main


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return {**kept, "GONGZHI_VAR": str(tmp_path / "var")}


def gongzhi(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-W", "ignore", "-m", "gongzhi", *words]
    return subprocess.run(call, env=env, capture_output=True, text=True, check=False, timeout=120)


def test_a_new_installation_step_by_step(env: dict[str, str]) -> None:
    before = gongzhi(env, "doctor")
    assert before.returncode == 1
    assert "run `gongzhi migrate`" in before.stdout
    done = gongzhi(env, "migrate")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    once = gongzhi(env, "worker", "--once")
    assert once.returncode == 0, once.stderr
    for name in ("clocks", "messages", "absences", "ledger"):
        assert f"{name}: 0 done" in once.stderr
    for name in ("ledger-ed25519.pem.pub", "old.pem"):
        key = Path(env["GONGZHI_VAR"]) / "keys" / name
        key.touch()
        key.chmod(0o644)
    after = gongzhi(env, "doctor")
    assert "old.pem can be read by others" in after.stdout
    assert ".pub" not in after.stdout, "a public key is for everybody"
    assert "every migration is applied" in after.stdout
    assert "a worker runs" in after.stdout
    assert "no pack is in force" in after.stdout

    worker = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "gongzhi", "worker"], env=env)
    heartbeat = Path(env["GONGZHI_VAR"]) / "worker.json"
    for _ in range(200):
        if json.loads(heartbeat.read_text())["pid"] == worker.pid:
            break
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert json.loads(heartbeat.read_text())["pid"] == worker.pid


def test_doctor_without_a_database(env: dict[str, str]) -> None:
    env["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    env |= {"PGCONNECT_TIMEOUT": "1", "GONGZHI_PATIENCE": "1"}
    found = gongzhi(env, "doctor")
    assert found.returncode == 1
    assert "does not answer" in found.stdout
    assert "Traceback" not in found.stdout + found.stderr


@pytest.mark.parametrize("words", [("serve", "--workers", "0"), ("worker", "--limit", "x"), ("backup",), ("nothing",)])
def test_a_call_that_is_off_gets_exit_2(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert not capsys.readouterr().out


@pytest.mark.parametrize("command", ["serve", "worker", "doctor", "backup", "restore", "bench", "migrate", "worktime"])
def test_help_says_all(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert len(said) > 250
    assert "Exit" in said or "exit" in said or command == "serve"


def test_benchmarks_come_with_the_sources(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                          tmp_path: Path) -> None:  # fmt: skip
    from gongzhi.site.cli import bench

    assert main(["bench", "nothing"]) == 2
    monkeypatch.setattr(bench, "_SOURCES", tmp_path)
    assert main(["bench"]) == 2
    assert "come with the sources" in capsys.readouterr().err
