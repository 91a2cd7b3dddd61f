"""Both lists in the browser's forms: entering, looking, matching, both saying yes, contacts, how it went."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.test import Client

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.needs import public as needs
from gongzhi.needs.actions.shared import link_of
from gongzhi.requests import public as requests
from tests.desks import desk_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

from tests.towns import settled

pytestmark = pytest.mark.django_db
PHONE, OTHER = "13800138000", "13900139000"


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("subdistrict")


def post(client: Client, address: str, status: int = 302, **data: Any) -> str:
    answer = client.post(address, data)
    assert answer.status_code == status, text(answer, answer.status_code)[:3000]
    return str(answer.get("Location", "")) if status == 302 else text(answer, status)


def typed(town: Settled, **more: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "kind": "repairs", "words": "厨房水龙头漏水，想请人来看看", "amount": 1, "place": town.places["grid-1"],
        "starts_on": today, "ends_on": today + timedelta(days=30), "name": "老周", "phone": PHONE, "submission": "a",
    } | more  # fmt: skip


def draft(town: Settled, side: str, **more: Any) -> needs.LineDraft:
    place = town.places[more.pop("at", "grid-1")]
    reach = more.pop("reach", None)
    today = clock.today()
    fields = {
        "kind": "repairs", "words": "上门修水龙头", "amount": 1, "starts_on": today,
        "ends_on": today + timedelta(days=30), "body": "" if side == "need" else "五金店", "name": "老周",
        "phone": PHONE, "channel": "staff",
    } | more  # fmt: skip
    return needs.LineDraft(side=side, place_id=place, reach_id=town.places[reach] if reach else place, **fields)


def line(town: Settled, side: str, **more: Any) -> needs.ListLine:
    return needs.entering.enter(draft(town, side, **more), actor=town.actor("worker"))


def own(client: Client, row: needs.ListLine, verb: str = "") -> str:
    address, _, key = link_of(row).partition("?")
    return f"{address}{verb + '/' if verb else ''}?{key}"


def test_a_need_and_a_service_from_the_portal_to_the_end(town: Settled, manual_clock: Any) -> None:
    resident, unit, desk = Client(), Client(), desk_of(town)("worker")
    at = post(resident, "/needs/new/need/", **typed(town))
    assert post(resident, "/needs/new/need/", **typed(town)) == at  # sent twice it is one
    there = post(unit, "/needs/new/service/", **typed(
        town, words="周末上门修水电", amount=3, place=town.places["hefeng"], reach=town.places["hefeng"],
        body="便民五金店", name="孙师傅", phone=OTHER, submission="b"))  # fmt: skip
    need, service = needs.ListLine.objects.get(side="need"), needs.ListLine.objects.get(side="service")
    assert PHONE not in need.sealed
    assert "水龙头" not in text(Client().get("/needs/?side=need"))  # staff have not looked at it
    assert "待审看" in text(desk.get("/desk/needs/?state=new"))
    post(desk, f"/desk/needs/{need.pk}/look/", show="1", words="水龙头漏水，想请人来修")
    assert post(desk, f"/desk/needs/{service.pk}/look/", 422, show="0", reason="")
    post(desk, f"/desk/needs/{service.pk}/look/", show="1")
    assert "请人来修" in text(Client().get("/needs/?side=need"))
    page = text(resident.get(at))
    assert "周末上门修水电" in page
    assert "同类" in page
    assert OTHER not in page
    assert "孙师傅" not in page
    post(resident, own(resident, need, "match"), about=service.pk, amount=1)
    match = needs.NeedMatch.objects.get()
    assert (match.state, match.need_agrees, match.service_agrees) == ("proposed", True, None)
    service.refresh_from_db()
    assert (service.taken, service.left) == (1, 2)
    assert post(resident, own(resident, need, "see"), 404, about=match.pk)
    assert "水龙头漏水" in text(unit.get(there))
    post(unit, own(unit, service, "yes"), about=match.pk)
    shown = text(resident.post(own(resident, need, "see"), {"about": match.pk}))
    assert OTHER in shown
    assert "孙师傅" in shown
    assert OTHER not in text(resident.get(at))
    assert "对接的另一方" in text(unit.get(there)), "the owner reads who saw the contact"
    assert "needs:contact:shown" in "".join(str(e) for e in ledger.entries_of(service.pk))
    assert post(unit, own(unit, service, "settle"), 422, about=match.pk, done="1", used=1, words="")
    post(unit, own(unit, service, "settle"), about=match.pk, done="1", used=1, words="换了阀芯，不漏了")
    match.refresh_from_db()
    assert (match.state, match.used) == ("done", 1)
    assert "水龙头" not in text(Client().get("/needs/?side=need")), "nothing of it is left over"
    assert "上门修水电" in text(Client().get("/needs/"))
    texts = json.dumps([str(e) for e in ledger.entries_of(need.pk)], ensure_ascii=False)
    assert not any(w in texts for w in (PHONE, "老周", "水龙头"))
    _figures(desk)


def _figures(desk: Client) -> None:
    row = re.search(r"上门维修</td>(.*?)</tr>", text(desk.get("/desk/needs/figures/")), re.DOTALL)
    assert row
    assert re.findall(r">(\d+)", row[1]) == ["1", "1", "1", "1", "0", "1", "0", "1"]
    from openpyxl import load_workbook

    for what in ("lines", "matches", "figures"):
        answer = desk.get(f"/desk/needs/tables/{what}.xlsx")
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        assert sheet.max_row >= 4, what
    assert desk.get("/desk/needs/tables/x.xlsx").status_code == 404


def test_two_at_once_never_take_the_same(town: Settled) -> None:
    service = line(town, "service", amount=2)
    first, second = line(town, "need", amount=2), line(town, "need", amount=1)
    staff = town.actor("worker")
    stale = needs.lines.get(service.pk, staff)
    needs.matching.propose(first, service, actor=staff)
    with pytest.raises(NotAllowed):
        needs.matching.propose(second, stale, actor=staff)
    with pytest.raises((Conflict, NotAllowed)):
        needs.matching.propose(first, service, actor=staff)
    service.refresh_from_db()
    assert service.taken == 2
    match = needs.NeedMatch.objects.get()
    needs.matching.answer(match, service, agrees=False, actor=staff)
    service.refresh_from_db()
    first.refresh_from_db()
    assert (service.taken, first.taken) == (0, 0)
    with pytest.raises(Conflict):
        needs.matching.answer(match, first, agrees=True, actor=staff)
    assert needs.matches.fitting(needs.lines.get(first.pk, staff)) == []  # tried in vain
    needs.matching.propose(second, service, actor=staff)


def test_what_nobody_answers_lapses_and_contacts_go(town: Settled, manual_clock: Any) -> None:
    need, service = line(town, "need"), line(town, "service")
    staff = town.actor("worker")
    match = needs.matching.propose(need, service, actor=staff)
    manual_clock.advance(timedelta(days=8))
    assert needs.sweep() == 1
    match.refresh_from_db()
    need.refresh_from_db()
    assert (match.state, need.taken) == ("lapsed", 0)
    manual_clock.advance(timedelta(days=30))
    assert needs.sweep() == 2  # past their last day
    assert needs.sweep() == 0
    manual_clock.advance(timedelta(days=91))
    assert needs.sweep() == 2
    need.refresh_from_db()
    assert (need.sealed, need.words, need.state) == ("", "", "ended")
    assert need.forgotten_at
    assert "已删除" in text(desk_of(town)("worker").get(f"/desk/needs/{need.pk}/"))


def test_sensitive_kinds_stand_on_no_public_list(town: Settled) -> None:
    hidden = line(town, "need", kind="elder-care", words="想请人每周来陪说话")
    line(town, "service", kind="elder-care", words="志愿者上门陪伴", body="家服务团队")
    for side in ("need", "service"):
        page = text(Client().get(f"/needs/?side={side}"))
        assert "陪" not in page
    assert "志愿者上门陪伴" not in text(Client().get(link_of(hidden)))
    page = text(desk_of(town)("worker").get(f"/desk/needs/{hidden.pk}/"))
    assert "志愿者上门陪伴" in page
    assert "不公开" in text(desk_of(town)("worker").get("/desk/needs/"))


def test_staff_see_a_contact_with_a_reason_alone(town: Settled) -> None:
    need = line(town, "need")
    desk = desk_of(town)("worker")
    at = f"/desk/needs/{need.pk}/"
    assert PHONE not in text(desk.get(at))
    assert "138****8000" in text(desk.get(at))
    assert post(desk, f"{at}contact/", 422, reason="")
    assert PHONE in text(desk.post(f"{at}contact/", {"reason": "电话约上门时间"}))
    assert "电话约上门时间" in text(Client().get(link_of(need)))
    stranger = desk_of(town)("property-manager")
    assert stranger.get(at).status_code == 404
    assert Client().get(f"/needs/{need.number}/").status_code == 404
    assert Client().post(f"/needs/{need.number}/end/?key=x").status_code == 404


def test_a_post_speaks_for_its_body_at_its_desk(town: Settled) -> None:
    desk = desk_of(town)("property-manager")
    assert "/desk/needs/" in text(desk.get("/desk/"))
    page = post(desk, "/desk/needs/new/service/", **typed(
        town, for_post=town.posts["property-manager"], words="物业维修班每周三上门", phone="", name="值班室",
        place=town.places["hefeng"], reach=town.places["hefeng"], amount=5))  # fmt: skip
    service = needs.ListLine.objects.get()
    assert page == f"/desk/needs/{service.pk}/"
    assert (service.state, service.post_id) == ("open", town.posts["property-manager"])
    assert service.body
    need = line(town, "need")
    match = needs.matching.propose(need, service, actor=town.actor("worker"))
    assert apps.get_model("notices", "Message").objects.filter(channel="inapp", about=service.pk).exists()
    there = text(desk_of(town)("worker").get(f"/desk/needs/{need.pk}/"))
    assert f'href="/desk/needs/{service.pk}/"' in there, "staff come from one side to the other"
    post(desk, f"{page}yes/", about=match.pk)
    with pytest.raises(Forbidden):
        needs.matching.answer(match, need, agrees=True, actor=town.actor("property-manager"))
    needs.matching.answer(match, need, agrees=True, actor=town.actor("worker"))
    assert PHONE in text(desk.post(f"{page}see/", {"about": match.pk}))
    assert post(desk, f"{page}end/", 422)  # agreed: first say how it went
    post(desk, f"{page}settle/", about=match.pk, done="0", words="约好的那天家里没人")
    post(desk, f"{page}end/")
    need.refresh_from_db()
    assert (need.taken, need.state) == (0, "open")


def test_a_request_comes_onto_the_list_when_its_reporter_says_yes(town: Settled) -> None:
    asked = requests.Draft(description="想找一份附近的工作", type_key="jobs", lon=118.17, lat=39.584, name="小李",
                           contact_phone=PHONE)  # fmt: skip
    made = requests.intake(asked, actor=ANONYMOUS, channel="web", look_near=False)
    about = requests.Request.objects.select_related("matter").get(pk=made.matter_id)
    desk = desk_of(town)("worker")
    sheet = text(desk.get(f"/desk/requests/{about.number}/"))
    assert "列入需求清单" in sheet
    at = post(desk, "/desk/needs/from-request/", number=about.number)
    need = needs.ListLine.objects.get()
    assert (need.state, need.kind, need.channel) == ("asked", "jobs", "request")
    assert at == f"/desk/needs/{need.pk}/"
    post(desk, "/desk/needs/from-request/", number=about.number)
    assert needs.ListLine.objects.count() == 1
    sms = apps.get_model("notices", "Message").objects.filter(channel="sms", about=need.pk)
    assert sms.count() == 1
    assert "想找一份" not in text(Client().get("/needs/?side=need"))
    post(Client(), own(Client(), need, "agree"))
    need.refresh_from_db()
    assert need.state == "new"
    post(desk, f"/desk/needs/{need.pk}/look/", show="1")
    assert "想找一份" in text(Client().get("/needs/?side=need"))


def test_who_may_not(town: Settled) -> None:
    for actor in (ANONYMOUS, SYSTEM, town.actor("property-manager")):
        with pytest.raises(Forbidden):
            needs.entering.enter(draft(town, "need"), actor=actor)
    need, service = line(town, "need"), line(town, "service")
    for actor in (ANONYMOUS, SYSTEM, town.actor("property-manager")):
        for act in (
            lambda a: needs.matching.propose(need, service, actor=a),
            lambda a: needs.keeping.end(need, actor=a),
            lambda a: needs.keeping.show_contact(need, actor=a, reason="想看看"),
        ):
            with pytest.raises(Forbidden):
                act(actor)
    head = needs.entering.enter(draft(town, "need"), actor=town.actor("heads-1"))  # registers, does not run
    assert head.state == "new"


def test_personal_data_do_not_stand_on_a_list(town: Settled) -> None:
    page = post(Client(), "/needs/new/need/", 422, **typed(town, words="请打我电话13800138000"))
    assert "个人信息" in page
    assert post(Client(), "/needs/new/need/", 422, **typed(town, phone=""))
    assert post(Client(), "/needs/new/service/", 422, **typed(town))  # which unit?
    assert not needs.ListLine.objects.exists()


def test_full_lists_ask_a_bounded_number_of_queries(town: Settled, django_assert_max_num_queries: Any) -> None:
    for n in range(12):
        need, service = line(town, "need", words=f"第{n}件：换灯泡"), line(town, "service", words=f"第{n}项：换灯泡")
        if n % 3 == 0:
            needs.matching.propose(need, service, actor=town.actor("worker"))
    desk = desk_of(town)("worker")
    row = needs.ListLine.objects.order_by("id").first()
    addresses = ("/desk/needs/", f"/desk/needs/{row.pk}/", "/desk/needs/matches/", "/desk/needs/figures/")
    for address in addresses:
        desk.get(address)
        with django_assert_max_num_queries(40):
            text(desk.get(address))
    with django_assert_max_num_queries(12):
        text(Client().get("/needs/?side=need"))


def test_what_was_entered_is_changed_and_who_comes_second_is_told(town: Settled, manual_clock: Any) -> None:
    resident, desk = Client(), desk_of(town)("worker")
    at = post(resident, "/needs/new/need/", **typed(town))
    need = needs.ListLine.objects.get()
    post(desk, f"/desk/needs/{need.pk}/look/", show="1", words="水龙头漏水")
    need.refresh_from_db()
    assert need.version == 2
    sent = {k: v for k, v in typed(town, words="水龙头漏水，还有灯不亮", amount=2, phone="").items()
            if k not in ("kind", "name", "submission")}  # fmt: skip
    assert "电话" in text(resident.get(at))
    assert post(resident, own(resident, need, "edit"), 422, **sent | {"amount": 0, "version": 2})
    post(resident, own(resident, need, "edit"), **sent | {"version": 1})  # of before staff looked
    assert "还有灯" not in text(resident.get(at))
    assert "已有人改过" in text(resident.get(at)) or needs.ListLine.objects.get().version == 2
    for _twice in range(2):
        post(resident, own(resident, need, "edit"), **sent | {"version": 2, "phone": OTHER})
    need.refresh_from_db()
    assert (need.words, need.amount, need.version, need.state) == ("水龙头漏水，还有灯不亮", 2, 3, "new")
    assert needs.lines.contact(need).phone.endswith(OTHER)
    assert "水龙头" not in text(Client().get("/needs/?side=need"))  # other words are looked at again
    post(desk, f"/desk/needs/{need.pk}/edit/", **sent | {"words": "水龙头和灯", "version": 3})
    post(desk, f"/desk/needs/{need.pk}/look/", show="1")
    need.refresh_from_db()
    post(resident, own(resident, need, "edit"), **sent | {"words": "水龙头和灯", "amount": 3, "version": need.version})
    need.refresh_from_db()
    assert (need.words, need.amount, need.state) == ("水龙头和灯", 3, "open")  # other numbers need no second look
    tags = "".join(str(e) for e in ledger.entries_of(need.pk))
    assert tags.count("needs:line:changed") == 3


def test_nothing_changes_under_a_match_that_runs(town: Settled, manual_clock: Any) -> None:
    need, service = line(town, "need", at="grid-1"), line(town, "service", at="hefeng", amount=4)
    worker = town.actor("worker")
    match = needs.matching.propose(need, service, actor=worker)
    service.refresh_from_db()
    edit = needs.changing.LineEdit(
        service.version, "只修电灯", 1, service.place_id, service.reach_id, service.starts_on, service.ends_on
    )
    with pytest.raises(NotAllowed, match="counts on"):
        needs.changing.change(service, edit, actor=worker)
    desk, at = desk_of(town)("worker"), f"/desk/needs/{service.pk}/"
    page = text(desk.get(at))  # it says so before anybody types
    assert "对方正按这里写的内容准备" in page
    assert "有一方表示不合适" in page
    assert "保存修改" not in page
    page = text(desk.post(f"{at}edit/", {"version": 1}, follow=True))
    assert "或者已经下了清单，暂不能修改" in page  # sent from a page that was opened before
    needs.matching.answer(match, need, agrees=False, actor=worker)
    page = text(desk.get(at))
    assert "对方正按这里写的内容准备" not in page
    assert "保存修改" in page
    assert needs.changing.change(service, edit, actor=worker).words == "只修电灯"
    with pytest.raises(Conflict, match="meanwhile"):
        needs.changing.change(service, replace(edit, words="只修水管"), actor=worker)
    with pytest.raises(Forbidden):
        needs.changing.change(service, replace(edit, version=2), actor=town.actor("hean-worker"))
