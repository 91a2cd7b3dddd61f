"""`gongzhi verify` and `gongzhi ledger`, as scripts call them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gongzhi.ledger import public as ledger
from gongzhi.ledger.tests.conftest import key, signed, sql  # noqa: F401 - fixtures
from gongzhi.site.cli import main

# ruff: noqa: F811


def test_verify_tells_an_untouched_ledger(signed: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report == {"ok": True, "entries": 70, "head": ledger.head().root, "problems": []}


def test_verify_names_what_was_done(
    signed: list[int], sql: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    sql("DELETE FROM ledger_entry WHERE id = %s", signed[30])
    assert main(["verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"] == [
        {"entry": signed[30], "stream": 1002, "kind": "missing"},
    ]
    assert main(["verify"]) == 1
    assert f"missing: entry {signed[30]} of stream 1002" in capsys.readouterr().out


def test_export_and_verify_it(signed: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ledger.jsonl"
    assert main(["ledger", "export", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["verify", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == 70
    file.write_text(file.read_text().replace('"seq":4', '"seq":5', 1))
    assert main(["verify", str(file), "--json"]) == 1


def test_calls_that_are_off(signed: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "nowhere")]) == 2
    (tmp_path / "x").write_text("hello")
    assert main(["verify", str(tmp_path / "x")]) == 2
    assert main(["ledger", "export", str(tmp_path / "no" / "folder")]) == 2
    assert capsys.readouterr().out == ""


def test_head(signed: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "head"]) == 0
    assert json.loads(capsys.readouterr().out)["signed"]["size"] == 60
