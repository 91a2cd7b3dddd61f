"""The same matter twice: offered on the staff's sheet, joined with one press; all hear, all may rate and reopen."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import Actor, ActorKind
from gongzhi.notices import public as notices
from gongzhi.requests import public as requests
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.queries.alike import alike
from gongzhi.requests.tests.conftest import Report
from gongzhi.requests.tests.test_desk import do, page_of
from gongzhi.requests.views.own import merged_into
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def test_candidates_by_metres_days_and_words(city: Settled, report: Report, manual_clock: Any) -> None:
    old = report(description="锦桥路口的路灯坏了")
    manual_clock.advance(timedelta(days=7))
    other = report(description="公交站台旁边有一盏灯整夜闪个不停", lon=106.7067)
    same = report(description="锦桥路口路灯不亮，晚上很黑，请来修", lon=106.7066)
    report(lon=106.7105)  # too far
    report(type_key="garbage-exposed")
    about = report()
    found = alike(about, city.actor("hotline"))
    assert [row.number for row in found] == [same.number, other.number]
    assert old.number not in [row.number for row in found]
    assert found[0].likeness > found[1].likeness
    assert (found[0].metres, found[0].days) == (10, 0)
    assert alike(about, Actor(ActorKind.STAFF)) == []  # nobody is offered what they may not see


def test_without_a_point_the_words_alone_decide(city: Settled, report: Report) -> None:
    words = {"lon": None, "lat": None, "address": "锦桥那边的大路口"}
    same, _other = report(**words), report(**words, description="地下车库入口的灯管一直在闪烁")
    assert [row.number for row in alike(report(**words), city.actor("hotline"))] == [same.number]


def test_joined_on_the_sheet_all_hear_rate_and_reopen(
    city: Settled, desk: Desk, report: Report, settings: Any, tmp_path: Path
) -> None:
    settings.OUTBOX_ROOT = tmp_path
    first, second = report(), report(contact_phone="13900139000", description="锦桥路口路灯不亮好几天了")
    third = report(contact_phone="13700137000", description="锦桥路口晚上很黑，路灯不亮")
    clerk = desk("hotline")
    page = clerk.get(page_of(second)).content.decode()
    assert f'name="merge-into" value="{first.number}"' in page
    assert do(clerk, third, "merge", into=second.number).status_code == 302
    assert do(clerk, second, "merge", into=first.number).status_code == 302
    assert 'name="merge-into"' not in clerk.get(page_of(second)).content.decode()  # it ended
    lost = Reporter.objects.get(request=third)
    there = merged_into(Reporter.objects.select_related("request__joined_to__joined_to").get(pk=lost.pk))
    assert there is not None
    assert there["number"].replace(" ", "") == first.number
    requests.answer(first.pk, actor=city.actor("hotline"), ending="solved", public_text="已换灯泡。")
    notices.deliver_due(limit=50)
    lines = (tmp_path / "sms.jsonl").read_text("utf-8").splitlines()
    sent = [(m["to"][-11:], m["key"].split(":")[0]) for m in map(json.loads, lines)]
    phones = ("13800138000", "13900139000", "13700137000")
    assert [sent.count((phone, "joined")) for phone in phones] == [0, 1, 2]
    assert [sent.count((phone, "answered")) for phone in phones] == [1, 1, 1]
    reporters = requests.reporters_of(first.pk)
    assert len(reporters) == 3
    for reporter in reporters:
        who = Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")
        requests.rate(_fresh(reporter), stars=2, solved=False, actor=who)
    assert Request.objects.get(pk=first.pk).ratings.count() == 3
    last = _fresh(reporters[-1])
    requests.reopen(last, reason="又不亮了", actor=Actor(ActorKind.RESIDENT, person_id=last.person_id, via="link"))
    assert Request.objects.get(pk=first.pk).round == 2


def _fresh(reporter: Reporter) -> Reporter:
    return Reporter.objects.select_related("request__matter").get(pk=reporter.pk)
