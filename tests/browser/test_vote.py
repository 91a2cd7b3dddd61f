"""Votes in a real browser: the script blinds, asks, unblinds, shows a receipt, and sends without a session; a register,
an entry and a result as they look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.core import clock
from gongzhi.voting import public as voting
from gongzhi.voting.models import Elector, Electorate, Poll, Spent, Waiting
from tests.browser.conftest import examine, follow
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Iterator[Any]:
    from gongzhi.packs import public as packs

    settled = moved_in("guiyang")
    director = settled.actor("director")
    found = voting.open_register(
        place_id=settled.places["zhonghua"], kind="households", title="中华社区户代表名册", actor=director
    )
    rows = [voting.RowDraft(f"住户{n}", f"锦桥路{n}号2单元301室") for n in range(1, 13)]
    voting.add_rows(found.pk, rows, actor=director)
    voting.publish_register(found.pk, board="affairs", actor=director)
    Electorate.objects.update(objections_until=clock.today() - timedelta(days=1))
    voting.freeze_register(found.pk, actor=director)
    letters = voting.make_codes(found.pk, actor=director)

    def poll(secrecy: str) -> Poll:
        return voting.open_poll(
            electorate=found.pk, rule="", question="是否同意在2栋北侧安装电动自行车充电桩？", secrecy=secrecy,
            channels=["online", "paper"], opens_at=clock.now(), closes_at=clock.now() + timedelta(days=7),
            actor=director,
        )  # fmt: skip

    yield SimpleNamespace(settled=settled, register=found, letters=letters, poll=poll, director=director)
    packs.forget()


def test_a_secret_ballot(town: Any, new_context: Callable[..., Any], look: Callable[..., None]) -> None:
    poll = town.poll("secret")
    page = new_context().new_page()
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request))
    address = f"/vote/{poll.pk}/"
    look(page, address, "vote-code")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    page.fill("[name=letter]", town.letters[0][1].lower())
    follow(page.locator("main form button[type=submit]").first)
    ballot = page.locator(".v-ballot .v-secret")
    ballot.locator("[data-do=ask]").click()
    receipt = ballot.locator("[data-receipt]")
    expect(receipt).to_be_visible()
    saved = receipt.input_value()
    ballot.locator("input[value=for]").check()
    examine(page, "vote-ballot-phone")
    ballot.locator("[data-do=cast]").click()
    expect(ballot.locator("[data-step='3']")).to_be_visible()
    assert Waiting.objects.count() == 1
    sent = [r for r in asked if "/ballots/" in r.url]
    assert [("cookie" in r.all_headers(), "referer" in r.all_headers()) for r in sent] == [(False, False)]
    other = new_context().new_page()  # a saved receipt elsewhere: that ballot has arrived already
    other.goto(address)
    other.click("details summary")
    form = other.locator("details .v-secret")
    form.locator("[data-saved]").fill(saved)
    form.locator("[data-do=saved]").click()
    form.locator("input[value=against]").check()
    form.locator("[data-do=cast]").click()
    expect(form.locator("[data-step='4']")).to_be_visible()
    assert Waiting.objects.count() + Spent.objects.count() == 1
    plain = new_context(javascript=False).new_page()
    plain.goto(address)
    plain.fill("[name=letter]", town.letters[1][1])
    follow(plain.locator("main form button[type=submit]").first)
    assert "纸质票" in plain.locator(".v-ballot").inner_text()
    assert not plain.locator(".v-ballot .v-secret").is_visible()


def test_a_named_vote_and_the_desk(
    town: Any, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None]
) -> None:
    poll = town.poll("named")
    voter = new_context(javascript=False).new_page()
    voter.set_viewport_size({"width": 360, "height": 740})
    voter.goto(f"/vote/{poll.pk}/")
    voter.fill("[name=letter]", town.letters[0][1])
    follow(voter.locator("main form button[type=submit]").first)
    voter.check("input[value=for]")
    follow(voter.locator(".v-ballot button[type=submit]"))
    assert voter.url.endswith("/thanks/")
    context = new_context()
    sign_in(context, account_of(town.settled.holders["director"][0]))
    page = context.new_page()
    one = Elector.objects.order_by("id")[5]
    voting.cast_named(poll.pk, one.pk, ["for"], channel="paper", actor=town.director)
    for path, name in (
        ("/desk/voting/", "votes"), (f"/desk/voting/{poll.pk}/", "vote-desk"), ("/desk/voting/new/", "vote-new"),
        ("/desk/voting/registers/", "vote-registers"), (f"/desk/voting/registers/{town.register.pk}/", "vote-register"),
        (f"/desk/voting/{poll.pk}/enter/?elector={Elector.objects.order_by('id')[7].pk}", "vote-enter"),
        (f"/vote/register/{town.register.pk}/", "vote-roll"),
    ):  # fmt: skip
        look(page, path, name)
    entry = voting.confirm_voice(poll.voices.get(elector=one).pk, ["for"], actor=town.settled.actor("secretary"))
    assert entry.state == "counted"
    voting.close_poll(poll.pk, actor=town.director)
    voting.release(poll.pk, actor=town.director)
    look(page, f"/vote/{poll.pk}/", "vote-result")
