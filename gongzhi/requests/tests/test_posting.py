"""A publication step: who may publish finds it in "my work", writes it, and only then its days begin."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.models import Request
from gongzhi.requests.tests.conftest import Report
from gongzhi.requests.tests.test_desk import do, page_of
from gongzhi.requests.tests.test_together import told
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
POSTING = Path(__file__).parent / "posting"
TITLE, TEXT = "锦桥路口路灯怎么修", "打算换成一体灯杆，七月施工，有意见请到社区说。"


def in_step(city: Settled, report: Report, outcome: str, **changed: Any) -> Request:
    """A request of grid worker 05 after that outcome of handling."""
    packs.install(POSTING)
    about = report(lon=106.708, lat=26.5895, **changed)
    worker, holder = city.posts["worker-05"], about.matter.holder_post_id
    if holder != worker:
        procedures.succeed(about.pk, from_post=holder, to_post=worker, reason="", actor=SYSTEM)
    actor = city.actor("worker-05")
    procedures.accept(about.pk, actor=actor)
    procedures.choose(about.pk, outcome=outcome, actor=actor)
    return Request.objects.select_related("matter").get(pk=about.pk)


def publisher(city: Settled, about: Request) -> str:
    """Key of the post that was told of the step."""
    scope = procedures.Standing.objects.get(matter=about.pk, role=procedures.Role.TOLD).scope
    return next(key for key, post_id in city.posts.items() if post_id == scope)


def test_who_may_publish_finds_it_and_puts_it_up(
    desk: Desk, report: Report, city: Settled, manual_clock: clock.ManualClock
) -> None:
    about = in_step(city, report, "show")
    assert disclosure.postings_about(about.pk) == []  # nothing goes out by itself
    assert about.matter.state == "open"
    key = publisher(city, about)
    assert "待公示" in told(city, key)[-1]
    worker, secretary = desk("worker-05"), desk(key)
    assert 'id="do-publish"' not in worker.get(page_of(about)).content.decode()
    assert 'id="do-step"' not in worker.get(page_of(about)).content.decode()
    assert do(worker, about, "publish", title=TITLE, text=TEXT).status_code == 422
    mine = secretary.get("/desk/?tab=told").content.decode()
    assert page_of(about) in mine
    assert "待张贴" in mine
    page = secretary.get(page_of(about)).content.decode()
    form = page[page.index('id="do-publish"') :][:3000]
    assert about.description[:10] not in form  # never the resident's own words by themselves
    refused = do(secretary, about, "publish", title=TITLE, text=f"{TEXT}联系李雷13850927316")
    assert refused.status_code == 422
    assert "手机号码" in refused.content.decode()
    manual_clock.advance(timedelta(days=1))
    assert do(secretary, about, "publish", title=TITLE, text=TEXT).status_code == 302
    (posting,) = disclosure.postings_about(about.pk)
    assert (posting.board, posting.title, posting.question, posting.last_day) == (
        "affairs", TITLE, "", clock.today() + timedelta(days=15),
    )  # fmt: skip
    assert [p.pk for p in disclosure.list_postings(search="一体灯杆").items] == [posting.pk]
    assert disclosure.list_postings(search=about.description[:6]).items == []  # a search tells nothing of his words
    matter = procedures.Matter.objects.get(pk=about.pk)
    assert matter.state == "waiting"
    assert page_of(about) not in secretary.get("/desk/?tab=told").content.decode()
    with pytest.raises(NotAllowed):
        requests.put_up(about.pk, actor=city.actor(key), title=TITLE, text=TEXT)
    manual_clock.advance(timedelta(days=14, hours=23))
    procedures.run_ticks()
    assert procedures.Matter.objects.get(pk=about.pk).step == "show"
    manual_clock.advance(timedelta(hours=2))
    procedures.run_ticks()
    matter = procedures.Matter.objects.get(pk=about.pk)
    assert (matter.step, matter.state) == ("answer", "open")


def test_a_private_one_goes_on_with_a_reason(desk: Desk, report: Report, city: Settled) -> None:
    about = in_step(city, report, "show", keep_private=True)
    key = publisher(city, about)
    with pytest.raises(NotAllowed):
        requests.put_up(about.pk, actor=city.actor(key), title=TITLE, text=TEXT)
    with pytest.raises(Forbidden):
        requests.leave_out(about.pk, actor=city.actor("worker-05"), reason="不公开")
    secretary = desk(key)
    page = secretary.get(page_of(about)).content.decode()
    assert 'id="do-publish"' not in page
    assert do(secretary, about, "withhold", reason="").status_code == 422
    assert do(secretary, about, "withhold", reason="诉求人要求不公开").status_code == 302
    assert procedures.Matter.objects.get(pk=about.pk).step == "answer"
    assert disclosure.postings_about(about.pk) == []


def test_what_is_not_private_is_not_withheld(report: Report, city: Settled) -> None:
    about = in_step(city, report, "show")
    with pytest.raises(NotAllowed):
        requests.leave_out(about.pk, actor=city.actor(publisher(city, about)), reason="不想公示")


def test_who_holds_it_and_may_publish_is_not_told_twice(report: Report, city: Settled) -> None:
    packs.install(POSTING)
    both = {"board:publish", "request:handle"}
    kinds = [k.key for k in packs.active().post_kinds if both <= set(k.permissions)]
    about = report(lon=106.708, lat=26.5895)
    post_id = orgs.find_post(kinds, places.ancestors(about.matter.place_id))
    assert post_id is not None
    key = next(k for k, found in city.posts.items() if found == post_id)
    procedures.succeed(about.pk, from_post=about.matter.holder_post_id, to_post=post_id, reason="", actor=SYSTEM)
    procedures.accept(about.pk, actor=city.actor(key))
    matter = procedures.choose(about.pk, outcome="show", actor=city.actor(key))
    assert procedures.unposted(matter) is not None
    assert not procedures.Standing.objects.filter(matter=about.pk, role=procedures.Role.TOLD).exists()
