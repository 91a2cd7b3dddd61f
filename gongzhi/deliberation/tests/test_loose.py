"""What was deliberated without consequence is found: overdue to the day, ended without task, publication or rating."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.access.public import SYSTEM, Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.clock import SHANGHAI
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.queries import loose
from gongzhi.deliberation.tests.test_ways import go_on, topic_of
from gongzhi.disclosure import public as disclosure
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from tests.desks import text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PAGE = "/desk/topics/loose/"


def walked(city: Settled, manual_clock: Any, *, rate: bool) -> deliberation.Topic:
    topic = topic_of(city, packs.active().deliberations[0])
    while topic.matter.state != "archived":
        if rate and procedures.step_of(topic.matter).kind is procedures.StepKind.RATING:
            who = Actor(ActorKind.RESIDENT, person_id=topic.proposer_id)
            deliberation.rate(topic, person_id=topic.proposer_id, stars=5, words="", actor=who)
        go_on(topic, manual_clock)
    return topic


def test_what_ended_without_consequence_is_listed(city: Settled, desk: Any, manual_clock: Any) -> None:
    whole, unrated = (walked(city, manual_clock, rate=rate) for rate in (True, False))
    everything = deliberation.Topic.objects.all()
    assert [(t.pk, loose.missing(t)) for t in loose.unfinished(everything)] == [(unrated.pk, ["rating"])]
    (posting,) = disclosure.postings_about(whole.pk)
    disclosure.withdraw(posting.pk, reason="写错了", actor=SYSTEM)
    found = {t.pk: loose.missing(t) for t in loose.unfinished(everything)}
    assert found == {unrated.pk: ["rating"], whole.pk: ["publication"]}
    page = text(desk("convener").get(PAGE))
    assert "没有公开" in page
    assert "没有评议" in page
    assert "没有落实任务" not in page
    assert desk("hotline").get(PAGE).status_code == 403


def test_what_is_overdue_is_listed_to_the_day(city: Settled, desk: Any, manual_clock: Any) -> None:
    topic = topic_of(city, packs.active().deliberations[0])
    rows = deliberation.Topic.objects.all()
    due = topic.matter.clocks.get(name="step").due_at
    assert due is not None
    manual_clock.set(due)
    assert list(loose.overdue(rows)) == []  # the last moment is in time
    last = clock.local(due).date()
    for days in (0, 1, 9):
        late = datetime.combine(last, clock.local(due).time(), SHANGHAI) + timedelta(days=days, minutes=1)
        manual_clock.set(late)
        (line,) = loose.lines(list(loose.overdue(rows)))
        assert (line.due_on, line.days) == (last, days)
    manual_clock.set(datetime.combine(last + timedelta(days=10), datetime.min.time(), SHANGHAI))
    assert [x.days for x in loose.lines(list(loose.overdue(rows)))] == [10]  # from midnight on
    assert "院子里装充电桩" in text(desk("convener").get(PAGE))


def test_the_page_asks_as_often_for_many(city: Settled, desk: Any, manual_clock: Any) -> None:
    browser, asked = desk("convener"), []
    for number in (2, 12):
        while deliberation.Topic.objects.count() < number:
            topic_of(city, packs.active().deliberations[0])
        manual_clock.advance(timedelta(days=60))
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert text(browser.get(PAGE)).count("院子里装充电桩") == number
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1, asked
