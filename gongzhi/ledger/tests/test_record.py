"""Recording: what is kept, what is refused."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from gongzhi.core import entropy
from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Entry, Opening
from gongzhi.ledger.rules.canonical import commitment
from gongzhi.ledger.tests.conftest import TAG

STAFF = SimpleNamespace(kind="staff", appointment_id=77)

pytestmark = pytest.mark.django_db


def test_entries_of_a_stream_are_chained() -> None:
    first = ledger.record(TAG, stream=5, actor=None, codes={"state": "新", "n": 1}, first=True)
    second = ledger.record(TAG, stream=5, actor=STAFF, codes={"n": None}, texts={"words": "路灯不亮", "none": None})
    a, b = Entry.objects.filter(stream=5).order_by("seq")
    assert (a.id, b.id) == (first, second)
    assert (a.seq, b.seq) == (1, 2)
    assert bytes(a.prev) == bytes(32)
    assert bytes(b.prev) == bytes(a.hash)
    assert a.codes == '{"n":1,"state":"新"}'
    assert (a.actor_kind, a.appointment_id, b.actor_kind, b.appointment_id) == ("system", None, "staff", 77)
    opening = Opening.objects.get(entry_id=second)
    assert json.loads(b.commitments) == {"words": commitment(bytes(opening.salt), "words", "路灯不亮")}
    assert [e.texts for e in ledger.entries_of(5)] == [{}, {"words": "路灯不亮"}]


def test_first_on_a_stream_that_is_not_new_still_goes_to_the_end() -> None:
    for _ in range(3):
        ledger.record(TAG, stream=5, actor=None, codes={}, first=True)
    assert [e.seq for e in ledger.entries_of(5)] == [1, 2, 3]


def test_the_hot_path_takes_two_statements(django_assert_num_queries: CaptureQueriesContext) -> None:
    with django_assert_num_queries(1):
        ledger.record(TAG, stream=9, actor=None, codes={}, first=True)
    with django_assert_num_queries(3):
        ledger.record(TAG, stream=9, actor=None, codes={}, texts={"a": "1", "b": "2"})


def test_many_at_once_give_the_same_rows_as_one_by_one() -> None:
    def rows(stream: int) -> list[tuple[int, str, str]]:
        return [(e.seq, e.codes, e.commitments) for e in Entry.objects.filter(stream=stream).order_by("seq")]

    with entropy.seeded(1):
        for n in range(5):
            ledger.record(TAG, stream=1, actor=STAFF, codes={"n": n}, texts={"words": f"第{n}次"})
    with entropy.seeded(1):
        ledger.record_many(ledger.Draft(TAG, 2, STAFF, {"n": n}, {"words": f"第{n}次"}, first=n == 0) for n in range(5))
    assert rows(1) == rows(2)


@pytest.mark.parametrize("codes", [{"other": 1}, {"n": 1.5}, {"n": ["a"]}, {"state": "x" * 201}, {"n": b"x"}])
def test_a_code_that_is_not_closed_is_refused(codes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        ledger.record(TAG, stream=5, actor=None, codes=codes)  # type: ignore[arg-type]


def test_an_unregistered_tag_is_refused() -> None:
    with pytest.raises(LookupError):
        ledger.record("test:thing:unknown", stream=5, actor=None, codes={})


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    with pytest.raises(RuntimeError):
        ledger.record(TAG, stream=5, actor=None, codes={})
    with transaction.atomic():
        ledger.record(TAG, stream=5, actor=None, codes={})


def test_erasing_a_person_deletes_the_words_and_keeps_the_commitments() -> None:
    entry = ledger.record(
        TAG, stream=5, actor=None, codes={}, texts={"name": "张三", "words": "坏了"}, persons={"name": 12}
    )
    before = Entry.objects.get(pk=entry)
    assert ledger.erase(12) == 1
    assert ledger.entries_of(5)[0].texts == {"words": "坏了"}
    assert Entry.objects.get(pk=entry).commitments == before.commitments
    assert ledger.entries_of(12)[0].codes == {"openings": 1}


def test_since_gives_nothing_before_the_sequencer_ran() -> None:
    ledger.record(TAG, stream=5, actor=None, codes={})
    assert ledger.since(0) == []
