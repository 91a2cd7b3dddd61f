"""Words on shelves: a page from the first shelves is the page that a look through all of them gives."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from gongzhi.core import clock
from gongzhi.core.ids import first_id, moment_of
from gongzhi.kit.db.select import marks, select
from gongzhi.kit.word_index import LIVE, shelf_name, shelf_of
from gongzhi.procedures import public as procedures
from gongzhi.procedures.public import walk
from gongzhi.requests import public as requests
from gongzhi.requests.models import Request, Words
from gongzhi.requests.queries import words as index
from gongzhi.requests.tests.conftest import Report
from gongzhi.requests.tests.test_life import resident

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

ALL = (*procedures.LIVE, *procedures.OVER)
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=clock.SHANGHAI)
Made = list[Request]


@pytest.fixture
def made(city: Settled, report: Report, manual_clock: clock.ManualClock) -> Made:
    """Two dozen requests of eight months, two of three ended; the last ones not yet in the index as they are now."""
    found, clerk = [], city.actor("hotline")
    for n in range(24):
        manual_clock.set(BEGIN + timedelta(days=10 * n))
        found.append(report(description="路灯不亮" if n % 4 else "井盖松动"))
        if n == 20:
            requests.index_words(100)
        if n % 3:
            procedures.accept(found[-1].pk, actor=clerk)
            requests.answer(found[-1].pk, actor=clerk, ending="explained", public_text="已说明。", internal_text="")
        if n == 18:
            requests.index_words(100)
    return found


def _ask(city: Settled, states: tuple[str, ...], *, newest: bool, **more: datetime | None) -> walk.Ask:
    where, given, share, source = index.narrowing(["路灯"])
    assert source is not None
    return walk.Ask(
        scopes=(city.places["zhonghua"],), states=states, kind="request", newest=newest, where=where, given=given,
        share=share, sources=(source,), **more,
    )  # fmt: skip


def _pages(ask: walk.Ask) -> list[int]:
    found, after = list[int](), None
    while True:
        page = walk.find(ask, after=after, size=3)
        found += page.ids
        if page.next is None:
            return found
        after = page.next


def _by_hand(city: Settled, ask: walk.Ask) -> list[int]:
    sql = "SELECT matter_id FROM procedures_standing WHERE scope = %s AND opened_at >= %s AND opened_at < %s"
    sql += f" AND state IN ({marks(ask.states)}) ORDER BY "
    sql += "opened_at DESC, matter_id DESC" if ask.newest else "due_at, matter_id"
    span = (ask.since or BEGIN, ask.until or BEGIN + timedelta(days=1000))
    rows = select(sql, [city.places["zhonghua"], *span, *ask.states])
    fitting = set(Request.objects.filter(description="路灯不亮").values_list("pk", flat=True))
    return [row[0] for row in rows if row[0] in fitting]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [3, 10**6])  # so many there seem to be: all shelves are taken, or the first two
def test_pages_from_shelves_are_those_of_a_look_through_all(
    number: int, city: Settled, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "LOOK_UP", 0)  # always from the index of words
    monkeypatch.setattr(walk, "shares", lambda: walk.Shares(number, {city.places["zhonghua"]: 1.0}))
    assert Request.objects.filter(worded=False).count() == 4  # what came or ended after the worker looked
    assert len({shelf_of(pk) for pk in Words.objects.filter(live=False).values_list("pk", flat=True)}) > 4
    span = {"since": made[4].created_at, "until": made[15].created_at}
    for states in (procedures.LIVE, procedures.OVER, ALL):
        for newest in (True, False):
            for more in ({}, span):
                ask = _ask(city, states, newest=newest, **more)
                assert _pages(ask) == _by_hand(city, ask), (states, newest, more)
                assert walk.find(ask, size=3).ids


@pytest.mark.django_db
def test_a_request_changes_its_shelf_when_it_ends_and_when_it_is_reopened(city: Settled, report: Report) -> None:
    request, clerk = report(), city.actor("hotline")
    requests.index_words(100)
    assert Words.objects.get(pk=request.pk).live
    procedures.accept(request.pk, actor=clerk)
    requests.answer(request.pk, actor=clerk, ending="explained", public_text="已说明。", internal_text="")
    assert not Request.objects.get(pk=request.pk).worded
    requests.index_words(100)
    assert not Words.objects.get(pk=request.pk).live
    reporter = requests.reporters_of(request.pk)[0]
    requests.reopen(reporter, reason="还是不亮", actor=resident(reporter))
    requests.index_words(100)
    assert Words.objects.get(pk=request.pk).live
    sql, values = index.INDEX.candidates(["路灯"], [LIVE])
    assert request.pk in {row[0] for row in select(sql, values)}
    sql, values = index.INDEX.candidates(["路灯"], [shelf_name(shelf_of(request.pk))])
    assert request.pk not in {row[0] for row in select(sql, values)}


def test_a_shelf_holds_the_ids_of_25_days() -> None:
    begin = moment_of(shelf_of(first_id(datetime(2026, 11, 22, tzinfo=clock.SHANGHAI))) << 53)
    assert shelf_of(first_id(begin + timedelta(days=24))) == shelf_of(first_id(begin))
    assert shelf_of(first_id(begin + timedelta(days=25))) == shelf_of(first_id(begin)) + 1
    assert shelf_name(shelf_of(first_id(datetime(2088, 1, 1, tzinfo=clock.SHANGHAI)))) < LIVE
