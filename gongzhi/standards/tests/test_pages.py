"""The desk's pages: the clause, the unit, since when, whose; the unit first, those above later."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.people.public import Account, create_account
from gongzhi.standards.models import Gap
from gongzhi.standards.public import gaps_on, sweep

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def client_of(city: Settled, kind: str) -> Client:
    """Signed in as the first holder of the first post of a kind."""
    community = packs.active().community
    assert community is not None
    person = city.holders[next(p.key for p in community.posts if p.kind == kind)][0]
    account = Account.objects.filter(person_id=person).first()
    account = account or create_account(person=person, username=f"u{person}", password=None)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


@pytest.fixture
def swept(city: Settled) -> Settled:
    sweep()
    return city


def test_every_clause_stands_there_also_those_that_nobody_measures(
    swept: Settled, django_assert_max_num_queries: Any
) -> None:
    secretary = client_of(swept, "party_secretary")
    secretary.get("/desk/gaps/")
    with django_assert_max_num_queries(16):
        page = secretary.get("/desk/gaps/").content.decode()
    for standard in packs.active().standards:
        assert standard.title_en.replace("'", "&#x27;") in page
    assert page.count("not measured yet") >= 1
    assert "rule=deputy-secretary" in page


def test_the_unit_sees_it_at_once_and_those_above_later(swept: Settled, manual_clock: clock.ManualClock) -> None:
    gap = Gap.objects.filter(rule="party-office", owner_post__kind="party_secretary").get()
    secretary, supervisor = client_of(swept, "party_secretary"), client_of(swept, "district_supervisor")
    address = f"/desk/gaps/{gap.pk}/"
    assert secretary.get(address).status_code == 200
    assert supervisor.get(address).status_code == 404
    assert client_of(swept, "grid_worker").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    manual_clock.advance(timedelta(days=30))
    assert supervisor.get(address).status_code == 200
    page = secretary.get(address).content.decode()
    assert packs.active().standard("party-office").source.text in page
    assert f"/desk/structure/?at={gap.place_id}" in page


def test_the_list_is_narrowed_sorted_and_paged(swept: Settled, django_assert_max_num_queries: Any) -> None:
    supervisor = client_of(swept, "district_supervisor")
    supervisor.get("/desk/gaps/list/")
    with django_assert_max_num_queries(20):
        page = supervisor.get("/desk/gaps/list/?rule=secretary&sort=unit").content.decode()
    assert page.count("/desk/gaps/") >= 2
    for sort in ("since", "newest", "rule", "unit", "place"):
        for state in ("open", "unknown", "exempt", "mended"):
            assert supervisor.get(f"/desk/gaps/list/?sort={sort}&state={state}").status_code == 200
    assert supervisor.get("/desk/gaps/list/?after=forged").status_code == 422
    assert supervisor.get("/desk/gaps/list/?place=99&sort=nonsense").status_code == 200


def test_the_table_and_the_sheet_of_paper(swept: Settled) -> None:
    supervisor = client_of(swept, "district_supervisor")
    book = load_workbook(io.BytesIO(b"".join(supervisor.get("/desk/gaps/list.xlsx").streaming_content)))  # type: ignore[attr-defined]
    cells = [row[1] for row in book.active.iter_rows(min_row=4, values_only=True)]
    assert "Secretary of the committee" in cells
    assert "Secretary of the committee" in supervisor.get("/desk/gaps/print/").content.decode()


def test_a_post_above_exempts_with_a_reason_until_a_day(swept: Settled, manual_clock: clock.ManualClock) -> None:
    manual_clock.advance(timedelta(days=30))
    gap = Gap.objects.filter(rule="party-office", owner_post__kind="party_secretary").get()
    address = f"/desk/gaps/{gap.pk}/"
    until = clock.today() + timedelta(days=10)
    form = {"until": until.isoformat(), "why": "编制正在报批"}
    assert client_of(swept, "party_secretary").post(address, form).status_code == 403
    supervisor = client_of(swept, "district_supervisor")
    assert supervisor.post(address, {"until": "2020-01-01", "why": "x"}).status_code == 422
    assert supervisor.post(address, {"until": until.isoformat()}).status_code == 422
    before = len(gaps_on(packs.active(), clock.today()))
    assert supervisor.post(address, form).status_code == 302
    assert len(gaps_on(packs.active(), clock.today())) == before - 1
    assert "编制正在报批" in supervisor.get(address).content.decode()
    assert len(gaps_on(packs.active(), until + timedelta(days=1))) == before
    assert supervisor.post(address, {"again": "1"}).status_code == 302
    assert len(gaps_on(packs.active(), clock.today())) == before
