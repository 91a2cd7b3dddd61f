"""Honest endings: planned with a day and told when it comes, on the list with a quarterly look, rates by place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.test import Client

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.core.measures import Asked
from gongzhi.packs import public as packs
from gongzhi.reception import public as reception
from gongzhi.reception.queries.waits import Ended
from gongzhi.requests import public as requests
from tests.desks import text, words

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

Ender = Callable[..., requests.Request]


@pytest.fixture
def ended(city: Settled) -> Ender:
    """`ended("on_list")`: a hard matter that ended so."""

    def make(ending: str, **more: Any) -> requests.Request:
        draft = requests.Draft("挡土墙裂了一条大缝，几个单位都说不归自己管。", type_key="hard-urgent", name="老周",
                               contact_phone="13800138000", lon=106.7065, lat=26.5895)  # fmt: skip
        actor = city.actor("reception")
        receipt = requests.intake(draft, actor=actor, channel="hard_case_station", look_near=False)
        return requests.answer(receipt.matter_id, actor=actor, ending=ending, public_text="已答复。", **more)

    return make


def wait_of(about: requests.Request) -> reception.Waiting:
    return reception.Waiting.objects.get(request=about.pk, how="")


def test_on_the_list_it_is_looked_at_every_quarter(city: Settled, ended: Ender, manual_clock: Any) -> None:
    about, receiver = ended("on_list"), city.actor("reception")
    row = wait_of(about)
    assert (row.listed, row.due_on - clock.today()) == (True, timedelta(days=92))  # 2026-03-02 to 2026-06-02

    def overdue() -> dict[int, float | None]:
        asked = Asked(on=clock.today(), place_kinds=("community",))
        return {m.unit_id: m.value for m in reception.MEASURES["looks_overdue"](asked)}

    assert reception.tell_due() == 0
    manual_clock.advance(timedelta(days=92))
    here = city.places["zhonghua"]
    assert overdue()[here] == 0
    assert (reception.tell_due(), reception.tell_due()) == (1, 0)
    told = apps.get_model("notices", "Message").objects.get(key=f"waiting-{row.pk}")
    assert told.person_id == city.holders["reception"][0]
    manual_clock.advance(timedelta(days=1))
    assert overdue()[here] == 1
    with pytest.raises(Forbidden):
        reception.look(row.pk, reception.Look("still", "资金还没有落实"), actor=city.actor("songping-director"))
    for wrong in (reception.Look("kept", "资金还没有落实"), reception.Look("still", " ")):
        with pytest.raises(Invalid):
            reception.look(row.pk, wrong, actor=receiver)
    reception.look(row.pk, reception.Look("still", "资金还没有落实"), actor=receiver)
    assert overdue()[here] == 0
    with pytest.raises(Conflict):
        reception.look(row.pk, reception.Look("ended", "两个人同时复查"), actor=receiver)
    manual_clock.advance(timedelta(days=90))
    reception.look(wait_of(about).pk, reception.Look("ended", "经复核，已全部答复"), actor=receiver)
    assert not reception.Waiting.objects.filter(request=about.pk, how="").exists()


def test_taken_up_again_it_is_reopened_or_where_that_is_over_a_new_request(
    city: Settled, ended: Ender, manual_clock: Any
) -> None:
    receiver = city.actor("reception")
    soon, late = ended("on_list"), ended("on_list")
    assert reception.look(wait_of(soon).pk, reception.Look("again", "资金到了"), actor=receiver).pk == soon.pk
    assert requests.read(soon.pk).round == 2
    manual_clock.advance(timedelta(days=100))
    anew = reception.look(wait_of(late).pk, reception.Look("again", "资金到了"), actor=receiver)
    assert anew.pk != late.pk
    assert anew.type_key == "hard-urgent"
    assert anew.matter.holder_post_id == city.posts["reception"]
    first = requests.Reporter.objects.get(request=late.pk)
    assert requests.Reporter.objects.get(request=anew.pk).person_id == first.person_id


def test_planned_with_a_day_its_owner_is_told_on_that_day(city: Settled, ended: Ender, manual_clock: Any) -> None:
    receiver = city.actor("reception")
    day = clock.today() + timedelta(days=10)
    about = ended("planned", planned_on=day)
    row = wait_of(about)
    assert (row.listed, row.due_on) == (False, day)
    manual_clock.advance(timedelta(days=10))
    assert reception.tell_due() == 1
    with pytest.raises(Invalid):
        reception.look(row.pk, reception.Look("still", "施工队没有到"), actor=receiver)  # until when?
    with pytest.raises(Invalid):
        reception.look(row.pk, reception.Look("ended", "复核终结"), actor=receiver)
    reception.look(row.pk, reception.Look("still", "施工队没有到", day + timedelta(days=9)), actor=receiver)
    first = requests.Reporter.objects.select_related("request__matter").get(request=about.pk)
    requests.reopen(first, reason="一直没有动工", actor=receiver)
    assert not reception.Waiting.objects.filter(request=about.pk, how="").exists()


def test_pages_list_look_and_count(
    city: Settled, ended: Ender, desk: Callable[..., Client], django_assert_max_num_queries: Any, steady: None
) -> None:
    about = ended("on_list")
    ended("explained")
    for _n in range(9):
        ended("solved")
    receiver, director = desk("reception"), desk("director")
    assert "这里没有待复查的事项" in text(receiver.get("/desk/reception/waiting/"))
    row = wait_of(about)
    page = f"/desk/reception/waiting/{row.pk}/"
    assert page in text(receiver.get("/desk/reception/waiting/?tab=list"))
    assert "请选择" in text(receiver.post(page, {"how": "", "words": "资金没有到"}), 422)
    assert desk("songping-director").get(page).status_code == 404
    assert receiver.post(page, {"how": "still", "words": "资金没有到"}).status_code == 302
    reporter = requests.Reporter.objects.get(request=about.pk)
    own = words(Client().get(requests.link_of(about.number, reporter.pk)))
    assert "资金没有到" in own
    assert "已挂账" in own
    assert receiver.get("/desk/reception/endings/").status_code == 403
    counted = words(director.get("/desk/reception/endings/"))
    assert "82 %" in counted  # 9 of 11: neither explained nor on the list is solved
    assert "没有办结" in text(director.get("/desk/reception/endings/?until=2020-01-31&since=2020-01-01"))
    book = director.get("/desk/reception/endings/export.xlsx")
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert [c.value for c in sheet[sheet.max_row]][1] == 11
    director.get("/desk/reception/endings/")
    with django_assert_max_num_queries(14):
        director.get("/desk/reception/endings/")
    with django_assert_max_num_queries(14):
        receiver.get("/desk/reception/waiting/?tab=list")


def test_few_endings_give_no_share() -> None:
    pack = packs.load("guiyang")
    few, enough = Ended(1, "x"), Ended(1, "x")
    few.kinds.update({"solved": 9})
    enough.kinds.update({"solved": 5, "planned": 5})
    assert (few.rate(pack), enough.rate(pack)) == (None, 0.5)
