"""A clerk registers a request from the keyboard while the person talks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import segno
from django.conf import settings
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.core.errors import Forbidden
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.requests.actions.ways_out import tell_way_out
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.rules import spoken
from gongzhi.requests.tests.conftest import Report
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
URL = "/desk/intake/"
HINTS = "/desk/intake/hints/"
WORDS = {"description": "锦桥路口的路灯不亮好几天了，晚上很黑", "lon": "106.7065", "lat": "26.5895"}


def test_what_follows_the_words(desk: Desk, report: Report) -> None:
    near = report()
    page = desk("hotline").post(HINTS, WORDS | {"contact_phone": "138 0013 8000"}).content.decode()
    assert re.search(r'value="streetlight" checked', page)
    assert re.search(r"<small>[^<]*路灯", page)  # the reason
    assert "网格</p>" in page  # where it lies
    assert "网格员" in re.search(r"<option[^>]*selected[^>]*>([^<]*)", page)[1]  # type: ignore[index]
    assert f'name="join" value="{near.pk}"' in page
    assert page.count(spoken(near.number)) == 2  # nearby, and open for this phone
    assert "13800138000" not in page


def test_alike_in_the_same_grid(desk: Desk, report: Report) -> None:
    near = report()
    name = near.matter.place.name
    page = desk("hotline").post(HINTS, {"description": "路灯坏了", "address": name}).content.decode()
    assert f'name="join" value="{near.pk}"' in page


def test_by_hand_stays_what_was_preselected_follows(desk: Desk) -> None:
    clerk = desk("hotline")
    auto = clerk.post(HINTS, WORDS | {"type_key": "noise-x", "type_auto": "noise-x"}).content.decode()
    assert re.search(r'value="streetlight" checked', auto)
    kept = clerk.post(HINTS, WORDS | {"other_type": "manhole", "type_auto": "streetlight"}).content.decode()
    assert re.search(r'value="manhole" checked', kept)


def test_elsewhere_is_said(desk: Desk) -> None:
    page = desk("hotline").post(HINTS, {"description": "楼上着火了，冒浓烟"}).content.decode()
    assert "119" in page
    assert "k-alert-error" in page


def test_registered_offered_and_still_mine(desk: Desk, city: Settled) -> None:
    clerk = desk("hotline")
    to = int(re.search(r'<option value="(\d+)" selected', clerk.post(HINTS, WORDS).content.decode())[1])  # type: ignore[index]
    page = clerk.get(URL).content.decode()
    submission = re.search(r'name="submission" value="([^"]+)"', page)[1]  # type: ignore[index]
    channels = re.findall(r'name="channel" value="(\w+)"[^>]*checked', page)
    assert channels == ["hotline"]
    form = WORDS | {"channel": "hotline", "submission": submission, "name": "王女士", "contact_phone": "13900139000"}
    form["to_post"] = str(to)
    first = clerk.post(URL, form)
    again = clerk.post(URL, form)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    request = Request.objects.select_related("matter").get()
    assert request.matter.holder_post_id == city.posts["hotline"]
    assert request.matter.holder_person_id == city.holders["hotline"][0]
    assert request.matter.offered_post_id == to
    done = clerk.get(first["Location"]).content.decode()
    assert spoken(request.number) in done
    assert "锦桥" in done
    slip = clerk.get(f"{first['Location']}slip/?roll=1").content.decode()
    assert spoken(request.number) in slip
    assert "58 mm" in slip
    narrow = clerk.get(f"{first['Location']}slip/?size=58").content.decode()
    answers = orgs.holder_of(request.matter.holder_post_id).person_id
    assert people.Person.objects.get(pk=answers).name in narrow  # who answers, by name
    assert "slip-58.css" in narrow
    assert "王女士" not in slip
    track = f"/track/?number={request.number}"
    code = segno.make(f"{settings.SITE_ROOT}{track}", error="m", micro=False).svg_inline(
        scale=4, border=2, omitsize=True
    )
    assert code in slip  # the address with the number, and nothing about the person
    assert f'value="{request.number}"' in Client().get(track).content.decode()
    assert desk("worker-01").get(f"{first['Location']}slip/").status_code == 404


def test_a_place_of_the_list_needs_no_map(desk: Desk, city: Settled) -> None:
    clerk = desk("hall")
    page = clerk.post(HINTS, {"description": "路灯不亮", "address": "锦桥东网格"}).content.decode()
    assert re.search(r'name="place_id"[^>]*checked', page)
    sent = {"channel": "hall", "description": "路灯不亮", "address": "锦桥东网格", "submission": "s1"}
    assert clerk.post(URL, sent).status_code == 302
    request = Request.objects.select_related("matter__place").get()
    assert request.located
    assert request.matter.place.name == "锦桥东网格"


def test_wrong_input_stays(desk: Desk) -> None:
    form = WORDS | {"channel": "hotline", "submission": "s", "name": "老李", "contact_phone": "12345abc"}
    answer = desk("hotline").post(URL, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12345abc"' in page
    assert "锦桥路口的路灯" in page
    assert not Request.objects.exists()
    empty = desk("hotline").post(URL, {"channel": "hotline", "submission": "t", "description": "🙂"})
    assert empty.status_code == 422


def test_join_from_the_desk_once(desk: Desk, report: Report) -> None:
    near = report()
    form = WORDS | {"channel": "hotline", "submission": "j", "join": str(near.pk), "contact_phone": "13900139000"}
    clerk = desk("hotline")
    first, again = clerk.post(URL, form), clerk.post(URL, form)
    assert first["Location"] == again["Location"]
    assert Reporter.objects.filter(request=near).count() == 2
    assert spoken(near.number) in clerk.get(first["Location"]).content.decode()


def test_without_script_the_button_suggests(desk: Desk) -> None:
    page = desk("hotline").post(URL, WORDS | {"suggest": "1", "channel": "hotline"}).content.decode()
    assert re.search(r'value="streetlight" checked', page)
    assert not Request.objects.exists()


def test_who_may_not(desk: Desk) -> None:
    assert desk("convener").get(URL).status_code == 403
    assert desk("convener").post(HINTS, WORDS).status_code == 403
    worker = desk("worker-04")  # registers, but finds no persons
    assert worker.get(URL).status_code == 200


def test_the_phone_opens_only_what_the_clerk_sees(desk: Desk, report: Report) -> None:
    other = report(lon=106.7205, lat=26.588)  # in Songping
    page = desk("hotline").post(HINTS, {"description": "", "contact_phone": "13800138000"}).content.decode()
    assert spoken(other.number) not in page


def test_told_where_to_go_keeps_no_file(desk: Desk, city: Settled) -> None:
    clerk, said = desk("hotline"), "我要举报干部收红包，当事人王某"
    page = clerk.post(HINTS, {"description": said}).content.decode()
    assert "12388" in page
    answer = clerk.post(URL, {"told": "discipline", "description": said, "name": "王某"}, follow=True)
    assert "没有留存" in answer.content.decode()
    assert not Request.objects.exists()
    entries = "".join(str(e) for e in ledger.entries_of(city.posts["hotline"]))
    assert "request:way-out:told" in entries
    assert "discipline" in entries
    assert said not in entries
    assert clerk.post(URL, {"told": "x"}).status_code == 404
    with pytest.raises(Forbidden):
        tell_way_out("police", actor=ANONYMOUS)
