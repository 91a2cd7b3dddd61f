"""An export, checked by a stranger with one file and a bare Python."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongzhi.core.errors import NotFound
from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Opening
from gongzhi.ledger.rules.verify_ledger import signed_by

TOOL = Path(__file__).parents[3] / "tools" / "verify_ledger.py"
Row = dict[str, Any]


@pytest.fixture
def exported(signed: list[int], tmp_path: Path) -> Path:
    ledger.export(tmp_path / "ledger.jsonl")
    return tmp_path / "ledger.jsonl"


def _run(file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    copy = file.parent / "elsewhere" / "verify_ledger.py"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(TOOL.read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", copy, file, "--json", *options], capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode, json.loads(done.stdout)


def _found(file: Path) -> set[tuple[int | None, str]]:
    code, report = _run(file)
    assert report["ok"] == (code == 0) == (not report["problems"])
    assert ledger.verify_file(file).as_dict() == report  # gongzhi verify FILE says the same
    return {(p["entry"], p["kind"]) for p in report["problems"]}


def _edit(file: Path, change: Callable[[list[Row]], None]) -> None:
    """Change the lines of the export; entries begin behind the first line and the heads."""
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    change(rows)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))


def _at(rows: list[Row], index: int) -> int:
    return next(n for n, row in enumerate(rows) if row.get("index") == index)


def test_a_good_export(exported: Path) -> None:
    code, report = _run(exported)
    assert code == 0
    assert report == {"ok": True, "entries": 70, "head": ledger.head().root, "problems": []}
    assert ledger.verify().ok


def test_an_export_tells_no_words_and_no_persons(exported: Path) -> None:
    text = exported.read_text()
    assert Opening.objects.exists()
    for opening in Opening.objects.all():
        assert opening.text not in text
        assert bytes(opening.salt).hex() not in text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("codes", '{"n":999}'),
        ("at", "2020-01-01T00:00:00.000+08:00"),
        ("tag", "test:thing:other"),
        ("appointment", 5),
        ("stream", 4711),
        ("seq", 99),
        ("hash", "00" * 32),
        ("prev", "11" * 32),
        ("entry", 4712),
    ],
)
def test_a_changed_value(exported: Path, signed: list[int], column: str, value: object) -> None:
    def change(rows: list[Row]) -> None:
        rows[_at(rows, 30)][column] = value

    _edit(exported, change)
    assert _found(exported) == {(value if column == "entry" else signed[30], "changed")}


@pytest.mark.parametrize("at", [0, 30, 69])
def test_a_line_taken_out(exported: Path, at: int) -> None:
    entry = ledger.since(at, limit=1)[0].id
    _edit(exported, lambda rows: rows.__delitem__(_at(rows, at)))
    assert _found(exported) == {(entry, "missing")}


def test_a_line_put_in_twice(exported: Path, signed: list[int]) -> None:
    _edit(exported, lambda rows: rows.insert(_at(rows, 30), rows[_at(rows, 30)]))
    assert _found(exported) == {(signed[30], "inserted")}


def test_a_foreign_line(exported: Path) -> None:
    def change(rows: list[Row]) -> None:
        rows.insert(_at(rows, 30), rows[_at(rows, 30)] | {"entry": 5, "stream": 6})

    _edit(exported, change)
    assert _found(exported) == {(5, "inserted")}


@pytest.mark.parametrize(("a", "b"), [(10, 11), (10, 40), (0, 69)])
def test_two_lines_swapped(exported: Path, a: int, b: int) -> None:
    def change(rows: list[Row]) -> None:
        x, y = _at(rows, a), _at(rows, b)
        rows[x], rows[y] = rows[y], rows[x]

    _edit(exported, change)
    both = {ledger.since(n, limit=1)[0].id for n in (a, b)}
    assert _found(exported) == {(entry, "reordered") for entry in both}


def test_two_indexes_swapped(exported: Path, signed: list[int]) -> None:
    def change(rows: list[Row]) -> None:
        x, y = _at(rows, 10), _at(rows, 40)
        rows[x]["index"], rows[y]["index"] = 40, 10

    _edit(exported, change)
    assert _found(exported) == {(signed[10], "reordered"), (signed[40], "reordered")}


@pytest.mark.parametrize("kind", ["head", "leaves"])
def test_helping_lines_taken_out(exported: Path, kind: str) -> None:
    def change(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if kind not in row or "entry" in row]

    _edit(exported, change)
    # the entries are still whole without the leaves; a head that was promised is missed
    assert _found(exported) == ({(None, "missing")} if kind == "head" else set())


def test_without_the_leaves_the_chains_still_name_the_entry(exported: Path, signed: list[int]) -> None:
    def change(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if "leaves" not in row]
        rows[_at(rows, 30)]["codes"] = "{}"
        del rows[_at(rows, 20)]

    _edit(exported, change)
    _, report = _run(exported)
    assert {"entry": signed[30], "stream": 1002, "kind": "changed"} in report["problems"]
    assert {"entry": None, "stream": 1006, "kind": "missing"} in report["problems"]


def test_a_broken_line_is_told(exported: Path, signed: list[int]) -> None:
    lines = exported.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith('{"index":30,'))
    lines[at] = lines[at][:-20]
    exported.write_text("\n".join(lines))
    assert _found(exported) == {(signed[30], "missing"), (None, "changed")}


def test_a_forged_ledger_with_a_key_of_its_own_is_told_by_the_known_key(exported: Path) -> None:
    known = json.loads(exported.read_text().splitlines()[0])["keys"][0]
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    assert _run(exported, "--key", known)[0] == 0
    code, report = _run(exported, "--key", other)
    assert (code, {p["kind"] for p in report["problems"]}) == (1, {"changed"})


def test_something_else_than_an_export(tmp_path: Path) -> None:
    for text in ("", "hello", "[]", '{"a":1}'):
        (tmp_path / "x").write_text(text)
        with pytest.raises(ValueError):
            ledger.verify_file(tmp_path / "x")


@pytest.mark.django_db
def test_an_empty_ledger_gives_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        ledger.export(tmp_path / "x.jsonl")
    assert not list(tmp_path.glob("x*"))


def test_ed25519_against_rfc_8032_and_the_library() -> None:
    # RFC 8032, 7.1, TEST 1 and TEST 3
    for key, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ):
        assert signed_by(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))
        assert not signed_by(bytes.fromhex(key), b"x" + bytes.fromhex(message), bytes.fromhex(signature))
    for n in range(20):
        private = Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
        key, message = private.public_key().public_bytes_raw(), bytes(n)
        good = private.sign(message)
        assert signed_by(key, message, good)
        bad = bytearray(good)
        bad[n * 3] ^= 1 << n % 8
        assert not signed_by(key, message, bytes(bad))
        assert not signed_by(bytes(32), message, good)
