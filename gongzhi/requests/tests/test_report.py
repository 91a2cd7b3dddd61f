"""A resident reports page by page, without an account and without scripting."""

from __future__ import annotations

import pytest
from django.test import Client

from gongzhi.requests.tests.conftest import Report
from tests.desks import Desk

pytestmark = pytest.mark.django_db
POINT = {"lon": "106.7065", "lat": "26.5895"}


def begun(**place: str) -> tuple[Client, str]:
    """A browser whose report has got its place, and the address of the report."""
    browser = Client()
    base = browser.post("/report/", {"description": "路灯不亮好几天了"}).headers["Location"].removesuffix("kind/")
    browser.post(f"{base}kind/", {"suggested": "", "type_key": "streetlight"})
    browser.post(f"{base}place/", place)
    return browser, base


def test_what_is_missing_is_said_in_chinese_and_the_point_by_what_it_lies_in(city: object) -> None:
    browser, base = begun(**POINT)
    assert "地图上选的位置：松荫网格" in browser.get(f"{base}contact/").content.decode()
    page = browser.post(f"{base}contact/", {"name": "", "contact_phone": ""}).content.decode()
    assert "请填写怎么称呼您" in page
    assert "请留一个联系方式" in page


def test_one_at_the_same_spot_is_not_nought_metres_away(report: Report) -> None:
    report(description="路灯不亮好几天了")
    browser, base = begun(**POINT)
    page = browser.get(f"{base}near/").content.decode()
    assert "同一地点" in page
    assert "0米" not in page


def test_a_place_that_its_address_names_is_said_once(desk: Desk, report: Report) -> None:
    lost = report(lon=None, lat=None, address="百草街")
    page = desk("hall").get(f"/desk/unlocated/{lost.number}/").content.decode()
    assert "百草街15号百草新村1栋" in page
    assert "百草新村1栋 百草街15号百草新村1栋" not in page
