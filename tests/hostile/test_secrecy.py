"""Who may never read what: contacts, internal notes, other people's requests; scripts and formulas that were typed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.files import public as files
from gongzhi.notices.models import Message
from gongzhi.people.models import Reveal
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.actions import add_words, join
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.rules import Draft, spoken
from tests.desks import account_of
from tests.hostile.conftest import INTERNAL, PHONE, POSTS, ROLES, Browsers, first_photo, picture
from tests.hostile.said import text_of, told_to
from tests.hostile.test_addresses import _path, _values, routes

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
Report = Callable[..., Request]
LISTS = re.compile(r"^(desk/$|desk/(requests|parts|inbox|insight|intake|search|calls|whistle)/|nearby/|open/|me/)")
EVIL = '<script>alert("x")</script>"><img src=x onerror=alert(1)>{{7*7}}'


def pages(browser: Client, about: Request, city: Settled, *more: str) -> dict[str, str]:
    """Every address of that matter, and every list it may stand in, as that browser reads it (all addresses, before
    it was offered: test_addresses.py)."""
    values = _values(about, city)
    paths = [_path(r, values) for r in sorted(routes()) if "<str:number>" in r or LISTS.match(r)]
    paths += ["/nearby/?lon=106.708&lat=26.5895", "/desk/?tab=area", "/desk/?tab=offered", *more]
    paths += ["/open311/v2/requests.xml", f"/open311/v2/requests/{about.number}.json"]
    paths += [f"/desk/requests/?q={about.number}"]
    return {path: text_of(browser.get(path)) for path in paths}


def offered_to_the_department(about: Request, city: Settled) -> None:
    holder = next(key for key, pk in city.posts.items() if pk == about.matter.holder_post_id)
    procedures.offer(about.pk, to_post=city.posts["liaison-urban-management"], note="请办理", actor=city.actor(holder))


@pytest.mark.walk
@pytest.mark.parametrize("role", ROLES)
def test_a_contact_is_nowhere_in_clear(browsers: Browsers, lamp: Request, city: Settled, role: str) -> None:
    offered_to_the_department(lamp, city)
    for path, text in pages(browsers[role], lamp, city).items():
        assert told_to(role, text) == [], path


@pytest.mark.walk
@pytest.mark.parametrize("role", ["anonymous", "resident"])
def test_internal_words_stay_inside(browsers: Browsers, lamp: Request, city: Settled, link: str, role: str) -> None:
    offered_to_the_department(lamp, city)
    for path, text in pages(browsers[role], lamp, city, link).items():
        assert INTERNAL not in text, path
        assert "请办理" not in text, path
    assert not [m for m in Message.objects.filter(channel="sms") if INTERNAL in str(vars(m))]
    assert INTERNAL in browsers["clerk"].get(f"/desk/requests/{lamp.number}/").content.decode()


def test_the_department_reads_the_matter_and_not_the_person(browsers: Browsers, lamp: Request, city: Settled) -> None:
    desk = f"/desk/requests/{lamp.number}/"
    assert browsers["department"].get(desk).status_code == 404
    offered_to_the_department(lamp, city)
    assert browsers["department"].get(desk).status_code == 200
    refused = browsers["department"].post(f"{desk}reveal/", {"reveal-field": "phone", "reveal-reason": "要联系他"})
    assert PHONE not in refused.content.decode()
    assert not Reveal.objects.exists()


def test_a_reveal_needs_a_reason_and_leaves_a_trace(browsers: Browsers, lamp: Request) -> None:
    desk, browser = f"/desk/requests/{lamp.number}/reveal/", browsers["director"]
    for reason in ("", "  ", "ok"):
        assert PHONE not in browser.post(desk, {"reveal-field": "phone", "reveal-reason": reason}).content.decode()
    assert not Reveal.objects.exists()
    shown = browser.post(desk, {"reveal-field": "phone", "reveal-reason": "回访核实情况"})
    assert PHONE in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert PHONE not in str(browser.cookies)
    assert PHONE not in browser.get(f"/desk/requests/{lamp.number}/").content.decode()
    assert Reveal.objects.get().reason == "回访核实情况"
    for role in ("worker", "clerk", "supervisor"):
        browsers[role].post(desk, {"reveal-field": "phone", "reveal-reason": "回访核实情况"})
    assert Reveal.objects.count() == 1


def test_links_and_photos_of_others(browsers: Browsers, lamp: Request, link: str, report: Report) -> None:
    other = report(lon=106.7205, lat=26.588)
    foreign = requests.link_of(other.number, Reporter.objects.get(request=other).pk)
    photo = first_photo(lamp).pk
    anonymous = browsers["anonymous"]
    assert anonymous.get(link).status_code == 200
    assert anonymous.get(link.replace("?", f"/photo/{photo}/?")).status_code == 200
    secret = foreign.partition("k=")[2]
    for key in ("", "x", secret, link[-5:], link.partition("k=")[2] + "0", "é"):
        assert anonymous.get(f"/r/{lamp.number}", {"k": key}).status_code == 404
        for verb in ("add", "rate", "reopen"):
            assert anonymous.post(f"/r/{lamp.number}/{verb}/?k={key}", {"words": "冒名顶替"}).status_code == 404
    assert anonymous.get(f"/r/{other.number}/photo/{photo}/?k={secret}").status_code == 404
    songping = Client()
    songping.force_login(browsers["clerk"].get("/").wsgi_request.user)
    assert songping.get(f"/desk/requests/{other.number}/photo/{photo}/").status_code == 404


def test_who_joins_reads_nothing_that_another_wrote(browsers: Browsers, report: Report) -> None:
    words = "路灯不亮好几天了。我家在三单元 601，晚上回家看不见"
    stored = files.accept_image(picture(), actor=ANONYMOUS)
    about = report(description=words, address="锦桥大院 601", file_ids=(stored.pk,), lon=106.708, lat=26.5895)
    link = requests.link_of(about.number, Reporter.objects.get(request=about).pk)
    browsers["anonymous"].post(link.replace("?", "/add/?"), {"words": "还是打到 502 室找我"})
    draft = Draft(description="我也看见了", name="阿明", contact_phone="13900139000")
    receipt = join(about.pk, draft, actor=ANONYMOUS)
    own, joined = (browsers["anonymous"].get(at).content.decode() for at in (link, receipt.link))
    joined = joined.replace(receipt.link.partition("k=")[2], "")  # chance writes 601 there, too
    assert "601" in own
    assert "502" in own
    assert "我也看见了" in joined
    assert "601" not in joined
    assert "502" not in joined
    assert browsers["anonymous"].get(receipt.link.replace("?", f"/photo/{stored.pk}/?")).status_code == 404
    assert "我也看见了" not in own


def test_a_photo_is_seen_by_who_sent_it_and_by_no_other_resident(browsers: Browsers, lamp: Request, link: str) -> None:
    def stored() -> int:
        return files.accept_image(picture("blue"), actor=ANONYMOUS).pk

    anonymous = browsers["anonymous"]
    sent = Draft(description="我也看见了", name="阿明", contact_phone="13900139000", file_ids=(stored(),))
    receipt = join(lamp.pk, sent, actor=ANONYMOUS)
    joined = Reporter.objects.get(pk=receipt.reporter_id)
    added = stored()
    add_words(joined, words="", actor=ANONYMOUS, file_ids=(added,))
    theirs = [first_photo(lamp).pk]
    for at, seen, hidden in ((link, theirs, [*sent.file_ids, added]), (receipt.link, [*sent.file_ids, added], theirs)):
        page = anonymous.get(at).content.decode()
        for photo, status in [(n, 200) for n in seen] + [(n, 404) for n in hidden]:
            assert (f"/photo/{photo}/" in page) is (status == 200)
            assert anonymous.get(at.replace("?", f"/photo/{photo}/?")).status_code == status


def test_near_me_names_no_person_and_no_house(browsers: Browsers, report: Report) -> None:
    report(description="3栋2单元501室王建国家天天漏水，电话13811112222", address="锦桥大院3栋2单元501室", lon=106.708,
           lat=26.5895, type_key="streetlight")  # fmt: skip
    page = browsers["anonymous"].get("/nearby/?lon=106.708&lat=26.5895").content.decode()
    assert "k-muted" in page
    for secret in ("王建国", "501", "13811112222", "3栋"):
        assert secret not in page.partition("<h2>")[2], secret


def test_track_is_throttled_and_says_the_same_for_each_miss(browsers: Browsers, lamp: Request) -> None:
    texts, statuses = set(), []
    for i in range(40):
        answer = browsers["anonymous"].post("/track/", {"number": lamp.number, "phone": f"139001390{i:02d}"},
                                            REMOTE_ADDR=f"10.0.0.{i}")  # fmt: skip
        statuses.append(answer.status_code)
        texts |= set(re.findall(r'id="id_number_error"[^>]*>(.*?)</', answer.content.decode(), re.DOTALL))
    assert statuses[-1] == 429  # many addresses, one request
    assert len(texts) == 1


def test_lists_searches_and_exports_stay_within_what_one_sees(
    browsers: Browsers, city: Settled, report: Report, manual_clock: Any
) -> None:
    spots = [(106.708, 26.5895), (106.7046, 26.587), (106.712, 26.590), (106.7205, 26.588), (106.719, 26.587)]
    made = [report(lon=lon, lat=lat) for lon, lat in spots]
    for role, post in POSTS.items():
        seen = set(procedures.visible_to(city.actor(post)).values_list("request__number", flat=True))
        listed = text_of(browsers[role].get("/desk/requests/"))
        found = {a.number for a in made if a.number in listed or spoken(a.number) in listed}
        assert found == seen, role
        for about in made:
            searched = text_of(browsers[role].get("/desk/requests/", {"q": about.number}, follow=True))
            link = f"/desk/requests/{about.number}/"
            assert (link in searched) <= (about.number in seen), role
            assert (browsers[role].get(link).status_code == 200) == (about.number in seen), role
        export = browsers[role].get("/desk/requests/export.xlsx")
        if export.status_code == 200:
            text = text_of(export)
            assert {a.number for a in made if a.number in text or spoken(a.number) in text} <= seen, role


def test_what_was_typed_never_becomes_markup(browsers: Browsers, city: Settled, report: Report) -> None:
    about = report(description=EVIL + "路灯不亮", address=EVIL[:60], name="<b>阿明</b>", lon=106.708, lat=26.5895)
    procedures.comment(about.pk, internal_text=EVIL, public_text=EVIL, actor=city.actor("director"))
    offered_to_the_department(about, city)
    link = requests.link_of(about.number, Reporter.objects.get(request=about).pk)
    number = 0
    for role in ("anonymous", "clerk", "director", "department"):
        more = (link,) if role == "anonymous" else ()
        paths = ["/nearby/?lon=106.708&lat=26.5895", f"/desk/requests/{about.number}/", "/desk/", "/desk/?tab=area",
                 "/desk/requests/", "/desk/requests/print/", "/desk/inbox/", "/desk/?tab=offered", *more]  # fmt: skip
        for path in paths:
            answer = browsers[role].get(path)
            if answer.get("Content-Type", "").startswith("text/html"):
                page = answer.content.decode()
                assert "<script>alert" not in page, path
                assert "<img src=x" not in page, path
                assert "<b>阿明" not in page, path
                number += "&lt;script&gt;alert" in page
    assert number > 4  # it was shown, harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_cell_of_an_export_is_a_formula(browsers: Browsers, report: Report, start: str) -> None:
    from openpyxl import load_workbook

    report(description=f'{start}cmd|"/c calc"!A1 路灯不亮', address=f"{start}HYPERLINK(1)", lon=106.708, lat=26.5895)
    answer = browsers["director"].get("/desk/requests/export.xlsx")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    texts: list[str] = []
    for sheet in load_workbook(io.BytesIO(body)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                texts.append(str(cell.value))
    assert any("/c calc" in t for t in texts)  # it is there, as text


def test_an_absence_and_a_message_of_others(browsers: Browsers, city: Settled) -> None:
    from datetime import timedelta

    from gongzhi.core import clock
    from gongzhi.notices import public as notices
    from gongzhi.orgs import public as orgs

    person = city.holders[POSTS["worker"]][0]
    until = clock.now() + timedelta(days=2)
    absences = orgs.start_absences(person, until=until, reason="leave", actor=city.actor("director"))
    absence = absences[0]
    for role in ("anonymous", "resident", "elsewhere", "department", "clerk"):
        assert browsers[role].post(f"/desk/absence/{absence.pk}/back/").status_code in (302, 403, 404)
        absence.refresh_from_db()
        assert absence.ended_at is None, role
    with transaction.atomic():
        notices.send(channel="inapp", text="只给本人看的话", key="t-1", person_id=person)
    message = Message.objects.get(key="t-1")
    for role in ("elsewhere", "clerk", "director"):
        browsers[role].post(f"/desk/inbox/{message.pk}/")
        assert "只给本人看的话" not in browsers[role].get("/desk/inbox/").content.decode()
    message.refresh_from_db()
    assert message.read_at is None


def test_guessing_names_and_passwords(city: Settled) -> None:
    account = account_of(city.holders["director"][0])
    said: dict[str, list[int]] = {}
    for name in (account.username, "nobody-here"):
        browser = Client()
        answers = [
            browser.post("/login/", {"username": name, "password": f"wrong-{i}"}, REMOTE_ADDR=name) for i in range(12)
        ]
        said[name] = [a.status_code for a in answers]
    assert said[account.username] == said["nobody-here"]  # no difference to read a name from
    assert said[account.username][-1] == 429
    right = {"username": account.username, "password": "Gongzhi-2026-test"}
    assert Client().post("/login/", right).status_code == 429  # locked, even with the right one


def test_the_api_hides_from_who_joined_what_the_page_hides(browsers: Browsers, lamp: Request, link: str) -> None:
    browsers["anonymous"].post(link.replace("?", "/add/?"), {"words": "还是打到 502 室找我"})
    draft = Draft(description="我也看见了", name="阿明", contact_phone="13900139000")
    receipt = join(lamp.pk, draft, actor=ANONYMOUS)
    first, joined = (
        browsers["anonymous"]
        .get(f"/api/v1/own/{lamp.number}", headers={"x-request-secret": at.partition("k=")[2]})
        .content.decode()
        for at in (link, receipt.link)
    )
    assert "502" in first
    assert "502" not in joined
    assert '"number"' in joined
    assert INTERNAL not in first + joined
