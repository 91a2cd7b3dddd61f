"""A script that has snapshots of the database between batches, a backup and the logs, and knows who cast when, tries to
link voters and ballots; and proof that it would, were the ballots not mixed."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from gongzhi.site import backup
from gongzhi.voting import public as voting
from gongzhi.voting.actions import keys, sealing
from gongzhi.voting.models import Spent
from gongzhi.voting.rules import words
from gongzhi.voting.tests.conftest import director, electors, frozen, opened, short_keys
from gongzhi.voting.tests.voter import Voter

__all__ = ["director", "frozen", "opened", "short_keys"]

MANY = [{"key": f"c{n}", "label": f"选项{n}"} for n in range(10)]
BATCHES = 4


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Every table with all its columns, and what the database adds of its own: place and transaction, or rowid."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            if connection.vendor == "postgresql":
                hidden = "ctid::text, xmin::text, cmin::text, "
            else:
                cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [name])
                plain = "WITHOUT ROWID" not in (cursor.fetchone()[0] or "") and "VIRTUAL" not in name
                hidden = "rowid, " if plain else ""
            try:
                with transaction.atomic():
                    cursor.execute(f'SELECT {hidden}t.* FROM "{name}" t')
            except Exception:  # noqa: S112 - an index's own table
                continue
            tables[name] = [(i, *row) for i, row in enumerate(cursor.fetchall())]  # i: in the order as it comes
    return tables


def sort_key(value: Any) -> tuple[str, Any]:
    if isinstance(value, str) and value.startswith("("):  # a ctid
        return ("ctid", tuple(int(part) for part in value.strip("()").split(",")))
    return (type(value).__name__, value)


def guesses(before: dict[str, Any], after: dict[str, Any], batch: list[int]) -> list[dict[int, str]]:
    """Voter → choice, by every order that the new ballots can be put in: every column, both ways."""
    known = {row[-3:] for row in before.get("voting_ballot", [])}
    new = [row for row in after["voting_ballot"] if row[-3:] not in known]
    made = []
    for column in range(len(new[0]) - 1) if new else ():  # the last column is the choice itself
        for backwards in (False, True):
            ordered = sorted(new, key=lambda row: sort_key(row[column]), reverse=backwards)  # noqa: B023
            made.append({voter: row[-1] for voter, row in zip(batch, ordered, strict=True)})
    return made


def spent_of(voter: Voter) -> str:
    return hashlib.sha256(b"gongzhi spent\0" + voter.message).hexdigest()


def run_attack(frozen: Any, opened: Any) -> tuple[list[int], int, dict[str, Any], list[Voter], str]:
    """Hits of each way to guess, over all batches; how many pairs; the last snapshot; the voters; what was logged."""
    found = frozen(10 * BATCHES + 10)
    poll = opened(found, secrecy="secret", options=MANY)
    chance = random.Random(7)
    logged: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: logged.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    hits: list[int] = []
    voters: list[Voter] = []
    try:
        who = electors(found)
        truth: dict[int, str] = {}
        done: set[int] = set()
        for b in range(BATCHES):
            before = snapshot()
            for one in who[10 * b + (10 if b else 0) : 10 * b + 20]:
                voter = Voter(poll, one.pk)
                voter.ask()
                truth[one.pk] = chance.choice(MANY)["key"]
                voter.cast(truth[one.pk])
                voters.append(voter)
            assert voting.seal_ballots() == 1
            # snapshots after every cast tell whose token waits, so also whose was spent in this batch
            spent = set(Spent.objects.values_list("spent", flat=True))
            batch = [v.elector_id for v in voters if spent_of(v) in spent and v.elector_id not in done]
            done |= set(batch)
            found_ways = guesses(before, snapshot(), batch)
            hits = hits or [0] * len(found_ways)
            for way, guess in enumerate(found_ways):
                hits[way] += sum(truth[v] == c for v, c in guess.items())
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
    return hits, 10 * BATCHES, snapshot(), voters, "\n".join(logged)


@pytest.mark.django_db(transaction=True)
def test_a_script_with_snapshots_links_nobody(frozen: Any, opened: Any, tmp_path: Path, director: Any) -> None:
    hits, pairs, last, voters, logged = run_attack(frozen, opened)
    assert len(hits) >= 4
    # By chance a fifth, since some choices come twice in a batch: 8 of 40, and 24 less than once in 100,000 runs.
    # A way that links finds all 40 (below).
    assert max(hits) < pairs * 0.6, hits
    _nothing_is_written_down(last, voters, logged)
    backup.write(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not [n for n in archive.namelist() if "polls/" in n]
        whole = "\n".join(archive.read(n).decode(errors="replace") for n in archive.namelist())
    for voter in voters:
        assert voter.message.hex() not in whole
        assert voter.signature.hex() not in whole


def _nothing_is_written_down(last: dict[str, Any], voters: list[Voter], logged: str) -> None:
    """Neither token nor signature nor the blinded message stands anywhere; no row holds an elector and a choice."""
    text = json.dumps(last, default=lambda o: bytes(o).hex() if isinstance(o, bytes | memoryview) else str(o)) + logged
    for voter in voters:
        for secret in (voter.message, voter.signature, voter.blinded):
            for written in (secret.hex(), base64.b64encode(secret).decode(), base64.urlsafe_b64encode(secret).decode()):
                assert written[:40] not in text
    for table, rows in last.items():
        if table not in ("voting_ballot", "voting_poll"):
            assert not [row for row in rows if any(c["key"] in row for c in MANY)], table
    times = [c for c in last["voting_ballot"][0] if hasattr(c, "year")]
    assert not times


class _Unmixed:
    """The test double that leaves the mixing out: ids count up, the order stays."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self) -> int:
        self.last += 1
        return self.last


@pytest.mark.django_db(transaction=True)
def test_without_the_mixing_the_script_would_link(frozen: Any, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    order: dict[str, int] = {}
    plain_seal, plain_open = keys.seal, sealing._open

    def noted(key: str, choice: str, *, about: str) -> str:
        order[about.partition(":")[2]] = len(order)
        return plain_seal(key, choice, about=about)

    monkeypatch.setattr(keys, "seal", noted)
    monkeypatch.setattr(sealing, "_open", lambda one, rows: plain_open(one, sorted(rows, key=lambda w: order[w.spent])))
    monkeypatch.setattr(words, "shuffled", list)
    monkeypatch.setattr(words, "random_id", _Unmixed())
    hits, pairs, *_rest = run_attack(frozen, opened)
    assert max(hits) == pairs
