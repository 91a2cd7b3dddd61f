"""/packs/ shows what the pack says and where it comes from, to anybody."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gongzhi.packs.public import install, load

pytestmark = pytest.mark.django_db
PAGES = ("/packs/", "/packs/posts/", "/packs/procedures/", "/packs/types/hard/", "/packs/channels/")


@pytest.fixture
def page(client: Client) -> object:
    install("guiyang")
    return lambda path, **headers: client.get(path, headers=headers)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_its_sources_and_the_years(page: object, path: str) -> None:
    answer = page(path)  # type: ignore[operator]
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "2010—2011年" in html
    assert "文件原文" in html
    assert "本平台默认" in html


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_database_at_most_twice(page: object, path: str, django_assert_max_num_queries: object) -> None:
    page(path)  # type: ignore[operator]
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        page(path)  # type: ignore[operator]


def test_every_type_stands_on_the_page_of_its_group(page: object) -> None:
    pack = load("guiyang")
    first = page("/packs/types/").content.decode()  # type: ignore[operator]
    for group in pack.request_groups:
        assert f'href="/packs/types/{group.key}/"' in first
        html = page(f"/packs/types/{group.key}/").content.decode()  # type: ignore[operator]
        assert [t.title for t in pack.request_types if t.group == group.key and t.title not in html] == []
    assert "4 个工作小时" in page("/packs/types/facilities/").content.decode()  # type: ignore[operator]
    assert 'href="/procedures/hard-case/"' in page("/packs/types/hard/").content.decode()  # type: ignore[operator]
    assert page("/packs/types/nothing/").status_code == 404  # type: ignore[operator]


def test_quotes_stand_in_quotation_marks(page: object) -> None:
    html = page("/packs/procedures/").content.decode()  # type: ignore[operator]
    assert "<q>带班领导和接待人员定人定岗接待</q>" in html


def test_posts_show_permissions_in_words(page: object) -> None:
    html = page("/packs/posts/").content.decode()  # type: ignore[operator]
    assert "request:see" not in html
    assert "登记诉求" in html


def test_english_on_request(page: object) -> None:
    html = page("/packs/types/facilities/", accept_language="en").content.decode()  # type: ignore[operator]
    assert "Street lights" in html
    assert "4 working hours" in html


def test_unknown_sections_are_not_found(page: object) -> None:
    assert page("/packs/nothing/").status_code == 404  # type: ignore[operator]


def test_no_form_on_a_page_that_only_shows(page: object) -> None:
    html = page("/packs/").content.decode()  # type: ignore[operator]
    assert not re.search(r'<form[^>]+method="post"[^>]+action="/packs', html)
