"""The page of figures as leaders see it, and its workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongzhi.insight import public as insight
from gongzhi.insight.tests.conftest import forward
from gongzhi.ledger import public as ledger
from gongzhi.people import public as people
from gongzhi.places import public as places

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
URL = "/desk/insight/"
Live = Callable[[int, int], None]


@pytest.fixture
def desk(city: Settled) -> Callable[[str], Client]:
    """`desk("director")`: a browser signed in as the holder of that post."""

    def sign_in(post: str) -> Client:
        person = people.Person.objects.get(pk=city.holders[post][0])
        account = people.create_account(person=person, username=f"u{person.pk}", password="Gongzhi-2026-test")
        client = Client()
        client.force_login(account)
        return client

    return sign_in


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


def test_a_leader_goes_down_to_the_rows(city: Settled, desk: Callable[[str], Client], live: Live) -> None:
    live(8, 25)
    client = desk("supervisor")
    page = text(client.get(f"{URL}?period=year"))
    assert "截至" in page
    top = insight.places_of(city.actor("supervisor"))[0]
    below = places.children(top.pk)[0]
    assert below.name in text(client.get(f"{URL}?place={top.pk}"))
    assert f"place={below.pk}" in page
    addresses = [a.replace("&amp;", "&") for a in re.findall(r'href="(/desk/requests/\?[^"]+)"', page)]
    assert len(addresses) > 10
    came = next(a for a in addresses if "since=" in a and "done_" not in a and "type=" not in a)
    number = re.search(rf'href="{re.escape(came.replace("&", "&amp;"))}">([\d,]+)<', page)
    assert number is not None
    assert text(client.get(came)).count('class="l-number"') == int(number[1])


def test_only_for_those_who_lead_and_only_their_own_area(city: Settled, desk: Callable[[str], Client]) -> None:
    worker = next(key for key in city.posts if key.startswith("worker-"))
    assert desk(worker).get(URL).status_code == 403
    director = desk("director")
    assert director.get(URL).status_code == 200
    above = places.get(insight.places_of(city.actor("director"))[0].pk).parent_id
    assert director.get(f"{URL}?place={above}").status_code == 404
    assert director.get(f"{URL}?place=5").status_code == 404
    assert URL in text(director.get("/desk/"))


def test_what_cannot_be_read_says_so(city: Settled, desk: Callable[[str], Client]) -> None:
    client = desk("director")
    page = text(client.get(f"{URL}?period=custom&since=2026-03-05&until=2026-03-01"))
    assert "最后一天早于第一天" in page
    for query in ("period=never", "day=x", "place=x", "period=custom&since=1800-01-01&until=2200-01-01", "sort=x"):
        assert client.get(f"{URL}?{query}").status_code == 200, query


def test_the_page_says_when_the_worker_is_behind(
    city: Settled, desk: Callable[[str], Client], manual_clock: Any
) -> None:
    from datetime import timedelta

    client = desk("director")
    assert "尚未统计" in text(client.get(URL))
    forward()
    assert "k-alert-warning" not in text(client.get(URL))
    manual_clock.advance(timedelta(minutes=20))
    assert "k-alert-warning" in text(client.get(URL))


def test_few_statements_however_much_there_is(
    city: Settled, desk: Callable[[str], Client], live: Live, django_assert_max_num_queries: Any
) -> None:
    from gongzhi.insight.queries.figures import figures

    live(9, 20)
    actor = city.actor("supervisor")
    top = insight.places_of(actor)[0]
    for kind in insight.PeriodKind:
        if kind is not insight.PeriodKind.CUSTOM:
            period = insight.period_of(kind, insight.period_of(insight.PeriodKind.WEEK, city_day()).first)
            with django_assert_max_num_queries(8):
                figures(actor, top.pk, period)
    client = desk("supervisor")
    client.get(URL)
    with django_assert_max_num_queries(20):
        client.get(URL)


def city_day() -> Any:
    from gongzhi.core import clock

    return clock.today()


def test_the_workbook_adds_up_and_leaves_a_trace(city: Settled, desk: Callable[[str], Client], live: Live) -> None:
    live(10, 25)
    answer = desk("supervisor").get(f"{URL}export.xlsx?period=year")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    actor = city.actor("supervisor")
    top = insight.places_of(actor)[0]
    total = insight.figures(actor, top.pk, insight.period_of(insight.PeriodKind.YEAR, city_day())).total.numbers()
    assert len(book.sheetnames) == 4
    for name in book.sheetnames[:3]:
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes == "A4"
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        sums = next(row for row in rows if row[0] == "合计")
        assert sums[1:4] == (total["came"], total["done"], total["late"])
        parts = rows[: rows.index(sums)]
        assert sum(row[1] for row in parts) == total["came"]
    assert "制表单位" in str(book.worksheets[0]["A2"].value)
    words = "".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row)
    assert "老周" not in words
    assert "139" + "0" * 4 not in words
    ledger.sequence_all()
    entry = ledger.entries_of(top.pk)[-1]
    assert (entry.tag, entry.codes["place"]) == ("insight:figures:exported", top.pk)
    secretary = desk("secretary") if "secretary" in city.posts else None
    if secretary is not None:
        assert secretary.get(f"{URL}export.xlsx").status_code == 403
