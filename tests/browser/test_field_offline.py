"""Field in a real browser, with the network cut and restored: what is written goes out once, in its order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.access.public import ANONYMOUS
from gongzhi.files.models import StoredFile
from gongzhi.patrol import public as patrol
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from tests.browser.conftest import examine, follow, look_at
from tests.desks import account_of
from tests.hostile.conftest import picture
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_LOAD, DAY = 300_000, 1_000_000  # bytes, as the issue says
LAMP = "锦桥路口的路灯不亮，电话13800138000"


@pytest.fixture
def town(transactional_db: None) -> Iterator[Any]:
    from gongzhi.packs import public as packs

    settled = moved_in("guiyang")
    clerk, worker = settled.actor("hotline"), settled.actor("worker-05")
    made = []
    for words in (LAMP, "井盖松动，踩上去哐当响"):
        draft = requests.Draft(description=words, lon=106.708, lat=26.5895, name="老周", contact_phone="13800138000")
        matter_id = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).matter_id
        holder = procedures.get(matter_id, clerk).holder_post_id
        if holder != settled.posts["hotline"]:
            procedures.succeed(matter_id, from_post=holder, to_post=settled.posts["hotline"], reason="", actor=clerk)
        procedures.accept(matter_id, actor=clerk)
        procedures.offer(matter_id, to_post=settled.posts["worker-05"], actor=clerk)
        made.append(matter_id)
    procedures.take_offer(made[0], actor=worker)
    for title, look_for in (("2栋消防通道", "是否畅通、有无堆物"), ("充电棚", "有无飞线")):
        patrol.add_point(settled.places["grid-05"], patrol.PointDraft(title, look_for), actor=settled.actor("director"))
    yield SimpleNamespace(settled=settled, made=made, clerk=clerk, account=account_of(worker.person_id))
    packs.forget()


@pytest.fixture
def phone(town: Any, new_context: Callable[..., Any], sign_in: Any) -> Any:
    """A phone that opened Field once: the service worker stands."""
    context = new_context(
        viewport={"width": 360, "height": 740}, geolocation={"longitude": 106.708, "latitude": 26.5895}
    )
    context.grant_permissions(["geolocation"])
    sign_in(context, town.account)
    opened(context)
    return context


def opened(context: Any) -> Any:
    page = context.new_page()
    page.goto("/field/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("#f-old")).not_to_be_empty()
    return page


def write(page: Any, words: str) -> None:
    page.fill("#f-words", words)
    page.click("#f-report > button[type=submit]")


def found(words: str = "") -> list[str]:
    """The words of what came by patrol, in the order in which it was taken in."""
    rows = requests.Request.objects.filter(channel="patrol", description__contains=words).order_by("created_at", "pk")
    return list(rows.values_list("description", flat=True))


def test_no_signal_the_page_killed_and_the_signal_back(town: Any, phone: Any, tmp_path: Path) -> None:
    page = phone.pages[0]
    phone.set_offline(True)
    page.reload()  # the shell of the service worker, filled from the phone
    assert page.locator("main").get_attribute("data-shell") == "yes"
    expect(page.locator("#f-work > li")).to_have_count(2)
    assert "13800138000" not in page.content()
    assert "老周" not in page.content()
    shot = tmp_path / "big.png"
    shot.write_bytes(picture())
    page.set_input_files("#f-photos", str(shot))
    expect(page.locator("#f-thumbs img")).to_have_count(1)
    page.click("#f-here")
    expect(page.locator("#f-spot")).not_to_be_empty()
    write(page, "第一：消防通道被堆物堵住")
    expect(page.locator("#f-queue > li")).to_have_count(1)
    write(page, "第二：墙面瓷砖要掉")
    page.fill("#f-words", "第三：还没写完")
    expect(page.locator("#f-queue > li")).to_have_count(2)
    examine(page, "field-offline")
    page.close()  # killed
    page = phone.new_page()
    page.goto("/field/")
    expect(page.locator("#f-queue > li")).to_have_count(2)
    expect(page.locator("#f-words")).to_have_value("第三：还没写完")  # nothing typed is lost
    assert found() == []
    phone.set_offline(False)
    expect(page.locator("#f-queue a[href^='/desk/requests/']:visible")).to_have_count(2)
    assert found() == ["第一：消防通道被堆物堵住", "第二：墙面瓷砖要掉"]
    first = requests.Request.objects.get(description__contains="消防通道")
    assert (first.lon, first.lat) == (106.708, 26.5895)
    assert first.matter.holder_post_id == town.settled.posts["worker-05"]  # who found it has it (首问负责)
    assert StoredFile.objects.filter(about=first.pk).count() == 1
    page.reload()
    expect(page.locator("#f-work > li")).to_have_count(4)
    assert len(found()) == 2
    look_at(page, "/field/", "field")


def test_the_same_report_from_two_tabs_is_one(phone: Any) -> None:
    one, two = phone.pages[0], opened(phone)
    one.fill("#f-words", "楼道灯不亮")
    one.wait_for_timeout(200)
    two.reload()
    expect(two.locator("#f-words")).to_have_value("楼道灯不亮")  # the draft is the phone's, not the tab's
    phone.set_offline(True)
    for page in (one, two):
        page.evaluate("document.querySelector('#f-report').requestSubmit()")
    expect(one.locator("#f-queue > li")).to_have_count(1)
    phone.set_offline(False)
    for page in (one, two):
        expect(page.locator("#f-queue a[href^='/desk/requests/']:visible")).to_have_count(1)
    assert found() == ["楼道灯不亮"]


def test_an_answer_that_was_lost_makes_nothing_twice(phone: Any) -> None:
    page = phone.pages[0]
    lost = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # the server has it
        route.abort()  # the phone does not know

    phone.route("**/field/acts/", lose)
    write(page, "树枝压到电线")
    expect(page.locator("#f-said")).to_have_attribute("data-tone", "warn")
    assert lost == [200]
    assert found() == ["树枝压到电线"]
    expect(page.locator("#f-queue .k-tag")).to_have_text("等待信号")
    page.reload()
    expect(page.locator("#f-queue a[href^='/desk/requests/']:visible")).to_have_count(1)
    assert found() == ["树枝压到电线"]
    assert patrol.Taken.objects.count() == 1


def test_what_changed_meanwhile_is_explained_and_the_rest_goes_on(town: Any, phone: Any) -> None:
    page = phone.pages[0]
    phone.set_offline(True)
    offered = page.locator(f"#f-work > li[data-id='{town.made[1]}']")
    offered.locator(".f-take button").click()
    held = page.locator(f"#f-work > li[data-id='{town.made[0]}']")
    held.locator("summary").click()
    held.locator("textarea").fill("灯杆编号已记下")
    held.locator("form[data-act=note] button").click()
    expect(page.locator("#f-queue > li")).to_have_count(2)
    procedures.withdraw_offer(town.made[1], actor=town.clerk)
    phone.set_offline(False)
    refused = page.locator("#f-queue > li").first
    expect(refused.locator(".k-tag")).to_have_text("没有被接收")
    expect(refused).to_contain_text("这件事现在由")
    expect(page.locator("#f-queue > li").nth(1).locator(".k-tag")).to_have_text("已发送")
    assert [e.internal_text for e in procedures.timeline(town.made[0])].count("灯杆编号已记下") == 1
    examine(page, "field-refused")
    refused.locator("[data-do=drop]").click()
    expect(page.locator("#f-queue > li")).to_have_count(1)


def test_the_weekly_patrol_is_walked_without_a_signal(town: Any, phone: Any) -> None:
    page = phone.pages[0]
    phone.set_offline(True)
    page.reload()
    stops = page.locator("#f-patrol .f-stop")
    expect(stops).to_have_count(2)
    stops.nth(0).locator("button[value=no]").click()  # one tap
    expect(page.locator("#f-queue > li")).to_have_count(1)
    stops.nth(1).locator("button[value=yes]").click()
    expect(page.locator("#f-queue > li")).to_have_count(2)
    expect(page.locator("#f-patrol [data-of=done]")).to_have_text("2 / 2")
    examine(page, "field-patrol")
    phone.set_offline(False)
    expect(page.locator("#f-queue > li .k-tag").nth(1)).to_have_text("已发送")
    assert found() == ["2栋消防通道：是否畅通、有无堆物"]
    assert list(patrol.Visit.objects.order_by("id").values_list("fine", flat=True)) == [False, True]
    about = requests.Request.objects.get(channel="patrol")
    worker = town.settled.actor("worker-05")
    requests.answer(about.pk, actor=worker, ending="solved", public_text="已清理。")
    with page.expect_response("**/field/state.json*"):  # the phone knows of it too, not the page alone
        page.reload()
    expect(page.locator("#f-again-list > li")).to_have_count(1)
    phone.set_offline(True)
    examine(page, "field-again")
    page.locator("#f-again-list button[value=no]").click()
    expect(page.locator("#f-again-list > li")).to_have_count(0)
    phone.set_offline(False)
    expect(page.locator("#f-queue > li .k-tag").nth(2)).to_have_text("已发送")
    assert procedures.get(about.pk, worker).state == "open"  # reopened: not mended


def test_first_load_and_a_day_are_small(town: Any, new_context: Callable[..., Any], sign_in: Any) -> None:
    context = new_context()
    sign_in(context, town.account)
    came: list[Any] = []
    context.on("response", lambda r: came.append(r))

    def size() -> int:
        """Bytes of what went to and fro since the last time: bodies and headers, nothing compressed."""
        rows = [r for r in came if r.request.service_worker is None]
        came.clear()
        sent = sum(len(r.request.post_data_buffer or b"") + len(str(r.request.headers)) for r in rows)
        return sent + sum(len(r.body()) + len(str(r.headers)) for r in rows if r.status != 302)

    page = opened(context)
    page.wait_for_timeout(500)
    first = size()
    script = page.request.get("/field/sw.js").text()  # what the service worker fetches once more, to keep it
    kept = json.loads(script.split("const KEPT = ")[1].split(";\n")[0])
    first += sum(len(page.request.get(path).body()) for path in kept) + len(script)
    assert 60_000 < first < FIRST_LOAD, first
    came.clear()
    for n in range(20):
        write(page, f"第{n}处：楼道堆物，已请住户清理")
        expect(page.locator("#f-queue a[href^='/desk/requests/']:visible")).to_have_count(n + 1)
    day = size()
    for _minute in range(5):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(100)
    looks = size()
    assert 10_000 < day + 120 * looks / 5 < DAY, (day, looks)  # twenty reports, a look each five minutes of ten hours


def test_signing_out_and_a_post_that_ended_leave_nothing(town: Any, phone: Any) -> None:
    page = phone.pages[0]
    phone.set_offline(True)
    write(page, "窨井盖缺一块")
    expect(page.locator("#f-queue > li")).to_have_count(1)
    phone.set_offline(False)
    expect(page.locator("#f-queue a[href^='/desk/requests/']:visible")).to_have_count(1)
    from gongzhi.access.public import SYSTEM
    from gongzhi.orgs import public as orgs

    orgs.end_appointment(town.settled.appointments["worker-05"][0], actor=SYSTEM)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#f-work > li")).to_have_count(0)
    phone.set_offline(True)
    page.reload()
    expect(page.locator("#f-work > li")).to_have_count(0)
    expect(page.locator("#f-queue > li")).to_have_count(0)


def test_who_signs_out_at_the_desk_is_told_of_what_is_not_sent(phone: Any) -> None:
    page = phone.pages[0]
    phone.route("**/field/acts/", lambda route: route.abort())
    write(page, "窨井盖缺一块")
    expect(page.locator("#f-queue .k-tag")).to_have_text("等待信号")
    page.goto("/desk/")
    follow(page.locator(".d-who button[type=submit]"))
    assert "1" in page.inner_text(".k-alert-warning")
    follow(page.locator("main button[type=submit]"))
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
