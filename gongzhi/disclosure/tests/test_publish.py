"""What may go on a board, by whom, for how long; and how it comes off again."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.public import Answered, PersonalDataFound, Standing, list_postings, posting, publish, withdraw
from gongzhi.disclosure.tests.conftest import actor
from gongzhi.ledger.public import entries_of


def put(town: SimpleNamespace, **more: Any) -> Posting:
    given = {"board": "affairs", "title": "路灯维修", "text": "三月五日前更换路灯十二盏。", "place_id": town.sunny.pk}
    return publish(**{**given, "actor": town.clerk, **more})


def test_stands_for_the_least_period_and_then_ends_by_itself(town: SimpleNamespace) -> None:
    row = put(town)
    assert clock.local(row.until).isoformat() == "2026-03-10T00:00:00+08:00"  # posted on 2 March, 7 days
    assert row.days_left == 7
    assert [p.pk for p in list_postings().items] == [row.pk]
    town.clock.advance(timedelta(days=7, hours=14, minutes=59))
    assert (row.standing(), row.days_left) == (Standing.SHOWN, 0)
    town.clock.advance(timedelta(minutes=1))
    assert row.standing() is Standing.ENDED
    assert list_postings().items == []
    assert [p.pk for p in list_postings(archive=True).items] == [row.pk]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"days": 6}, "days"),
        ({"board": "residents", "days": 14}, "days"),
        ({"days": 4000}, "days"),
        ({"board": "gossip"}, "board"),
        ({"title": "灯"}, "title"),
        ({"text": " "}, "text"),
    ],
)
def test_refused(town: SimpleNamespace, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        put(town, **more)
    assert caught.value.field == field
    assert not Posting.objects.exists()


def test_only_at_ones_own_place(town: SimpleNamespace) -> None:
    for who, where in [(town.clerk, town.other), (town.clerk, town.city), (actor(town.sunny), town.sunny)]:
        with pytest.raises(Forbidden):
            put(town, actor=who, place_id=where.pk)
    put(town, actor=SYSTEM, place_id=town.city.pk)


def test_release_of_an_answer_needs_only_the_permission_to_release(town: SimpleNamespace) -> None:
    releaser = actor(town.sunny, Permission.REQUEST_RELEASE)
    with pytest.raises(Forbidden):
        put(town, actor=releaser)
    now = clock.now()
    answered = Answered("灯不亮", "阳光社区服务中心", now - timedelta(days=2), now)
    row = put(town, actor=releaser, about=77, answered=answered, key="request:77:1")
    assert (row.question, row.unit, row.days_taken) == ("灯不亮", "阳光社区服务中心", 2)
    assert put(town, actor=releaser, about=77, answered=answered, key="request:77:1").pk == row.pk
    assert [e.tag for e in entries_of(77)] == ["disclosure:posting:published"]


def test_personal_data_blocks_and_says_where(town: SimpleNamespace) -> None:
    with pytest.raises(PersonalDataFound) as caught:
        put(town, text="请联系13800138000。", override_reason="一定要公开")
    assert caught.value.blocking
    assert [(f.start, f.excerpt) for f in caught.value.findings["text"]] == [(3, "13800138000")]
    now = clock.now()
    with pytest.raises(PersonalDataFound):
        put(town, about=1, answered=Answered("住3栋2单元501室", "社区", now, now), override_reason="是")
    assert not Posting.objects.exists()


def test_a_warning_needs_a_reason_that_is_recorded(town: SimpleNamespace) -> None:
    text = "值班电话0851-85801234。"
    with pytest.raises(PersonalDataFound) as caught:
        put(town, text=text)
    assert not caught.value.blocking
    row = put(town, text=text, override_reason="社区的公开值班电话")
    (entry,) = entries_of(row.pk)
    assert entry.codes["warnings"] == 1


def test_withdrawn_stays_readable_with_its_reason(town: SimpleNamespace) -> None:
    row = put(town)
    with pytest.raises(Invalid):
        withdraw(row.pk, reason=" ", actor=town.clerk)
    with pytest.raises(Forbidden):
        withdraw(row.pk, reason="日期有误", actor=actor(town.other, Permission.BOARD_PUBLISH))
    withdraw(row.pk, reason="日期有误", actor=town.clerk)
    with pytest.raises(Conflict):
        withdraw(row.pk, reason="日期有误", actor=town.clerk)
    again = posting(row.pk)
    assert (again.standing(), again.withdraw_reason, again.text) == (Standing.WITHDRAWN, "日期有误", row.text)
    assert [p.pk for p in list_postings().items] == [row.pk]


def test_withdrawn_and_hidden_keeps_no_text(town: SimpleNamespace) -> None:
    row = put(town)
    words = row.text[:4]
    assert [p.pk for p in list_postings(search=words).items] == [row.pk]
    assert withdraw(row.pk, reason="误含内部信息", actor=town.clerk, hide=True).text == ""
    assert list_postings(search=words).items == []
    assert [p.pk for p in list_postings(search=row.title[:3]).items] == [row.pk]


def test_found_by_board_place_and_words(town: SimpleNamespace) -> None:
    one = put(town)
    two = put(
        town, board="residents", title="居民会议决定", text="同意安装充电桩", place_id=town.other.pk, actor=SYSTEM
    )
    found = lambda **q: [p.pk for p in list_postings(**q).items]  # noqa: E731
    assert found() == [two.pk, one.pk]
    assert found(board="residents") == [two.pk]
    assert found(place_id=town.sunny.pk) == [one.pk]
    assert found(place_id=town.city.pk) == [two.pk, one.pk]
    assert found(search="充电 居民") == [two.pk]
    assert found(search="充电 路灯") == []
    assert found(search="充电，居民会") == [two.pk]
    assert found(search="同意安装充电桩居民") == []  # no word runs over from one text to the next
    assert found(search="电") == [two.pk]
    assert found(search="，") == []
    assert found(search="充电", board="affairs") == []
    page = list_postings(size=1)
    assert [p.pk for p in list_postings(size=1, after=page.after).items] == [one.pk]
