"""A dispatch step (派单) on its page: whom it goes to, with a reason; the outcome is taken together with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongzhi.access.public import Actor, ActorKind
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.tests.conftest import Report
from gongzhi.requests.tests.test_desk import do, page_of
from gongzhi.requests.tests.test_posting import in_step
from gongzhi.requests.tests.test_together import WATER
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def test_it_is_sent_with_a_reason_and_goes_on_when_it_is_taken(desk: Desk, report: Report, city: Settled) -> None:
    about = in_step(city, report, "route")
    worker, water = desk("worker-05"), desk(WATER)
    page = worker.get(page_of(about)).content.decode()
    assert 'id="do-dispatch"' in page
    assert 'accesskey="o"' in page
    for other in ("do-offer", "do-step"):
        assert f'id="{other}"' not in page
    to = city.posts[WATER]
    assert do(worker, about, "dispatch", to_post=to, reason="", outcome="sent").status_code == 422
    assert do(worker, about, "dispatch", to_post=1, reason="管线", outcome="sent").status_code == 422
    assert do(worker, about, "dispatch", to_post=to, reason="管线归水务", outcome="sent").status_code == 302
    matter = procedures.Matter.objects.get(pk=about.pk)
    assert (matter.step, matter.offered_post_id) == ("route", to)
    assert "管线归水务" in water.get(page_of(about)).content.decode()
    assert do(water, about, "take").status_code == 302
    matter = procedures.Matter.objects.get(pk=about.pk)
    assert (matter.step, matter.holder_post_id) == ("answer", to)
    assert 'id="do-dispatch"' not in water.get(page_of(about)).content.decode()
    assert do(water, about, "dispatch", to_post=to, reason="再派", outcome="sent").status_code == 422


def test_the_holder_may_keep_it(desk: Desk, report: Report, city: Settled) -> None:
    about = in_step(city, report, "route")
    own = city.posts["worker-05"]
    assert do(desk("worker-05"), about, "dispatch", to_post=own, reason="自己能办", outcome="sent").status_code == 302
    matter = procedures.Matter.objects.get(pk=about.pk)
    assert (matter.step, matter.holder_post_id, matter.offered_post_id) == ("answer", own, None)


@pytest.mark.parametrize("step", ["route", "show"])
def test_what_the_resident_answers_lets_the_clock_run_again(step: str, report: Report, city: Settled) -> None:
    about = in_step(city, report, step)
    requests.ask(about.pk, question="哪一盏？", actor=city.actor("worker-05"))
    reporter = requests.reporters_of(about.pk)[0]
    resident = Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")
    requests.add_words(reporter, words="公交站那一盏", actor=resident)
    assert procedures.Matter.objects.get(pk=about.pk).state == "open"
