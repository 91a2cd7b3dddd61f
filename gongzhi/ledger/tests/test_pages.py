"""What anyone sees of the ledger, in a browser and by programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Entry
from gongzhi.ledger.rules import merkle
from gongzhi.ledger.rules.verify_ledger import leaf_hash
from gongzhi.ledger.tests.conftest import fill

pytestmark = pytest.mark.django_db


def _text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_the_page_before_the_first_seal(client: Client) -> None:
    assert "还没有签封" in _text(client, "/ledger/")
    assert _text(client, "/ledger/export.jsonl", 404)


def test_the_page_shows_the_latest_seal(client: Client, signed: list[int]) -> None:
    page, last = _text(client, "/ledger/"), ledger.latest_head()
    assert last
    for shown in (last.root, last.signature, last.key, "签名有效", str(last.day)):
        assert shown in page


def test_the_page_takes_few_queries(
    client: Client, signed: list[int], django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(4):
        client.get("/ledger/")
    with django_assert_max_num_queries(7):
        client.get("/ledger/check/", {"q": signed[17]})


def test_a_strange_seal_is_told(client: Client, signed: list[int], key: Path) -> None:
    key.with_name(key.name + ".pub").unlink()
    assert "签名有效" not in _text(client, "/ledger/")


def test_an_entry_is_checked_by_number_and_by_fingerprint(client: Client, signed: list[int]) -> None:
    receipt = ledger.receipt_of(signed[17])
    for asked in (str(receipt.entry), receipt.hash, f" {receipt.hash[:32]} {receipt.hash[32:].upper()}"):
        page = _text(client, f"/ledger/check/?q={asked}")
        assert "核对无误" in page
        assert receipt.hash in page


def test_an_entry_without_a_seal_and_one_without_a_place(client: Client, signed: list[int]) -> None:
    assert "尚未签封" in _text(client, f"/ledger/check/?q={ledger.since(65)[0].id}")
    (new,) = fill(1)
    assert "刚刚记录" in _text(client, f"/ledger/check/?q={ledger.receipt_of(new).hash}")


def test_a_changed_entry_is_told(client: Client, signed: list[int], sql: Callable[..., int]) -> None:
    sql("UPDATE ledger_entry SET codes = '{}' WHERE id = %s", signed[17])
    assert "与账本不符" in _text(client, f"/ledger/check/?q={signed[17]}")
    entry = Entry.objects.get(pk=signed[17])
    assert entry.index == 17


@pytest.mark.parametrize(("asked", "status"), [("abc", 422), ("5", 404), ("ab" * 32, 404), ("9" * 19, 422)])
def test_what_cannot_be_found_is_said_and_kept(client: Client, signed: list[int], asked: str, status: int) -> None:
    page = _text(client, f"/ledger/check/?q={asked}", status)
    assert f'value="{asked}"' in page


def test_programs_get_proofs(client: Client, signed: list[int]) -> None:
    head = json.loads(_text(client, "/ledger/head.json"))
    assert (head["size"], head["signed"]["size"], head["root"]) == (70, 60, ledger.head().root)
    by_entry = json.loads(_text(client, f"/ledger/proof.json?entry={signed[17]}"))
    assert by_entry["signed"] == head["signed"]
    assert by_entry == json.loads(_text(client, "/ledger/proof.json?index=17&size=60")) | {"signed": head["signed"]}
    path = [bytes.fromhex(step) for step in by_entry["path"]]
    leaf = leaf_hash(bytes(Entry.objects.get(pk=signed[17]).hash))
    assert merkle.included(leaf, 17, 60, path, bytes.fromhex(head["signed"]["root"]))
    grown = json.loads(_text(client, "/ledger/consistency.json?first=60&second=70"))
    old, new = bytes.fromhex(grown["first_root"]), bytes.fromhex(grown["second_root"])
    assert merkle.consistent(60, 70, old, new, [bytes.fromhex(step) for step in grown["path"]])
    assert grown["first_root"] == head["signed"]["root"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("proof.json", 422),
        ("proof.json?index=x", 422),
        ("proof.json?index=70", 404),
        ("proof.json?index=²", 422),
        ("proof.json?entry=5", 404),
        ("consistency.json?first=0&second=5", 404),
        ("consistency.json?first=5", 422),
    ],
)
def test_programs_get_refusals(client: Client, signed: list[int], path: str, status: int) -> None:
    body = json.loads(_text(client, f"/ledger/{path}", status))
    assert body["status"] == status


def test_the_download_is_a_good_export(client: Client, signed: list[int], tmp_path: Path) -> None:
    response = client.get("/ledger/export.jsonl")
    (tmp_path / "x.jsonl").write_bytes(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    report = ledger.verify_file(tmp_path / "x.jsonl")
    assert (report.ok, report.entries) == (True, 60)
    program = b"".join(client.get("/ledger/verify_ledger.py").streaming_content)  # type: ignore[attr-defined]
    assert program == (Path(__file__).parents[3] / "tools" / "verify_ledger.py").read_bytes()
