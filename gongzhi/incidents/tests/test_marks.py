"""The level in the list of all requests: the filter, the word in the row, Excel, paper; a pack without levels."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from gongzhi.access.public import Permission, may
from gongzhi.incidents import public as incidents
from gongzhi.incidents.queries import marks
from gongzhi.places import public as places
from gongzhi.requests import public as requests
from tests.desks import desk_of, text

if TYPE_CHECKING:
    from gongzhi.incidents.tests.conftest import Reported
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
URL = "/desk/requests/"


@pytest.mark.parametrize("few", [2000, 0])  # looked up by their own index, or walked past
def test_the_list_is_narrowed_by_level(
    town: Settled, reported: Reported, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(marks, "FEW", few)
    desk, gas, plain = desk_of(town)("street-director"), reported("gas"), reported("bin-full")
    level = marks.keys([gas.pk, plain.pk])[gas.pk]
    words = incidents.level_words(level)
    other = next(one.key for one in incidents.chain() if one.key != level)
    for query, has in (("", {gas, plain}), (f"level={level}", {gas}), ("level=any", {gas}), (f"level={other}", set()),
                       (f"level={level}&q=燃气", {gas}), ("level=any&type=bin-full", set()),
                       (f"level={level}&place={town.places['grid-1']}", {gas})):  # fmt: skip
        page = text(desk.get(f"{URL}?{query}"))
        shown = {about for about in (gas, plain) if requests.spoken(about.number) in page}
        assert shown == has, query
    page = text(desk.get(URL))
    assert f'<span class="k-tag">{words}</span>' in page
    assert "任一等级" in page
    assert words in text(desk.get(f"{URL}print/?level={level}"))


def test_excel_names_the_level(town: Settled, reported: Reported) -> None:
    gas = reported("gas")
    above = places.ancestors(gas.matter.place_id)
    desk = desk_of(town)(next(k for k in sorted(town.posts) if may(town.actor(k), Permission.REQUEST_EXPORT, above)))
    reported("bin-full")
    answer: Any = desk.get(f"{URL}export.xlsx")
    assert answer.status_code == 200
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    head = next(row for row in rows if "事件等级" in row)
    at, number = head.index("事件等级"), head.index("编号")
    told = {row[number]: row[at] or "" for row in rows[rows.index(head) + 1 :] if row[number]}
    words = incidents.level_words(marks.keys([gas.pk])[gas.pk])
    assert sorted(told.values()) == ["", words]
    assert told[gas.number] == words


def test_the_page_asks_a_steady_number_of_queries(
    town: Settled, reported: Reported, django_assert_max_num_queries: Any, steady: None
) -> None:
    desk = desk_of(town)("street-director")
    for _n in range(12):
        reported("gas")
    desk.get(f"{URL}?level=any")
    with django_assert_max_num_queries(16):
        desk.get(f"{URL}?level=any")


def test_without_levels_nothing_is_offered(city: Settled) -> None:
    assert requests.marks() == []
    assert 'name="level"' not in text(desk_of(city)("hotline").get(URL))
