"""What people and programs type: too much, signs alone, letters in a number, bytes that are no text."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from gongzhi.requests.models import Request
from tests.hostile.conftest import Browsers
from tests.hostile.test_addresses import _path, _values, routes

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
MUCH = "路灯不亮" * (20 * 1024 * 1024 // 12)  # 20 MB in UTF-8
WHERE = {"lon": "106.708", "lat": "26.5895"}


def begin(browser: object, words: str = "锦桥路口的路灯不亮好几天了") -> str:
    """A report up to the page of contact; the address without the last part."""
    base = browser.post("/report/", {"description": words})["Location"].removesuffix("kind/")  # type: ignore[attr-defined]
    assert browser.post(f"{base}kind/", {"suggested": "streetlight"}).status_code == 302  # type: ignore[attr-defined]
    assert browser.post(f"{base}place/", WHERE).status_code == 302  # type: ignore[attr-defined]
    return base  # type: ignore[no-any-return]


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_20_megabytes_of_text_are_a_page_in_the_readers_language(
    browsers: Browsers, city: object, form: str, language: str
) -> None:
    data = {"description": MUCH}
    post = browsers["anonymous"].post
    headers = {"accept-language": language}
    if form.startswith("multipart"):
        answer = post("/report/", data, headers=headers)
    else:
        answer = post("/report/", "description=" + MUCH, content_type=form, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 413
    assert ("内容太大" if language == "zh" else "This is too large") in page
    assert "Traceback" not in page
    assert len(page) < 100_000


def test_more_than_any_form_holds_is_not_read(browsers: Browsers, city: object) -> None:
    answer = browsers["anonymous"].post("/report/", {"description": "路灯"}, CONTENT_LENGTH=str(2**40))
    assert answer.status_code == 413
    assert "内容太大" in answer.content.decode()


def test_programs_are_told_in_their_format(browsers: Browsers, city: object) -> None:
    form = {"service_code": "streetlight", "description": MUCH}
    answer = browsers["anonymous"].post("/open311/v2/requests.json", form)
    assert answer.status_code in (400, 403, 413)
    assert answer["Content-Type"].startswith("application/json")
    assert isinstance(json.loads(answer.content), list)
    assert not Request.objects.exists()


def test_a_little_too_much_stays_in_the_form(browsers: Browsers, city: object) -> None:
    words = "路灯不亮" * 1001
    page = browsers["anonymous"].post("/report/", {"description": words}).content.decode()
    assert words in page
    assert 'id="id_description_error"' in page


@pytest.mark.parametrize("signs", ["🙂🙂🙂", "!!!???", "　\u200b\u200d ", "…——"])
def test_signs_alone_say_nothing(browsers: Browsers, city: object, signs: str) -> None:
    answer = browsers["anonymous"].post("/report/", {"description": signs})
    assert 'id="id_description_error"' in answer.content.decode()
    desk = browsers["clerk"].post("/desk/intake/", {"channel": "hotline", "description": signs, "submission": "s"})
    assert desk.status_code == 422
    assert not Request.objects.exists()


@pytest.mark.parametrize("phone", ["1380013800a", "电话以后给", "1380013", "+1 23", "13800138000 13900139000 1"])
def test_a_wrong_phone_is_said_and_stays(browsers: Browsers, city: object, phone: str) -> None:
    base = begin(browsers["anonymous"])
    answer = browsers["anonymous"].post(f"{base}contact/", {"name": "老周", "contact_phone": phone})
    page = answer.content.decode()
    assert 'id="id_contact_phone_error"' in page
    assert f'value="{phone}"' in page
    assert 'value="老周"' in page
    assert not Request.objects.exists()


def test_a_step_too_early_leads_to_the_step_before(browsers: Browsers, city: object) -> None:
    base = browsers["anonymous"].post("/report/", {"description": "路灯不亮好几天了"})["Location"].removesuffix("kind/")
    for step in ("near", "contact", "done", "place"):
        for method in ("get", "post"):
            assert getattr(browsers["anonymous"], method)(f"{base}{step}/").status_code in (200, 302, 405, 422), step


# Each database has its own mind of these; the others are read by our code before.
STRANGE_TO_DATABASES = ["\x00", "9" * 400, "1e308", "nan", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
                        "a" * 5000]  # fmt: skip
STRANGE = [*STRANGE_TO_DATABASES, "²", "-1", "%00%ff", "[]", "\u202e" * 50, "../../etc/passwd' OR 1=1 --{{7*7}}"]
ASKED = ["q", "after", "tab", "light", "lon", "lat", "address", "place_id", "place", "number", "k", "size", "index",
         "first", "second", "day", "year", "state", "type", "since", "until", "holder", "channel", "sort", "board",
         "search", "within", "kind", "version", "matter", "join", "roll", "thumb", "next", "as", "page", "offset",
         "leaf", "entry", "archive", "service_request_id", "start_date", "end_date", "status", "jurisdiction_id",
         "service_code", "extensions", "updated_after", "page_size", "radius", "long", "person", "post"]  # fmt: skip


@pytest.mark.prove
@pytest.mark.parametrize("value", STRANGE_TO_DATABASES if os.environ.get("GONGZHI_TEST_DB") == "postgres" else STRANGE)
def test_no_strange_value_is_an_error_of_ours(
    browsers: Browsers, lamp: Request, city: Settled, link: str, value: str
) -> None:
    """Every address with every parameter at once, read and sent; a refusal is fine, a failure is not."""
    if connection.vendor == "postgresql":  # rows of one open transaction, of which the planner knows nothing by itself
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    values = _values(lamp, city)
    paths = [_path(r, values) for r in sorted(routes()) if r not in ("logout/", "kit/errors/<int:status>/")]
    paths += [link, link.replace("?", "/add/?"), f"/desk/unlocated/{lamp.number}/"]
    asked = dict.fromkeys(ASKED, value)
    for path in paths:
        for answer in (browsers["director"].get(path, asked), browsers["director"].post(path, asked)):
            assert answer.status_code < 500, (path, value[:20])
    for name in ("lon", "lat", "after", "q", "address", "place_id", "since"):  # one alone: others do not hide it
        for path in ("/nearby/", "/places/at.json", "/places/find.json", "/desk/", "/desk/requests/", "/board/",
                     "/me/requests/", "/desk/orgs/", "/desk/search/"):  # fmt: skip
            assert browsers["director"].get(path, {name: value}).status_code < 500, (path, name, value[:20])


@pytest.mark.parametrize("verb", ["accept", "take", "decline", "return", "ask", "extend", "note", "reveal", "release",
                                  "offer", "answer", "retype", "step", "place", "withdraw", "resume", "dispatch",
                                  "publish", "withhold"])  # fmt: skip
def test_no_strange_value_breaks_an_action(browsers: Browsers, lamp: Request, verb: str) -> None:
    names = ["reason", "question", "working_days", "note", "field", "title", "answer_text", "override_reason",
             "to_post", "ending", "public_text", "planned_on", "goes_to", "internal_text", "type_key", "outcome",
             "address", "lon", "lat", "place_id", "text"]  # fmt: skip
    for value in STRANGE:
        sent = {f"{verb}-{n}": value for n in names} | {"version": value}
        answer = browsers["clerk"].post(f"/desk/requests/{lamp.number}/{verb}/", sent)
        assert answer.status_code < 500, (verb, value[:20])
