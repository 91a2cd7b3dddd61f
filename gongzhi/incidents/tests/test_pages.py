"""The pages of incidents: where the notice leads, one tap, the list, counts, Excel, paper; their queries."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.incidents import public as incidents
from gongzhi.incidents.models import Incident
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from tests.desks import desk_of, text

if TYPE_CHECKING:
    from django.test import Client

    from gongzhi.incidents.tests.conftest import Reported
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
LIST = "/desk/incidents/"


def page_of(about: Any) -> str:
    return f"/desk/incidents/{about.number}/"


@pytest.fixture
def street(town: Settled) -> Client:
    return desk_of(town)("street-director")


def test_the_notice_leads_to_one_button(town: Settled, reported: Reported, street: Client) -> None:
    about = reported("gas")
    person = orgs.holder_of(town.posts["street-director"]).person_id
    assert person is not None
    (message,) = [m for m in notices.inbox(person).items if "重大事件" in m.text]
    assert notices.page_about(message.about or 0) == page_of(about)
    said = text(street.get(page_of(about)))
    assert "我来处理" in said
    assert "升为特别重大事件" in said
    assert "罗雨晴" not in said
    answer = street.post(page_of(about) + "acknowledge/", follow=True)
    assert "由您处理" in text(answer)
    assert "我来处理" not in text(answer)
    assert "由您处理" in text(street.post(page_of(about) + "acknowledge/", follow=True))  # the same tap again


def test_a_get_acknowledges_nothing(reported: Reported, street: Client) -> None:
    about = reported("gas")
    assert street.get(page_of(about) + "acknowledge/").status_code == 405
    street.get(page_of(about))
    assert not incidents.Told.objects.filter(acknowledged_at__isnull=False).exists()


def test_the_sheet_shows_the_level_to_staff_alone(town: Settled, reported: Reported) -> None:
    about, plain = reported("manhole"), reported("bin-full")
    said = text(desk_of(town)("leader-1").get(f"/desk/requests/{about.number}/"))
    for words in ("一般事件", "我来处理", "社情民意联络员", "升为较大事件"):
        assert words in said
    assert "按事件处置" in text(desk_of(town)("leader-1").get(f"/desk/requests/{plain.number}/"))
    assert "按事件处置" not in text(desk_of(town)("leader-1").get(f"/desk/requests/{about.number}/"))


def test_who_holds_a_request_gives_it_a_level(town: Settled, reported: Reported) -> None:
    about = reported("bin-full")
    client = desk_of(town)("leader-1")
    assert "这件诉求还没有定级" in text(client.get(page_of(about)))
    wrong = client.post(page_of(about) + "level/", {"number": 0})
    assert wrong.status_code == 422
    right = client.post(page_of(about) + "level/", {"number": 0, "level": "serious", "reason": "起火冒烟"}, follow=True)
    assert "现在是较大事件" in text(right)
    bare = client.post(page_of(about) + "level/", {"number": 1, "level": "major", "reason": ""})
    assert "请简单写明原因" in text(bare, 422)
    stale = client.post(page_of(about) + "level/", {"number": 0, "level": "major", "reason": "起火"})
    assert "别人刚刚调整了等级" in text(stale, 422)


def test_another_grid_knows_nothing_of_it(town: Settled, reported: Reported) -> None:
    about = reported("manhole")
    client = desk_of(town)("leader-2")
    assert client.get(page_of(about)).status_code == 404
    assert client.post(page_of(about) + "acknowledge/").status_code == 404
    assert about.number[:4] not in text(client.get(LIST)).replace(" ", "")


def test_taking_over_by_a_button(town: Settled, reported: Reported, street: Client) -> None:
    about = reported("gas")
    assert "接办这件事" in text(street.get(page_of(about)))
    assert "归您承办" not in text(desk_of(town)("secretary").get(page_of(about)))
    assert "现在由您承办" in text(street.post(page_of(about) + "take/", follow=True))
    assert desk_of(town)("secretary").post(page_of(about) + "take/").status_code == 403


def test_what_nobody_has_stands_first_and_may_be_narrowed(
    town: Settled, reported: Reported, street: Client, manual_clock: Any
) -> None:
    first = reported("gas")
    manual_clock.advance(timedelta(minutes=5))
    second = reported("manhole", place="grid-2")
    incidents.acknowledge(second.pk, actor=town.actor("leader-2"))
    manual_clock.advance(timedelta(minutes=1))
    page = street.get(LIST)
    assert [row.incident.request_id for row in page.context["rows"]] == [first.pk, second.pk]
    assert "有 1 件事件等您确认" in text(page)
    assert "6 分钟" in text(page)

    def shown(query: str) -> list[int]:
        return [row.incident.request_id for row in street.get(LIST + query).context["rows"]]

    assert shown("?show=waiting") == [first.pk]
    assert shown("?level=general") == [second.pk]
    assert shown(f"?place={town.places['grid-2']}") == [second.pk]
    assert shown("?show=over") == []
    assert "没有这一类" in text(street.get(LIST + "?show=over"))


def test_excel_and_paper_for_who_may_take_lists_out(town: Settled, reported: Reported, street: Client) -> None:
    about = reported("gas")
    office = desk_of(town)("supervisor")
    sheet = load_workbook(BytesIO(b"".join(office.get(LIST + "export.xlsx").streaming_content))).active
    cells = [str(c) for row in sheet.iter_rows(values_only=True) for c in row if c is not None]
    assert "重大事件" in cells
    assert "康藏路一网格" in cells
    assert not any("燃气味" in c or "罗雨晴" in c for c in cells)
    assert "重大事件" in text(office.get(LIST + "paper/page/"))
    assert office.get(LIST + "paper/x/").status_code == 404
    assert street.get(LIST + "export.xlsx").status_code == 403
    assert about.number


def test_counts_say_what_was_in_time(town: Settled, reported: Reported, street: Client, manual_clock: Any) -> None:
    incidents.acknowledge(reported("manhole").pk, actor=town.actor("leader-1"))
    reported("manhole", place="grid-2")
    manual_clock.advance(timedelta(minutes=30))
    assert incidents.run_clocks() == 1
    page = street.get(LIST + "counts/")
    found = {(row.place, row.level): row.tally for row in page.context["rows"]}
    general = found["康藏路社区", "一般事件"]
    assert (general.given, general.in_time, general.late, general.nobody, general.share) == (2, 1, 0, 1, 50)
    serious = found["康藏路社区", "较大事件"]
    assert (serious.given, serious.in_time, serious.late, serious.nobody, serious.share) == (1, 0, 0, 0, None)
    assert desk_of(town)("leader-1").get(LIST + "counts/").status_code == 403
    book = load_workbook(BytesIO(b"".join(street.get(LIST + "counts/export.xlsx").streaming_content)))
    assert any("康藏路社区" in row for row in book.active.iter_rows(values_only=True))


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    reported: Reported, street: Client, django_assert_max_num_queries: Any
) -> None:
    for _n in range(2):
        reported("manhole")
    street.get(LIST)
    with django_assert_max_num_queries(20) as few:
        street.get(LIST)
    for _n in range(6):
        reported("manhole")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(street.get(LIST).context["rows"]) == 8


def test_the_page_of_one_takes_few_queries(
    town: Settled, reported: Reported, street: Client, django_assert_max_num_queries: Any
) -> None:
    about = reported("gas")
    incidents.set_level(about.pk, "grave", reason="整条街", actor=town.actor("street-director"))
    street.get(page_of(about))
    with django_assert_max_num_queries(22):
        street.get(page_of(about))


def test_a_pack_without_levels_has_no_pages(desk: Any) -> None:
    assert Incident.objects.count() == 0
    assert desk("director").get(LIST).status_code == 404
    assert clock.is_manual()
