"""The decision table: the first line that fits, its trace, a dry run that writes nothing, alarms never silent."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS, Permission
from gongzhi.core import clock
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.models import Request, RouteAlarm
from gongzhi.requests.tests.conftest import Report
from gongzhi.requests.tests.test_desk import do, page_of
from gongzhi.requests.views import sheet
from tests.desks import Desk
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
TABLE = """routing:
- {key: night, title: 夜间急事, flags: [urgent], when: outside, to: [duty_leader], offer: true, source: {default: 试}}
- {key: lamps, title: 路灯归热线, types: [streetlight], channels: [web], to: [hotline_clerk], source: {default: 试}}
"""
URL = "/desk/routing/"


def lay(text: str = TABLE) -> packs.Pack:
    checked = packs.with_routing(packs.active(), text)
    assert checked.pack is not None, checked.mistakes
    packs.install(checked.pack)
    packs.forget()
    return checked.pack


@pytest.fixture
def keep() -> Any:
    yield
    packs.forget()


def test_a_request_keeps_line_input_and_result(city: Settled, report: Report, desk: Desk, keep: None) -> None:
    plain = report()
    assert plain.route["rule"] == packs.BY_TYPE
    assert plain.route["to"] == sheet.suggested_post(plain)
    lay()
    about = report()
    assert about.route["rule"] == "lamps"
    assert about.route["to"] == city.posts["hotline"]
    assert about.route["in"] | {"place": 0} == {
        "place": 0, "levels": [], "group": "facilities", "type": "streetlight", "channel": "web", "flags": ["located"],
        "working": True, "time": "09:00",
    }  # fmt: skip
    page = desk("hotline").get(page_of(about)).content.decode()
    assert "路灯归热线" in page
    do(desk("hotline"), about, "retype", type_key="garbage-exposed")
    about.refresh_from_db()
    assert about.route["rule"] == packs.BY_TYPE
    assert about.route["was"] == {"rule": "lamps", "to": city.posts["hotline"]}
    assert about.route["in"]["type"] == "garbage-exposed"


def test_at_night_an_urgent_one_is_offered_at_once(
    city: Settled, report: Report, manual_clock: Any, keep: None
) -> None:
    lay()
    urgent = next(t.key for t in packs.active().request_types if t.urgent and not t.private and t.needs_place)
    by_day = report(type_key=urgent)
    manual_clock.advance(timedelta(hours=13))
    by_night = report(type_key=urgent)
    assert (by_day.route["rule"], by_night.route["rule"]) == (packs.BY_TYPE, "night")
    leader = by_night.route["to"]
    assert orgs.Post.objects.get(pk=leader).kind == "duty_leader"
    assert procedures.Matter.objects.get(pk=by_night.pk).offered_post_id == leader
    assert procedures.Matter.objects.get(pk=by_day.pk).offered_post_id is None


def test_lines_by_place_level_and_hours(city: Settled, keep: None) -> None:
    code = places.get(city.places["zhonghua"]).code
    pack = lay(
        "routing:\n"
        f"- {{key: there, title: 那里, places: ['{code}'], without: [unlocated], hours: ['08:00-09:30', '22:00-23:59'],"
        " to: [duty_leader], source: {default: 试}}\n"
        "- {key: lost, title: 没有网格, levels: [community], to: [hotline_clerk], source: {default: 试}}\n"
    )
    line = pack.routing[0]
    asked = packs.Asked((code,), ("grid",), "g", "t", "web", ("located",), working=True, time="23:59")
    assert line.fits(asked)
    from dataclasses import replace

    for wrong in ({"time": "09:30"}, {"codes": ("1",)}, {"flags": ("unlocated",)}):
        assert not line.fits(replace(asked, **wrong))
    assert pack.routing[1].fits(replace(asked, levels=("community",)))


def test_every_request_lands_in_one_place_or_on_the_list_of_the_unlocated(city: Settled, keep: None) -> None:
    chance = random.Random(5)  # noqa: S311 - a test's
    lay()
    taken = []
    for n in range(24):
        where: dict[str, Any] = {"lon": chance.uniform(106.69, 106.73), "lat": chance.uniform(26.57, 26.61)}
        if n % 3 == 1:
            where = {"address": chance.choice(("锦桥路", "不知名的小巷", "很远的地方"))}
        elif n % 3 == 2:
            where = {"lon": chance.uniform(-179, 179), "lat": chance.uniform(-80, 80)}
        kind = chance.choice(packs.active().request_types).key
        draft = requests.Draft("请派人来看一看", type_key=kind, name="周", contact_phone="13800138000", **where)
        taken.append(requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).matter_id)
    rows = list(Request.objects.select_related("matter__place").filter(pk__in=taken))
    assert len(rows) == len(taken)
    takers = [k.key for k in packs.active().post_kinds if Permission.REQUEST_TAKE_UNLOCATED in k.permissions]
    assert {row.located for row in rows} == {True, False}
    for row in rows:
        assert row.route["rule"]
        assert (row.matter.place.kind == "grid") == row.located
        if not row.located:  # then it is on the list of a post that is there
            post = orgs.find_post(takers, places.ancestors(row.matter.place_id))
            assert post in {p.post_id for p in orgs.held_posts()}


def test_a_dry_run_says_who_would_go_elsewhere_and_writes_nothing(
    city: Settled, report: Report, desk: Desk, manual_clock: Any, keep: None
) -> None:
    lamps = [report().number for _ in range(3)]
    report(type_key="garbage-exposed")
    manual_clock.advance(timedelta(days=31))
    admin = desk("admin")
    assert "garbage" not in admin.get(URL).content.decode()
    revision = packs.active_revision_id()
    span = {"first": "2026-03-01", "last": "2026-03-31"}
    page = admin.post(URL, {"text": TABLE, **span})
    assert page.status_code == 200
    run = page.context["run"]
    assert (run.looked, run.moved, run.nobody) == (4, 3, 0)
    assert sorted(m.number for m in run.listed) == sorted(lamps)
    assert run.labels()[city.posts["hotline"]] in page.content.decode()
    assert "锦桥路口的路灯" not in page.content.decode()  # no words of requests for the administrator
    assert packs.active_revision_id() == revision
    untried = admin.post(URL, {"text": TABLE, "apply": "1", "tried": "x", **span})
    assert untried.status_code == 200
    assert packs.active_revision_id() == revision  # only what was tried goes live
    done = admin.post(URL, {"text": TABLE, "apply": "1", "tried": page.context["tried"], **span})
    assert done.status_code == 302
    packs.forget()
    assert [line.key for line in packs.active().routing] == ["night", "lamps"]
    again = admin.post(URL, {"text": TABLE, **span})
    assert again.context["run"].moved == 0
    assert b'name="apply"' not in again.content


def test_who_may_not_and_what_is_wrong(city: Settled, desk: Desk) -> None:
    assert desk("hotline").get(URL).status_code == 403
    admin = desk("admin")
    refused = admin.post(
        URL, {"text": TABLE.replace("hotline_clerk", "nobody"), "first": "2026-03-01", "last": "2026-02-01"}
    )
    assert refused.status_code == 422
    assert {"text", "last"} >= set(refused.context["form"].errors)
    wrong = admin.post(
        URL, {"text": TABLE.replace("duty_leader", "nobdy"), "first": "2026-02-01", "last": "2026-02-28"}
    )
    assert wrong.status_code == 422
    assert "nobdy" in str(wrong.context["form"].errors["text"])
    assert "nobdy" in wrong.content.decode()  # what was typed is kept


def test_an_alarm_is_raised_told_once_and_cleared(city: Settled, report: Report, desk: Desk, keep: None) -> None:
    requests.check_routes(100)
    before = set(RouteAlarm.objects.filter(cleared_at=None).values_list("rule", "what"))
    held = {p.kind for p in orgs.held_posts()}
    nobody = next(k.key for k in packs.active().post_kinds if k.key not in held)
    lay(
        TABLE
        + "- {key: gone, title: 没有的地方, places: ['999'], to: [hotline_clerk], source: {default: 试}}\n"
        + "- {key: bins, title: 没人管, types: [bin-full], to: ["
        + nobody
        + "], source: {default: 试}}\n"
    )
    assert requests.check_routes(100) > 0
    raised = {(a.rule, a.what) for a in RouteAlarm.objects.filter(cleared_at=None)}
    assert raised - before >= {("gone", "unknown"), ("bins", "nobody")}
    assert requests.check_routes(100) == 0  # once
    person = orgs.persons_in([city.posts["admin"]])[city.posts["admin"]]
    told = [m for m in notices.inbox(person).items if "派" in m.text]
    assert len(told) == (2 if before else 1)
    assert notices.address_of(told[0].pk, person_id=person) == URL
    about = report(type_key="bin-full")
    assert about.route["to"] is None
    assert "已告知管理员" in desk("hotline").get(page_of(about)).content.decode()
    page = desk("admin").get(URL).content.decode()
    assert "999" in page
    lay("routing: []\n")
    requests.check_routes(100)
    assert not RouteAlarm.objects.filter(cleared_at=None, rule__in=("gone", "bins")).exists()


def test_a_post_that_nobody_answers_for_is_an_alarm(
    city: Settled, desk: Desk, steady: None, manual_clock: Any, django_assert_max_num_queries: Any
) -> None:
    requests.check_routes(100)
    assert not RouteAlarm.objects.filter(what="vacant").exists()
    orgs.Appointment.objects.filter(post__kind="reception").update(ended_at=clock.now())
    manual_clock.advance(timedelta(minutes=10))
    with django_assert_max_num_queries(25):
        assert requests.check_routes(100) > 0
    alarm = RouteAlarm.objects.get(what="vacant", cleared_at=None, area_id=city.places["zhonghua"])
    assert alarm.rule.startswith("by-type:reception")
    assert "现在没有人" in desk("admin").get(URL).content.decode()


def test_a_line_that_errs_loses_no_request_and_is_told(
    city: Settled, report: Report, desk: Desk, monkeypatch: pytest.MonkeyPatch, keep: None
) -> None:
    lay()

    def broken(self: packs.Route, asked: packs.Asked) -> bool:
        raise TypeError("bad line")

    monkeypatch.setattr(packs.Route, "fits", broken)
    about = report()
    assert about.route["rule"] == packs.BY_TYPE
    assert about.route["to"] is not None
    assert "bad line" in about.route["error"]
    alarm = RouteAlarm.objects.get(what="error", cleared_at=None)
    assert "bad line" in alarm.detail
    assert "bad line" in desk("admin").get(URL).content.decode()
    assert people.Person.objects.count()  # the report stands


def test_budget(city: Settled, desk: Desk, steady: None, report: Report, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        report()
    admin = desk("admin")
    admin.get(URL)
    with django_assert_max_num_queries(14):
        admin.get(URL)
    with django_assert_max_num_queries(24):
        admin.post(URL, {"text": TABLE, "first": "2026-03-01", "last": "2026-03-31"})


@pytest.mark.parametrize("pack", ["yaan"])
def test_every_line_of_a_pack_finds_somebody_in_every_village(db: None, manual_clock: object, pack: str) -> None:
    """Only one community has the window of work and insurance; elsewhere its types go to the window that there is."""
    for town in settled(pack):
        assert [a for a in requests.route_alarms() if a["what"] == "nobody"] == []
        village = town.places["zhongli-grid-1"]
        post = orgs.find_post(packs.active().request_type("jobs").routes_to, places.ancestors(village))
        assert post == town.posts["zhongli-window"]
