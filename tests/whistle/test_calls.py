"""Calls back (row C2): drawn by the pack, made by staff or by message; the unhappy return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed, NotFound
from gongzhi.notices.models import Message
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.actions.calls import rule_of
from gongzhi.requests.models import CallBack, Reporter
from tests.desks import Desk, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PHONE = "13850927316"
Answered = Callable[..., requests.Request]


@pytest.fixture
def answered(town: Settled, monkeypatch: pytest.MonkeyPatch) -> Answered:
    """`answered()`: a quarrel that the street answered; `type_key="illegal-building"`: one that a message follows."""
    monkeypatch.setattr("gongzhi.requests.actions.calls.entropy", SimpleNamespace(below=lambda n: 0))

    def make(**changed: Any) -> requests.Request:
        fields: dict[str, Any] = {
            "description": "楼上半夜搬东西，两家吵起来了", "name": "欧阳小虎", "contact_phone": PHONE,
            "place_id": town.places["grid-1"], "type_key": "noise-life",
        } | changed  # fmt: skip
        taken = requests.intake(requests.Draft(**fields), actor=ANONYMOUS, channel="web", look_near=False)
        matter = procedures.Matter.objects.get(pk=taken.matter_id)
        street = town.posts["coordinator"]
        if matter.holder_post_id != street:
            procedures.succeed(matter.pk, from_post=matter.holder_post_id, to_post=street, reason="", actor=SYSTEM)
        actor = town.actor("coordinator")
        for outcome in ("estate", "settled"):
            procedures.choose(matter.pk, outcome=outcome, actor=actor)
        return requests.answer(matter.pk, actor=actor, ending="solved", public_text="两家都答应晚上十点后不搬东西")

    return make


def one() -> CallBack:
    return CallBack.objects.get()


def test_staff_call_with_a_masked_phone_and_write_down_what_was_said(
    town: Settled, desk: Desk, answered: Answered, manual_clock: Any
) -> None:
    about = answered()
    call, street = one(), desk("coordinator")
    assert (call.post_id, call.rule, call.state) == (town.posts["coordinator"], "quarrels", "due")
    assert clock.local(call.due_at).date() == clock.today() + timedelta(days=7)
    page = text(street.get("/desk/calls/"))
    assert "138****7316" in page
    assert PHONE not in page
    address = f"/desk/calls/{call.pk}/"
    assert desk("mediator").get(address).status_code == 404
    assert PHONE not in text(street.get(address))
    assert street.post(f"{address}reveal/", {"reveal-reason": ""}).status_code == 422
    shown = street.post(f"{address}reveal/", {"reveal-reason": "办结回访"})
    assert PHONE in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert street.post(address, {"call-result": "reached"}).status_code == 422
    assert street.post(address, {"call-result": "missed"}).status_code == 302
    assert (one().tries, one().state) == (1, "due")
    said = {"call-result": "reached", "call-content": 3, "call-manner": 2, "call-words": "说话算数"}
    assert street.post(address, said).status_code == 302
    done = one()
    assert (done.state, done.content, done.manner, done.reopened) == ("done", 3, 2, False)
    assert street.post(address, said).status_code == 422
    assert "说话算数" in text(street.get(address))
    assert "满意" in text(street.get("/desk/calls/?tab=done"))
    sums = requests.called(None, clock.today(), clock.today())
    assert (sums.planned, sums.reached, sums.content, sums.manner) == (1, 1, 1, 0)
    requests.forget(Reporter.objects.get(request=about).person_id, actor=SYSTEM)
    assert one().words == ""


def test_who_is_not_content_has_it_handled_again_with_a_new_clock(
    town: Settled, answered: Answered, manual_clock: Any
) -> None:
    about = answered()
    manual_clock.advance(timedelta(days=2))
    street = town.actor("coordinator")
    with pytest.raises(Invalid):
        requests.record_call(one().pk, requests.Said(True, content=4, manner=3), actor=street)
    with pytest.raises(NotFound):
        requests.record_call(one().pk, requests.Said(True, content=1, manner=3), actor=town.actor("mediator"))
    requests.record_call(one().pk, requests.Said(True, content=1, manner=3, words="昨晚又吵"), actor=street)
    matter = procedures.Matter.objects.get(pk=about.pk)
    assert (matter.state, one().reopened, requests.read(about.pk).round) == ("open", True, 2)
    begun = matter.clocks.get(name="matter")
    assert clock.local(begun.started_at).date() == clock.today()
    requests.answer(about.pk, actor=street, ending="solved", public_text="又谈了一次，签了字")
    assert CallBack.objects.count() == 2  # the new answer is followed up too


def test_who_refuses_is_left_alone(town: Settled, answered: Answered) -> None:
    about = answered()
    reporter = Reporter.objects.get(request=about)
    browser = Client()
    link = requests.link_of(about.number, reporter.pk)
    assert "请不要再打电话回访" in text(browser.get(link))
    key = link.partition("?")[2]
    assert browser.post(f"/r/{about.number}/no-calls/?{key}").status_code == 302
    assert one().state == "refused"
    assert Client().post(f"/r/{about.number}/no-calls/?k=wrong").status_code == 404
    with pytest.raises(NotAllowed):
        requests.record_call(one().pk, requests.Said(True, content=3, manner=3), actor=town.actor("coordinator"))
    answered()
    assert CallBack.objects.count() == 1


def test_a_message_asks_and_the_own_page_answers(town: Settled, answered: Answered, manual_clock: Any) -> None:
    about = answered()
    CallBack.objects.update(post=None, rule="sample")
    assert requests.send_calls() == 0
    manual_clock.advance(timedelta(days=8))
    Message.objects.all().delete()
    assert requests.send_calls() == 1
    assert requests.send_calls() == 0
    sent = Message.objects.get()
    assert sent.key.startswith("call_back:")
    reporter = Reporter.objects.get(request=about)
    link = requests.link_of(about.number, reporter.pk)
    key, browser = link.partition("?")[2], Client()
    assert "对办事态度" in text(browser.get(link))
    address = f"/r/{about.number}/call/?{key}"
    assert browser.post(address, {"call-content": 3}).status_code == 422
    assert browser.post(address, {"call-content": 2, "call-manner": 3}).status_code == 302
    assert (one().state, one().content, one().manner) == ("done", 2, 3)
    assert "对办事态度" not in text(browser.get(link))


def test_which_answers_are_followed_up_is_the_packs(town: Settled) -> None:
    from gongzhi.packs import public as packs

    pack = packs.active()
    rules = {key: rule_of(pack, key) for key in ("noise-life", "illegal-building")}
    assert {key: rule.key if rule else "" for key, rule in rules.items()} == {
        "noise-life": "quarrels",
        "illegal-building": "sample",
    }
    assert rule_of(packs.load("guiyang"), "streetlight") is None
