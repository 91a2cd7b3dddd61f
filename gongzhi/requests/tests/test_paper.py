"""A request on paper: who holds it takes it, nobody who reported is in it, and it is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongzhi.kit.tests.test_papers import words_of
from gongzhi.ledger import public as ledger
from gongzhi.requests.tests.conftest import Report
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def test_a_request_on_paper(city: Settled, desk: Desk, report: Report) -> None:
    words = "锦桥路口的路灯不亮好几天了，请打13912345678，我身份证11010519491231002X"
    about = report(description=words)
    holder = next(k for k, p in city.posts.items() if p == about.matter.holder_post_id)
    address = f"/desk/requests/{about.number}/"
    desk(holder).post(f"{address}accept/")
    here = f"{address}paper/"
    assert f"{here}word/" in desk(holder).get(address).content.decode()
    paper = words_of(desk(holder).get(f"{here}word/"))
    for said in ("诉求办理单", "锦桥路口的路灯不亮好几天了", "路灯", "办理过程", "＊＊＊"):
        assert said in paper, said
    for never in ("老周", "13800138000", "13912345678", "11010519491231002X"):
        assert never not in paper, never
    taken = [e.codes for e in ledger.entries_of(about.matter.place_id) if e.tag == "request:paper:taken"]
    assert [(c["matter"], c["form"]) for c in taken] == [(about.pk, "word")]
    assert desk(holder).get(f"{here}page/").status_code == 200
    assert desk(holder).get(f"{here}rtf/").status_code == 404


def test_who_may_not_take_it(city: Settled, desk: Desk, report: Report) -> None:
    about = report()
    address = f"/desk/requests/{about.number}/"
    answers = {}
    for post in city.holders:
        if not city.holders[post]:
            continue
        page = desk(post).get(address)
        answers[post] = (page.status_code, desk(post).get(f"{address}paper/page/").status_code)
        if page.status_code == 200:
            assert ("paper/word/" in page.content.decode()) == (answers[post][1] == 200), post
    assert {a for a in answers.values() if a[0] != 200} == {(404, 404)}
    assert {a[1] for a in answers.values() if a[0] == 200} == {200, 403}
