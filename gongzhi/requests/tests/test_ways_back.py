"""By which way a reporter hears: WeChat, else the phone and the e-mail that were left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core.errors import Invalid
from gongzhi.notices import public as notices
from gongzhi.people import public as people
from gongzhi.requests import public as requests
from gongzhi.requests.models import Reporter
from gongzhi.requests.tests.conftest import Report

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
EMAIL, OPENID = "zhou@example.com", "oAbc-12345678901234567890"


@pytest.fixture
def outbox(settings: Any, tmp_path: Path) -> Any:
    settings.OUTBOX_ROOT = tmp_path

    def sent() -> list[tuple[str, str, str]]:
        """Channel, receiver, first part of the key of everything sent so far."""
        notices.deliver_due(limit=50)
        found = []
        for name in ("sms", "mail", "wechat"):
            path = tmp_path / f"{name}.jsonl"
            for line in path.read_text("utf-8").splitlines() if path.exists() else ():
                one = json.loads(line)
                found.append((name, one["to"], one["key"].split(":")[0]))
        return found

    return sent


def answer(city: Settled, about: Any) -> None:
    requests.answer(about.pk, actor=city.actor("hotline"), ending="solved", public_text="已换灯泡。")


def test_who_left_an_email_hears_by_mail(city: Settled, report: Report, outbox: Any, tmp_path: Path) -> None:
    answer(city, report(contact_phone="", contact_email=" Zhou@Example.com "))
    assert outbox() == [("mail", EMAIL, "received"), ("mail", EMAIL, "answered")]
    first = json.loads((tmp_path / "mail.jsonl").read_text("utf-8").splitlines()[0])
    assert "您的诉求" in first["subject"]
    assert "/r/" in first["text"]


def test_who_left_both_hears_by_both(city: Settled, report: Report, outbox: Any) -> None:
    answer(city, report(contact_email=EMAIL))
    assert {(way, what) for way, _to, what in outbox()} == {
        (way, what) for way in ("sms", "mail") for what in ("received", "answered")
    }


def test_who_came_by_wechat_hears_there_alone(city: Settled, report: Report, outbox: Any) -> None:
    person = people.create_person(name="", alias="微信用户", phone="13800138000")
    people.set_contact(person.pk, "wechat", OPENID, verified=True)
    about = report(person_id=person.pk, contact_phone="")
    answer(city, about)
    assert outbox() == [("wechat", OPENID, "received"), ("wechat", OPENID, "answered")]
    assert people.person_of_wechat(OPENID) == person.pk
    assert people.contact_of(person.pk).wechat == "oA****90"
    people.erase_person(person.pk, actor=city.actor("admin"), why="request")
    assert people.person_of_wechat(OPENID) is None
    assert people.addresses_for_sending([person.pk]) == {}


def test_an_address_that_would_write_headers_is_refused(report: Report) -> None:
    for bad in ("a@b.cn\nBcc: x@y.cn", "a@b.cn,c@d.cn", "<a@b.cn>", "a@b"):
        with pytest.raises(Invalid):
            report(contact_phone="", contact_email=bad)
    assert not Reporter.objects.exists()
