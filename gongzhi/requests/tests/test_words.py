"""Words find what a plain look through all texts finds, on both databases, whatever the index holds already."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from gongzhi.access.public import SYSTEM
from gongzhi.kit import search
from gongzhi.kit.word_index import LIVE, shelf_name
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.procedures.public import walk
from gongzhi.requests import public as requests
from gongzhi.requests.models import Reporter, Request, Words
from gongzhi.requests.queries import words as index
from gongzhi.requests.tests.conftest import Report
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

PARTS = ("路灯", "不亮", "编号77", "A3栋", "ＡＢ", "半夜", "路", "。", " ", "3-2", "Straße", "𠀀村", "_x", "%", "é")


def _texts(number: int) -> list[str]:
    chance = random.Random(9)
    return ["路灯" + "".join(chance.choice(PARTS) for _ in range(chance.randint(1, 7))) for _n in range(number)]


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def test_tokens_of_a_word_stand_among_those_of_a_text_that_holds_it() -> None:
    chance = random.Random(4)
    for text in _texts(300):
        folded = search.folded(text)
        start = chance.randrange(len(folded))
        word = folded[start : start + chance.randint(1, 4)].strip()
        held = search.tokens(folded)
        for token, starts in search.asked(word):
            assert any(t.startswith(token) if starts else t == token for t in held), (text, word)


@pytest.mark.django_db
def test_the_same_answers_as_a_look_through_everything(desk: Desk, report: Report) -> None:
    made = [report(description=text) for text in _texts(24)]
    plain = {r.pk: _fold(f"{r.matter.title}\n") + "\n" + _fold(r.description) + "\n" + _fold(r.address) for r in made}
    clerk = desk("hotline")
    asked = ["路灯", "路", "灯不", "亮", "77", "7", "a3", "AB", "ss", "3-2", "𠀀", "村", "x", "%", "É", "石"]
    for indexed in (0, 12, 100):
        requests.index_words(indexed)
        walk.forget_shares()
        index.forget_seen()
        for query in asked:
            answer = clerk.get("/desk/requests/", {"q": query, "state": "all", "sort": "received"})
            found = {row.pk for row in answer.context["page"].items}
            wanted = {pk for pk, text in plain.items() if all(w in text for w in search.words_of(query))}
            assert found == wanted, (query, indexed)


@pytest.mark.django_db
@pytest.mark.parametrize("share", [1e-9, 1.0])
def test_either_way_to_a_page_gives_the_same(
    share: float, desk: Desk, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A walk along the list and the way by the index of words or types: forced here by the share they are told."""
    for text in _texts(10):
        report(description=text)
    report(type_key="noise-life", description="路灯太吵")
    requests.index_words(100)
    monkeypatch.setattr(index, "_share", lambda words: share)
    monkeypatch.setattr(walk, "_shares", None)
    known = walk.Shares(10**6, {}, {"streetlight": share, "noise-life": share})
    monkeypatch.setattr(walk, "shares", lambda: known)
    clerk = desk("hotline")

    def rows(**query: str) -> list[int]:
        return [r.pk for r in clerk.get("/desk/requests/", query).context["page"].items]

    everything = rows(sort="received")
    assert len(everything) == 11
    assert rows(q="路灯", sort="received") == everything
    assert sorted(rows(q="路灯")) == sorted(everything)
    assert rows(type="noise-life", q="路灯") == everything[:1]
    assert rows(type="streetlight", sort="received") == everything[1:]


@pytest.mark.django_db
def test_an_erased_person_leaves_no_words_behind(report: Report, desk: Desk) -> None:
    request = report(description="我家在青石碑旁边的红砖楼")
    report()
    requests.index_words(100)
    person = Reporter.objects.get(request=request).person_id
    people.erase_person(person, actor=SYSTEM, why="request")
    requests.forget(person, actor=SYSTEM)
    assert not Words.objects.filter(pk=request.pk).exists()
    with connection.cursor() as cursor:
        match = index.match_of(["青石碑"], [LIVE, *(shelf_name(n) for n in range(200))])
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT COUNT(*) FROM {index.INDEX.fts} WHERE {index.INDEX.fts} MATCH %s", [match])
        else:
            cursor.execute("SELECT COUNT(*) FROM requests_words WHERE tokens @@ %s::tsquery", [match])
        assert cursor.fetchone()[0] == 0
    requests.index_words(100)
    assert Request.objects.filter(worded=False).count() == 0
    assert desk("hotline").get("/desk/requests/?q=青石碑").context["rows"] == []


@pytest.mark.django_db
def test_lists_use_their_index(city: Settled, report: Report) -> None:
    """No list reads a whole table: the plan of every way to a page."""
    requests.index_words(100)
    scope = (city.places["zhonghua"],)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan TO off")  # small tables would be read whole
            cursor.execute("SET LOCAL enable_bitmapscan TO off")
            cursor.execute("SET LOCAL enable_sort TO off")
    where, given, share, source = index.narrowing(["路灯"])
    assert source is not None
    asks: list[dict[str, Any]] = [
        {}, {"newest": True}, {"type_key": "streetlight"}, {"light": "red", "channel": "web"},
        {"within": ((city.posts["hotline"], "holder"),)}, {"where": where, "given": given, "share": share},
    ]  # fmt: skip
    for more in asks:
        ask = walk.Ask(scopes=scope, states=procedures.LIVE, kind="request", **more)
        driver, checks = walk._driver(ask, walk.Shares(1000))
        plan = _plan(*walk.along(ask, driver, checks, None, 51))
        wanted = "procedures_standing_newest" if ask.newest else "procedures_standing_urgent"
        assert wanted in plan, plan
        assert "SCAN s" not in plan, plan
        assert "Seq Scan" not in plan, plan
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_bitmapscan TO on")
    ask = walk.Ask(scopes=scope, states=("open",), where=where, given=given)
    assert source.on is not None
    sql, values = source.on([LIVE, "055"])
    for other in (replace(source, sql=sql, values=values), index.of_type("streetlight", 0.1), index.of_number("123")):
        plan = _plan(*walk.looked_up(ask, other, None, 51))
        assert connection.vendor == "postgresql" or "procedures_standing_matter" in plan, plan
        assert "SCAN s" not in plan, plan
        assert "Seq Scan" not in plan, plan


def _plan(sql: str, values: list[Any]) -> str:
    from gongzhi.kit.db.select import _given

    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", [_given(v) for v in values])
        return "\n".join(str(row) for row in cursor.fetchall())
