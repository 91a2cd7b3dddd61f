"""Rounds of talks: called, written down, agreed on; what was agreed is carried over until a round strikes it off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.deliberation.actions import agreed as agreements
from gongzhi.deliberation.actions import talks as acts
from gongzhi.deliberation.actions import topics
from gongzhi.deliberation.models import Agreed, Guest, Round, Said, Series
from gongzhi.deliberation.public import TopicDraft
from gongzhi.deliberation.tests.test_gardens import post, town
from gongzhi.disclosure.public import PersonalDataFound
from gongzhi.notices import public as notices
from gongzhi.procedures import public as procedures
from tests.desks import desk_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
__all__ = ["town"]
DESK = "/desk/talks/"


def begun(town: Settled) -> Series:
    draft = acts.TalksDraft(town.places["hefeng"], "物业费和停车", "大家坐下来商量物业怎么管、车怎么停")
    return acts.begin(draft, actor=town.actor("speaker"))


def called(town: Settled, series: Series, clock_: Any) -> Round:
    """A round that is under way."""
    row = acts.call(
        series, starts_at=clock.now() + timedelta(days=4), venue="社区会议室", sides=["heads", "property"],
        posts=[town.posts["property-manager"]], actor=town.actor("speaker"),
    )  # fmt: skip
    clock_.advance(timedelta(days=4, minutes=5))
    return row


def held(town: Settled, series: Series) -> None:
    row = Round.objects.get(series=series, state="called")
    came = {g.pk: 3 for g in Guest.objects.filter(round=row)}
    acts.hold(series, came=came, summary="议了停车", actor=town.actor("speaker"))


def agreed(town: Settled, series: Series, owner: str = "property-manager") -> Agreed:
    return agreements.agree(
        series, title="划出二十个车位", owner=town.posts[owner], due_on=clock.today() + timedelta(days=10),
        actor=town.actor("speaker"),
    )  # fmt: skip


def task(made: Agreed) -> Agreed:
    return Agreed.objects.select_related("matter", "series", "round").get(pk=made.pk)


def test_the_whole_way_by_the_pages(town: Settled, manual_clock: Any) -> None:
    desk = desk_of(town)
    speaker, manager = desk("speaker"), desk("property-manager")
    home = post(speaker, f"{DESK}new/", place=town.places["hefeng"], subject="停车", words="车怎么停", submission="s")
    series = Series.objects.get()
    soon = clock.local(clock.now() + timedelta(days=4))
    data = {"call-venue": "会议室", "call-sides": ["heads", "property"], "call-posts": [town.posts["property-manager"]]}
    early = post(
        speaker, f"{home}call/", 422, **data, **{"call-starts_at": f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}"}
    )
    assert "会议室" in early
    post(speaker, f"{home}call/", **data, **{"call-starts_at": f"{soon:%Y-%m-%dT%H:%M}"})
    assert notices.unread_count(town.holders["property-manager"][0]) == 1
    assert post(speaker, f"{home}say/", 404, **{"say-side": "heads", "say-words": "早了"})  # its hour has not come
    manual_clock.advance(timedelta(days=4, minutes=5))
    post(speaker, f"{home}say/", 422, **{"say-side": "heads", "say-words": "车位不够", "say-channel": "paper"})
    post(speaker, f"{home}say/", **{"say-side": "heads", "say-words": "车位不够", "say-channel": "spot"})
    agree = {"agree-title": "划车位", "agree-owner": town.posts["property-manager"], "agree-due_on": "2026-03-20"}
    post(speaker, f"{home}agree/", **agree)
    made = Agreed.objects.get()
    guests = {f"hold-came{g.pk}": 4 for g in Guest.objects.all()}
    post(speaker, f"{home}hold/", 422, **{"hold-summary": "议定先划车位"})
    post(speaker, f"{home}hold/", **{"hold-summary": "议定先划车位"}, **guests)
    page = text(Client().get(f"/talks/{series.pk}/"))
    assert "车位不够" in page
    assert "划车位" in page
    assert "12" in page  # who came
    assert "划车位" in text(manager.get("/desk/"))
    post(manager, f"{DESK}tasks/{made.pk}/", words="划了二十个")
    record = text(speaker.get(f"{home}record/{Round.objects.get().pk}/page/"))
    assert "议定先划车位" in record
    post(speaker, f"{home}call/", **data, **{"call-starts_at": f"{soon + timedelta(days=9):%Y-%m-%dT%H:%M}"})
    manual_clock.advance(timedelta(days=9))
    assert "划了二十个" in text(speaker.get(home))
    post(speaker, f"{home}strike/", row=made.pk, words="看过了")
    made.refresh_from_db()
    assert made.struck is not None
    assert made.struck.n == 2
    guests = {f"hold-came{g.pk}": 1 for g in Guest.objects.filter(round__n=2)}
    post(speaker, f"{home}hold/", **{"hold-summary": "都办完了"}, **guests)
    post(speaker, f"{home}close/", **{"close-words": "停车的事办完了"})
    assert "停车的事办完了" in text(Client().get(f"/talks/{series.pk}/"))
    assert "停车" in text(Client().get("/talks/?state=closed"))
    assert "停车" not in text(Client().get("/talks/?state=open"))


def test_what_is_agreed_is_carried_over_until_a_later_round_strikes_it_off(town: Settled, manual_clock: Any) -> None:
    series, speaker = begun(town), town.actor("speaker")
    called(town, series, manual_clock)
    made = agreed(town, series)
    with pytest.raises(NotAllowed, match="later"):
        agreements.check(series, made.pk, struck=True, words="", actor=speaker)
    held(town, series)
    with pytest.raises(NotAllowed, match="another round"):
        acts.close(series, result="完了", actor=speaker)
    called(town, series, manual_clock)
    page = text(Client().get(f"/talks/{series.pk}/"))
    assert page.count("划出二十个车位") == 2  # where it was agreed, and carried over
    with pytest.raises(NotAllowed, match="reported"):
        agreements.check(series, made.pk, struck=True, words="", actor=speaker)
    agreements.report(task(made), words="划好了", actor=town.actor("property-manager"))
    with pytest.raises(NotAllowed, match="Look first"):
        held(town, series)
    agreements.check(series, made.pk, struck=False, words="少划了两个", actor=speaker)
    assert task(made).matter.holder_post_id == town.posts["property-manager"]
    held(town, series)
    called(town, series, manual_clock)
    agreements.report(task(made), words="补划了", actor=town.actor("property-manager"))
    agreements.check(series, made.pk, struck=True, words="", actor=speaker)
    held(town, series)
    acts.close(series, result="停车的事办完了", actor=speaker)
    assert task(made).matter.state in procedures.OVER


def test_one_round_at_a_time_and_a_dropped_one_says_why(town: Settled, manual_clock: Any) -> None:
    series, speaker = begun(town), town.actor("speaker")
    row = acts.call(
        series, starts_at=clock.now() + timedelta(days=4), venue="室", sides=["heads"],
        posts=[town.posts["property-manager"]], actor=speaker,
    )  # fmt: skip
    with pytest.raises(Conflict):
        acts.call(series, starts_at=clock.now() + timedelta(days=5), venue="室", sides=["heads"], actor=speaker)
    acts.drop(series, reason="下大雨", actor=speaker)
    row.refresh_from_db()
    assert row.state == "dropped"
    assert notices.unread_count(town.holders["property-manager"][0]) == 2
    assert "下大雨" in text(Client().get(f"/talks/{series.pk}/"))


def test_names_and_phones_do_not_stand_in_public(town: Settled, manual_clock: Any) -> None:
    series, speaker = begun(town), town.actor("speaker")
    called(town, series, manual_clock)
    with pytest.raises(PersonalDataFound):
        acts.say(series, side="heads", words="找他，电话13985550101", actor=speaker)
    acts.say(series, side="heads", words="车位不够", channel="phone", source="来电", actor=speaker)
    assert "来电" not in text(Client().get(f"/talks/{series.pk}/"))
    acts.unsay(series, Said.objects.get().pk, actor=speaker)
    assert not Said.objects.exists()


def test_the_topic_goes_on_with_the_round(town: Settled, manual_clock: Any) -> None:
    speaker = town.actor("speaker")
    draft = TopicDraft("grassroots", town.places["hefeng"], "停车怎么管", "车越来越多")
    topic = topics.propose(draft, actor=speaker)
    procedures.choose(topic.pk, outcome="talk", actor=speaker)
    series = acts.begin(acts.TalksDraft(town.places["hefeng"], "停车", "议一议", topic.pk), actor=speaker)
    with pytest.raises(Conflict):
        acts.begin(acts.TalksDraft(town.places["hefeng"], "停车", "议一议", topic.pk), actor=speaker)
    series = Series.objects.select_related("topic__matter").get(pk=series.pk)
    row = called(town, series, manual_clock)
    came = {g.pk: 2 for g in Guest.objects.filter(round=row)}
    acts.hold(series, came=came, summary="议成了方案", outcome="ready", actor=speaker)
    assert procedures.Matter.objects.get(pk=topic.pk).step == "decide"


def test_who_may_not(town: Settled, manual_clock: Any) -> None:
    series = begun(town)
    with pytest.raises(Forbidden):
        acts.begin(acts.TalksDraft(town.places["hefeng"], "停车", "议"), actor=town.actor("worker"))
    with pytest.raises(Forbidden):
        acts.drop(series, reason="不开了", actor=town.actor("hean-speaker"))
    called(town, series, manual_clock)
    made = agreed(town, series)
    with pytest.raises(Forbidden):
        agreements.report(task(made), words="办了", actor=town.actor("worker"))
    with pytest.raises(Invalid):
        agreements.agree(
            series, title="做", owner=5, due_on=clock.today() + timedelta(days=2), actor=town.actor("speaker")
        )
    desk = desk_of(town)
    assert desk("worker").get(DESK).status_code == 403
    assert desk("hean-speaker").get(f"{DESK}{series.pk}/").status_code == 404
    assert desk("hean-speaker").get(f"{DESK}tasks/{made.pk}/").status_code == 404
    assert Client().get(DESK).status_code == 302


def test_a_page_costs_the_same_for_many_rounds(
    town: Settled, manual_clock: Any, django_assert_max_num_queries: Any
) -> None:
    series = begun(town)
    for _n in range(4):
        called(town, series, manual_clock)
        acts.say(series, side="heads", words="车位不够", actor=town.actor("speaker"))
        agreed(town, series)
        held(town, series)
    Client().get("/talks/")
    with django_assert_max_num_queries(12):
        text(Client().get(f"/talks/{series.pk}/"))
    with django_assert_max_num_queries(8):
        text(Client().get("/talks/"))
