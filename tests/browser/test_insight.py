"""The page of figures in a real browser: charts within the page's policy, tables without scripts, the way down."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.access.public import ANONYMOUS
from gongzhi.insight import public as insight
from gongzhi.ledger import public as ledger
from gongzhi.requests import public as requests
from tests.browser.conftest import follow
from tests.browser.test_desk import SAID
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Any:
    from gongzhi.packs import public as packs

    settled = moved_in("guiyang")
    for words, lon, lat, name, phone in SAID[:4]:
        draft = requests.Draft(description=words, lon=lon, lat=lat, name=name, contact_phone=phone)
        made = requests.intake(draft, actor=ANONYMOUS, channel="web").matter_id
    requests.answer(made, actor=settled.actor("hotline"), ending="solved", public_text="已到现场劝止。")
    ledger.sequence_all()
    insight.bring_forward()
    yield SimpleNamespace(leader=settled.holders["supervisor"][0])
    packs.forget()


def test_charts_and_tables(town: Any, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None]) -> None:
    context = new_context()
    sign_in(context, account_of(town.leader))
    page = context.new_page()
    look(page, "/desk/insight/", "insight")
    look(page, "/desk/insight/?period=year", "insight-year")
    expect(page.locator("[data-chart] canvas")).to_have_count(3)
    page.click("section[aria-labelledby=by-time] summary")
    follow(page.locator("section[aria-labelledby=by-place] tbody th a").first)
    expect(page.locator(".n-chain a")).to_have_count(1)
    first = page.locator("section[aria-labelledby=by-type] tbody td a").first
    number = int(first.inner_text())
    follow(first)
    expect(page.locator("td.l-number")).to_have_count(number)


def test_without_scripts(town: Any, new_context: Callable[..., Any], sign_in: Any) -> None:
    context = new_context(javascript=False, viewport={"width": 360, "height": 740})
    sign_in(context, account_of(town.leader))
    page = context.new_page()
    page.goto("/desk/insight/")
    assert page.locator("[data-chart]:visible").count() == 0
    assert page.locator("section[aria-labelledby=by-type] tbody tr").count() >= 3
    page.fill("#id_since", "2026-01-01")
    page.fill("#id_until", "2026-01-31")
    follow(page.locator(".n-days button"))
    assert "since=2026-01-01" in page.url
