"""A resident checks with a phone that a posting or a tally is the one published then; whatever was touched is named."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import connection, transaction
from django.test import Client

from gongzhi.core import clock
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.ledger.queries.proofs import seal_of
from gongzhi.ledger.queries.seals import printed_seal
from gongzhi.ledger.rules.verify_ledger import head_message
from gongzhi.voting import public as voting

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).parents[3] / "tools" / "verify_ledger.py"
YES, NO = "是。与当时公布的一致", "不是。"


@pytest.fixture(autouse=True)
def key(settings: Any, tmp_path: Path) -> None:
    settings.LEDGER_KEY_FILE = tmp_path / "keys" / "ledger.pem"


@pytest.fixture
def posting(city: Settled) -> disclosure.Posting:
    """A posting under the seal of its day."""
    made = disclosure.publish(
        board="affairs", title="三月收支", text="收入 1200 元，支出 900 元。", place_id=city.places["zhonghua"],
        actor=city.actor("director"),
    )  # fmt: skip
    ledger.close_day()
    return made


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        assert cursor.rowcount > 0


def check(kind: str, number: int, client: Client | None = None) -> str:
    answer = (client or Client()).get(f"/ledger/document/{kind}/{number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def next_day(manual_clock: Any) -> None:
    manual_clock.advance(timedelta(days=1))
    with transaction.atomic():
        ledger.record("deliberation:topic:rated", stream=1, actor=None, codes={"stars": 5})
    ledger.close_day()


def test_a_posting_is_the_one_published(posting: disclosure.Posting, django_assert_max_num_queries: Any) -> None:
    assert f"/ledger/document/posting/{posting.pk}/" in Client().get(f"/board/{posting.pk}/").content.decode()
    with django_assert_max_num_queries(12):
        page = check("posting", posting.pk)
    assert YES in page
    assert NO not in page
    head = ledger.latest_head()
    assert head
    assert head.root in page
    assert head.signature in page


CHANGES: list[tuple[str, str, str]] = [
    ("UPDATE disclosure_posting SET text = '收入 1200 元，支出 901 元。' WHERE id = %s", "", "“正文”的文字"),
    ("UPDATE disclosure_posting SET title = '三月收支。' WHERE id = %s", "", "“标题”的文字"),
    ("UPDATE disclosure_posting SET board = 'party' WHERE id = %s", "", "公开栏"),
    ("UPDATE disclosure_posting SET published_at = '2026-02-01 08:00:00+00:00' WHERE id = %s", "", "公布时间"),
    ("UPDATE disclosure_posting SET withdrawn_at = published_at, text = '' WHERE id = %s", "", "没有记入账本"),
    ("", "UPDATE ledger_entry SET actor_kind = 'system' WHERE id = %s", "账本里的账目"),
    ("", "DELETE FROM ledger_entry WHERE id = %s", "没有公布它的账目"),
    ("", "DELETE FROM ledger_opening WHERE entry_id = %s", "“正文”的文字"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "entry", "told"), CHANGES)
def test_what_was_changed_or_deleted_is_named(posting: disclosure.Posting, page: str, entry: str, told: str) -> None:
    sql(page, posting.pk) if page else sql(entry, posting.entry)
    shown = check("posting", posting.pk)
    assert NO in shown
    assert told in shown
    assert "居务监督委员会" in shown  # what to do


def test_reordered_entries_are_named(posting: disclosure.Posting) -> None:
    entry = ledger.entries_of(posting.pk)[0]
    assert entry.index
    sql('UPDATE ledger_entry SET "index" = NULL WHERE "index" = %s', entry.index - 1)
    sql('UPDATE ledger_entry SET "index" = %s WHERE id = %s', entry.index - 1, entry.id)
    page = check("posting", posting.pk)
    assert NO in page
    assert "账目在签封下的位置" in page


def test_a_new_entry_does_not_hide_a_changed_posting(posting: disclosure.Posting, city: Settled) -> None:
    """Who writes the ledger on to fit the new words is told by the first entry, which stays."""
    forged = disclosure.publish(
        board="affairs", title="三月收支", text="收入 1200 元，支出 100 元。", place_id=city.places["zhonghua"],
        actor=city.actor("director"),
    )  # fmt: skip
    sql("UPDATE disclosure_posting SET text = %s, entry = %s WHERE id = %s", forged.text, forged.entry, posting.pk)
    assert NO in check("posting", posting.pk)


def test_before_midnight_it_is_not_sealed_yet(city: Settled) -> None:
    made = disclosure.publish(
        board="affairs", title="停水通知", text="周五停水。", place_id=city.places["zhonghua"],
        actor=city.actor("director"),
    )  # fmt: skip
    ledger.sequence_all()
    page = check("posting", made.pk)
    assert "当天的签封在零点过后进行" in page
    assert Client().get(f"/ledger/document/posting/{made.pk}/proof.json").status_code == 404
    sql("UPDATE disclosure_posting SET text = '周六停水。' WHERE id = %s", made.pk)
    assert NO in check("posting", made.pk)


def rewritten(sheet: Any, key_file: Path) -> str:
    """A seal of the same day over another ledger, signed with the installation's key."""
    key = load_pem_private_key(key_file.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    seal = seal_of(sheet.head)._replace(root=b"z" * 32)
    message = head_message(seal.size, seal.root, seal.at_ms, seal.day)
    return seal._replace(signature=key.sign(message)).text


def test_an_older_sheet_tells_what_was_rewritten(posting: disclosure.Posting, manual_clock: Any, settings: Any) -> None:
    sheet = printed_seal()
    assert sheet
    next_day(manual_clock)
    phone = Client()
    path = sheet.address.partition("//")[2].partition("/")[2]
    scanned = phone.get(f"/{path}").content.decode()
    assert "是。这张签封之后，账本只增加、没有改动" in scanned
    assert "您扫过的签封" in check("posting", posting.pk, phone)
    # the ledger was written anew since another sheet was printed, with the installation's own key: the sheet tells
    other = rewritten(sheet, settings.LEDGER_KEY_FILE)
    assert "账本被改动过" in phone.get("/ledger/seal/", {"g": other}).content.decode()
    page = check("posting", posting.pk, phone)
    assert NO in page
    assert "您扫过的签封之后，账本只增加、没有改动" in page
    phone.post("/ledger/seal/forget/")
    assert "您扫过的签封" not in check("posting", posting.pk, phone)


def test_strange_seals(posting: disclosure.Posting) -> None:
    sheet = printed_seal()
    assert sheet
    text = sheet.address.partition("=")[2]
    for wrong in ("x", "1.2.3", text[:-3], "1." * 300, "9" * 500, "1.²." + text.partition(".")[2]):
        assert Client().get("/ledger/seal/", {"g": wrong}).status_code == 422
    bigger = text.replace(f"1.{sheet.head.size}.", f"1.{sheet.head.size + 5}.", 1)
    answer = Client().get("/ledger/seal/", {"g": bigger})
    assert "这张签封不是本平台的" in answer.content.decode()
    assert "seal" not in answer.cookies


def test_the_sheet_for_the_board_is_scanned(posting: disclosure.Posting) -> None:
    page = Client().get("/ledger/sheet/").content.decode()
    assert "<svg" in page
    seal = printed_seal()
    assert seal
    assert seal.head.key[:32] in page
    assert seal.picture().png.startswith(b"\x89PNG")


def run(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", str(VERIFIER), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_one_file_verifier_checks_a_proof_alone(
    posting: disclosure.Posting, manual_clock: Any, tmp_path: Path
) -> None:
    sheet, head = printed_seal(), ledger.latest_head()
    assert sheet
    assert head
    next_day(manual_clock)
    text = sheet.address.partition("=")[2]
    made = Client().get(f"/ledger/document/posting/{posting.pk}/proof.json?g={quote(text)}").content
    file = tmp_path / "proof.json"
    file.write_bytes(made)
    assert run("proof", str(file), "--key", head.key, "--seal", text)[0] == 0
    for old, new, told in [
        ("支出 900", "支出 901", "WRONG   field text"),
        ('"index": ', '"index": 1', "WRONG   place"),
        ('"title": "三月收支"', '"title": "四月收支"', "WRONG   field title"),
    ]:
        file.write_text(made.decode().replace(old, new), encoding="utf-8")
        code, said = run("proof", str(file), "--seal", text)
        assert code == 1
        assert told in said
    file.write_text("{}")
    assert run("proof", str(file))[0] == 2
    after = ledger.latest_head()
    assert after
    (tmp_path / "new.json").write_bytes(Client().get("/ledger/head.json").content)
    grown = Client().get(f"/ledger/consistency.json?first={head.size}&second={after.size}").content
    (tmp_path / "grown.json").write_bytes(grown)
    heads = ("heads", sheet.address, str(tmp_path / "new.json"), str(tmp_path / "grown.json"))
    assert run(*heads)[0] == 0
    path = json.loads(grown)
    path["path"][0] = "00" * 32
    (tmp_path / "grown.json").write_text(json.dumps(path))
    assert run(*heads)[0] == 1


def test_a_tally_is_the_one_released(city: Settled, manual_clock: Any) -> None:
    director, now = city.actor("director"), clock.now()
    register = voting.open_register(
        place_id=city.places["zhonghua"], kind="households", title="名册", rule="", actor=director
    )
    voting.add_rows(register.pk, [voting.RowDraft(f"户{n}", f"1栋{n}室") for n in range(3)], actor=director)
    voting.publish_register(register.pk, board="affairs", actor=director)
    manual_clock.advance(timedelta(days=30))
    voting.freeze_register(register.pk, actor=director)
    now = clock.now()
    poll = voting.open_poll(
        electorate=register.pk, actor=director, rule="", question="装电梯吗？", secrecy="named", opens_at=now,
        channels=["phone"], closes_at=now + timedelta(days=1),
    )  # fmt: skip
    assert Client().get(f"/ledger/document/poll/{poll.pk}/").status_code in (404, 409)
    voting.close_poll(poll.pk, actor=director)
    voting.release(poll.pk, actor=director)
    ledger.close_day()
    assert YES in check("poll", poll.pk)
    assert "核验" in Client().get(f"/vote/{poll.pk}/").content.decode()
    sql("UPDATE voting_poll SET question = '不装电梯吗？' WHERE id = %s", poll.pk)
    assert NO in check("poll", poll.pk)


def test_no_such_document() -> None:
    for path in ("posting/5", "poll/5", "meeting/5", "x/5", "posting/99999999999999999999999"):
        assert Client().get(f"/ledger/document/{path}/").status_code == 404
    assert Client().get("/ledger/sheet/").status_code == 404
