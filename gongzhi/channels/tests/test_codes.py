"""The second person at a box without a login: a code on paper, once, for a few days, not to be guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.channels import public as channels
from gongzhi.channels.queries import codes as queries
from gongzhi.channels.queries.boxes import by_two, hanging
from gongzhi.channels.rules import codes as rules
from gongzhi.channels.views.codes import TRIES
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from tests.desks import account_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


@pytest.fixture
def row(city: Settled) -> channels.Emptying:
    draft = channels.BoxDraft(city.places["zhonghua"], "opinion_box", "大厅门口意见箱", "一楼")
    box = channels.set_up(draft, actor=city.actor("director"))
    return channels.empty(box.pk, day=clock.today(), second_post=None, papers=3, actor=city.actor("hall"))


def test_a_code_is_read_as_it_is_typed() -> None:
    code = rules.of_key(bytes(range(7, 39)))
    assert len(code) == rules.LENGTH
    halves = rules.spoken(code)
    for typed in (code, halves, halves.lower(), f" {halves.replace(' ', '-')} ", code.replace("O", "0")):
        assert rules.clean(typed) == code
    for wrong in ("", code[1:], f"{code}A", code[:-1] + "9", code[:-1] + "字"):
        assert not rules.clean(wrong)


def test_it_counts_once_and_says_how(city: Settled, row: channels.Emptying) -> None:
    hall = city.actor("hall")
    for nobody in (ANONYMOUS, city.actor("director")):
        with pytest.raises(Forbidden):
            channels.print_code(row.pk, actor=nobody)
    first = channels.code_of(channels.print_code(row.pk, actor=hall))
    again = channels.code_of(channels.print_code(row.pk, actor=hall))
    assert first == again  # the paper may be printed twice
    with pytest.raises(NotAllowed):
        channels.say_by_code(first, there=True, actor=hall)  # nobody is both
    with pytest.raises(Invalid):
        channels.say_by_code(first, there=False, reason=" ", actor=ANONYMOUS)
    said = channels.say_by_code(first, there=False, reason="我不在场", actor=ANONYMOUS)
    assert (said.second_says, said.second_how, said.second_reason) == ("no", "code", "我不在场")
    for there in (True, False):
        with pytest.raises(Conflict):
            channels.say_by_code(first, there=there, reason="再说一次", actor=ANONYMOUS)
    with pytest.raises(Conflict):
        channels.print_code(row.pk, actor=hall)
    entries = ledger.entries_of(row.box_id)
    assert [e.codes["how"] for e in entries if e.tag == "channels:box:emptying-seen"] == ["code"]
    assert sum(e.tag == "channels:box:code-printed" for e in entries) == 1
    assert not channels.Emptying.objects.filter(by_two()).exists()
    (hung,) = hanging([said.box])
    assert (hung.last, hung.waiting) == (None, 0)


def test_two_at_once_are_one(city: Settled, row: channels.Emptying, monkeypatch: pytest.MonkeyPatch) -> None:
    code = channels.code_of(channels.print_code(row.pk, actor=city.actor("hall")))
    stale = queries.by_code(code)  # both have opened the page
    channels.say_by_code(code, there=True, actor=ANONYMOUS)
    monkeypatch.setattr("gongzhi.channels.queries.codes.by_code", lambda _code: stale)
    with pytest.raises(Conflict):
        channels.say_by_code(code, there=False, reason="不对", actor=ANONYMOUS)
    assert channels.Emptying.objects.get().second_says == "yes"


def test_an_expired_code_is_replaced(city: Settled, row: channels.Emptying) -> None:
    hall = city.actor("hall")
    old = channels.code_of(channels.print_code(row.pk, actor=hall))
    assert channels.Emptying.objects.get().code_until == clock.today() + timedelta(days=7)
    channels.Emptying.objects.update(code_until=clock.today() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        channels.say_by_code(old, there=True, actor=ANONYMOUS)
    new = channels.code_of(channels.print_code(row.pk, actor=hall))
    assert new != old
    with pytest.raises(NotFound):
        channels.say_by_code(old, there=True, actor=ANONYMOUS)
    assert channels.say_by_code(new, there=True, actor=ANONYMOUS).second_says == "yes"


def test_who_has_a_login_says_it_there(city: Settled, row: channels.Emptying) -> None:
    hall = city.actor("hall")
    channels.say_by_code(
        channels.code_of(channels.print_code(row.pk, actor=hall)), there=False, reason="只我一人", actor=ANONYMOUS
    )
    other = channels.empty(row.box_id, day=clock.today(), second_post=city.posts["hotline"], papers=0, actor=hall)
    code = channels.code_of(channels.print_code(other.pk, actor=hall))  # a post, but no login yet
    assert queries.by_code(code).pk == other.pk
    account_of(city.holders["hotline"][0])
    with pytest.raises(NotAllowed):
        channels.print_code(other.pk, actor=hall)


def test_pages(
    city: Settled, row: channels.Emptying, desk: Callable[..., Client], client: Client, steady: None,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    hall, at = desk("hall"), f"/desk/boxes/emptied/{row.pk}/code/"
    assert "确认码" in text(hall.get(f"/desk/boxes/emptied/{row.pk}/"))
    assert "没有岗位的人" in text(hall.get(f"/desk/boxes/{row.box_id}/"))
    assert hall.get(f"{at}page/").status_code == 404  # none is out yet
    assert hall.post(at)["Location"] == f"{at}page/"
    paper = text(hall.get(f"{at}page/"))
    assert hall.get(f"{at}word/").status_code == 200
    assert desk("director").get(f"{at}page/").status_code == 403
    row.refresh_from_db()
    code = channels.code_of(row)
    assert rules.spoken(code) in paper
    assert "data:image/png" in paper
    assert "没有这个" in text(client.post("/boxes/", {"code": "AAAAA AAAAA"}), 422)
    to = client.post("/boxes/", {"code": rules.spoken(code).lower()})["Location"]
    assert to == f"/boxes/{code}/"
    with django_assert_max_num_queries(6):
        page = client.get(to)
    shown = text(page)
    assert "大厅门口意见箱" in shown
    assert row.first.person.name not in shown
    assert page["Referrer-Policy"] == "same-origin"
    assert "请简短说明" in text(client.post(to, {"there": "no", "reason": ""}), 422)
    assert client.post(to, {"there": "yes"})["Location"] == to
    assert "已经用过" in text(client.get(to))
    assert "已经用过" in text(client.post(to, {"there": "no", "reason": "不对"}), 409)
    assert "凭纸上确认码" in text(hall.get(f"/desk/boxes/{row.box_id}/"))
    assert hall.post(at)["Location"] == f"/desk/boxes/{row.box_id}/"
    assert hall.get(f"{at}page/").status_code == 404


def test_codes_are_not_guessed(city: Settled, row: channels.Emptying, client: Client) -> None:
    seen = [client.get(f"/boxes/{'A' * 9}{chr(65 + n % 26)}/").status_code for n in range(TRIES + 2)]
    assert seen[0] == 404
    assert seen[-1] == 429
    assert "确认码输错太多" in text(client.post("/boxes/", {"code": "AAAAA AAAAA"}), 429)
